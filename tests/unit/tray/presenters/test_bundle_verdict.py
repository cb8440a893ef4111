"""A verdict about a stranger's bundle in words that cannot be misread."""

from __future__ import annotations

import pytest

from desktop_app.bundle.verify.outcome import container_refused
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import STEPS, verify_path
from desktop_app.tray.presenters import bundle_verdict
from tests.fakes.bundle_forger import forge, standard_log

NOW = 1_795_169_861_000_000
LOG = standard_log()


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The path of a bundle."""
    path = tmp_path_factory.mktemp("bundle") / "a.zip"
    path.write_bytes(forge(log=LOG, sizes=[305]).to_zip())
    return path


def shown(report, file="a.zip", digest="ab" * 32) -> bundle_verdict.BundleShown:
    """Return how a report is shown."""
    return bundle_verdict.of_report(report.to_json(), file=file, digest=digest, at_us=NOW)


def test_without_a_fingerprint_it_cannot_be_told(bundle):
    """Whom to ask, how, and what to compare."""
    told = shown(verify_path(bundle, Trust()))
    assert (told.word, told.tone, told.asks) == ("Cannot tell", "ask", True)
    assert told.fingerprint == LOG.fingerprint
    assert "Call whoever keeps this log" in told.more[0]
    assert len(told.steps) == 14
    assert told.steps[-1].word == "not checked"


def test_with_it_it_matches(bundle):
    """Facts of what it is; the limits all the same."""
    told = shown(verify_path(bundle, Trust(fingerprint=LOG.fingerprint)))
    assert (told.word, told.tone, told.asks) == ("Match", "ok", False)
    facts = dict(told.facts)
    assert facts["Log"] == LOG.origin
    assert facts["Content"] == "redacted"
    assert facts["Proven against"] == f"{LOG.size:,} entries"
    assert facts["File, SHA-256"] == "abababababab…abababab"
    assert told.not_proven
    assert {step.word for step in told.steps} <= {"passed", "not needed"}


def test_another_fingerprint_is_a_mismatch(bundle):
    """With the first bad place."""
    told = shown(verify_path(bundle, Trust(fingerprint=" ".join(["12345"] * 6))))
    assert (told.word, told.tone) == ("Mismatch", "deny")
    assert told.more[0] == "First bad place: entry #0."
    assert told.steps[-1].icon == "error"


def test_what_cannot_be_opened_names_the_reason():
    """And no step after the first was done."""
    told = shown(container_refused("Bomb \u202e.", [name for name, _ in STEPS]))
    assert told.word == "Cannot tell"
    assert told.reason == "Bomb U+202E."
    assert [step.word for step in told.steps] == ["failed", *["not done"] * 13]
    assert not told.asks


def test_names_that_lie_are_made_visible(bundle):
    """In facts, findings and the report that is copied."""
    data = verify_path(bundle, Trust()).to_json()
    evil = "x\u202egpj\x1b[2J\nVerdict: MATCH"
    data["predicate"] = {"log": evil, "level": evil}
    data["findings"] = [{"severity": "error", "text": evil, "seq": 3}]
    data["sealed_record"] = evil
    told = bundle_verdict.of_report(data, file=evil, digest=None, at_us=NOW)
    for text in (*told.more, *(value for _, value in told.facts)):
        assert text.isprintable(), text
    assert "\nVerdict: MATCH\n" not in told.report
    assert "\u202e" not in told.report
    assert "\x1b" not in told.report


def test_many_findings_are_counted(bundle):
    """Three are told, the others are in the report."""
    data = verify_path(bundle, Trust()).to_json()
    data["findings"] = [{"severity": "error", "text": f"Odd {n}.", "seq": n} for n in range(9)]
    data["findings_dropped"] = 4
    told = bundle_verdict.of_report(data, file="a", digest=None, at_us=NOW)
    assert told.more[-1] == "10 more in the report."
    assert "#8: Odd 8." in told.report


def test_encrypted_records_are_said_to_be(bundle):
    """Opened here, or not."""
    data = verify_path(bundle, Trust()).to_json()
    for opened, word in ((True, "opened here"), (False, "encrypted, not opened here")):
        data |= {"encrypted": True, "decrypted": opened}
        told = bundle_verdict.of_report(data, file="a", digest=None, at_us=NOW)
        assert dict(told.facts)["Records"] == word


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", ""),
        ("12345 67890", "10 of 30 digits."),
        ("1" * 30, ""),
        ("11111-" * 5 + "11111", ""),
        ("1" * 31, "31 digits are too many: it has 30."),
        ("12a", "A fingerprint is 30 digits, nothing else."),
    ],
)
def test_a_fingerprint_is_judged_while_it_is_typed(text, hint):
    """However it is grouped."""
    assert bundle_verdict.hint(text) == hint


def test_digits_of_other_scripts_are_none():
    """They look like digits and are not the ones that were read out."""
    assert bundle_verdict.digits("１２3") == "3"  # noqa: RUF001 - full-width digits
    assert bundle_verdict.word("ODD") == "ODD"


def test_a_verdict_in_the_history_has_the_words_of_bundles():
    """One of three; a name that nobody knows is no pass."""
    assert bundle_verdict.of_name("ANCHORED") == ("check", "ok", "Match")
    assert bundle_verdict.of_name("INVALID") == ("error", "deny", "Mismatch")
    assert bundle_verdict.of_name("LATER") == ("noend", "ask", "Cannot tell")
