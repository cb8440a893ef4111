"""The fourteen steps together: verdict, word, order, and what stops what."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import pyrage
import pytest

from desktop_app.bundle.layout import (
    ABSENCE,
    CHECKPOINT,
    CONTENT,
    CONTENT_SUM,
    MANIFEST,
    README,
    REPORT,
    SUMS,
    Level,
    anchor_path,
    is_content,
)
from desktop_app.bundle.verify import anchors
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import STEPS, verify, verify_path
from desktop_app.errors import NotFoundError
from desktop_app.model.verdict import Verdict
from tests.fakes.bundle_forger import RUN, Forged, ask, codes, forge, judged, standard_log

if TYPE_CHECKING:
    from pathlib import Path

CONTENT_ZIP_NONCE = bytes(32)


@cache
def whole() -> Forged:
    """Return a valid bundle."""
    return forge(log=standard_log())


def outcomes(report) -> str:
    """Return a letter a step: p passed, f failed, d not done, c not checked, n not needed."""
    letters = {"passed": "p", "failed": "f", "not_done": "d", "not_checked": "c", "not_needed": "n"}
    return "".join(letters[str(step.outcome)] for step in report.steps)


def test_a_bundle_that_nobody_touched_passes(tmp_path: Path) -> None:
    """As a zip, as a directory, and with progress told."""
    given = Trust(fingerprint=whole().log.fingerprint)
    (tmp_path / "bundle.zip").write_bytes(whole().to_zip())
    told: list[tuple[int, int]] = []
    for path in (tmp_path / "bundle.zip", whole().write(tmp_path / "bundle")):
        report = verify_path(path, given, lambda done, of: told.append((done, of)))
        assert (report.verdict, report.word, report.exit_code) == ("CONSISTENT", "MATCH", 0)
        assert outcomes(report) == "ppppppppppp" + "nn" + "p"
    assert told
    assert report.sentence == "The files are what this log recorded."
    assert (report.in_scope, report.runs, report.records) == (6, 1, 10)


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Not a verdict."""
    with pytest.raises(NotFoundError):
        verify_path(tmp_path / "nothing", Trust())


def test_what_is_no_container_is_unreadable(tmp_path: Path) -> None:
    """And all steps after the first are told as not done."""
    (tmp_path / "odd.zip").write_bytes(b"PK")
    report = verify_path(tmp_path / "odd.zip", Trust())
    assert (report.verdict, report.word, report.exit_code) == ("UNREADABLE", "CANNOT TELL", 60)
    assert outcomes(report) == "f" + "d" * 13
    assert [step.number for step in report.steps] == list(range(1, len(STEPS) + 1))


@pytest.mark.attack("D03")
def test_without_a_manifest_nothing_can_be_judged() -> None:
    """It says what the bundle is; steps that need no more than files are done."""
    forged = whole().copy()
    forged.files[MANIFEST] = b"{}\n"
    report = judged(forged)
    assert (report.verdict, codes(report)) == (Verdict.INVALID, ["manifest"])
    assert outcomes(report) == "pppf" + "d" * 8 + "nd"


@pytest.mark.attack("D02")
@pytest.mark.attack("D07")
def test_a_file_that_differs_or_is_not_named_is_invalid() -> None:
    """SHA256SUMS tells, and the signature over it."""
    forged = whole().copy()
    forged.files["entries/0.json"] += b" "
    assert "file_digest" in codes(judged(forged))
    forged = whole().copy()
    forged.files[REPORT] = b"<html>"
    assert codes(judged(forged, fingerprint=forged.log.fingerprint)) == ["file_unnamed"]
    assert codes(judged(forged.reseal()))[0] == "subject_digest"


@pytest.mark.attack("D13")
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (README, "README.txt was altered, or is of another version."),
        (REPORT, "The report was altered."),
    ],
)
def test_an_altered_report_is_told_apart_from_what_was_sealed(path: str, sentence: str) -> None:
    """INVALID with its sentence; what was sealed is CONSISTENT."""
    forged = whole().copy()
    forged.files[REPORT] = b"<html>"
    forged.finish()
    forged.files[path] += b"!"
    report = judged(forged, fingerprint=forged.log.fingerprint)
    assert (report.verdict, report.sentence) == (Verdict.INVALID, sentence)
    assert report.sealed_record is Verdict.CONSISTENT
    forged.files["entries/3.json"] = b"{}"
    report = judged(forged, fingerprint=forged.log.fingerprint)
    assert report.sealed_record is Verdict.INVALID
    assert report.sentence != sentence


def test_an_unreadable_file_ends_the_verification() -> None:
    """Nothing later is read."""
    forged = whole().copy()
    forged.files["entries/15.json"] = forged.files["entries/15.json"].replace(b'"v":1', b'"v":2')
    report = judged(forged)
    assert (report.verdict, outcomes(report)) == (Verdict.UNREADABLE, "pf" + "d" * 12)


def test_a_missing_checkpoint_stops_what_needs_it() -> None:
    """Scope, openings and absence are judged all the same."""
    forged = whole().copy()
    del forged.files[CHECKPOINT]
    assert outcomes(judged(forged.reseal())) == "pppfpfddpppnnd"


def test_time_stamps_are_said_when_they_cannot_be_checked(monkeypatch) -> None:
    """No root given, or no library."""
    forged = whole().copy()
    forged.files[anchor_path(forged.predicate.size)] = b"stamp"
    report = judged(forged.finish())
    assert "not checked here" in report.steps[12].text
    monkeypatch.setitem(sys.modules, "desktop_app.bundle.verify.anchors", None)
    monkeypatch.delattr("desktop_app.bundle.verify.anchors", raising=False)
    assert judged(forged).steps[12].text == "Time stamps are present, not checked here."


def test_a_time_stamp_over_the_checkpoint_anchors_it(monkeypatch) -> None:
    """When its checkpoint is one of this tree; then the time is told, else the reason."""
    forged = whole().copy()
    size = forged.predicate.size
    forged.files[anchor_path(size)] = b"stamp"
    forged.finish()
    stamped = [anchors.Anchored(size, 1_790_000_000_000_000, "tsa"), anchors.Anchored(7, 0, "x")]
    monkeypatch.setattr(
        anchors, "check_anchors", lambda *_: anchors.Anchors(2, tuple(stamped), ("No root.",))
    )
    report = judged(forged, fingerprint=forged.log.fingerprint)
    assert (report.verdict, report.anchored) == (Verdict.ANCHORED, size)
    assert report.steps[12].text == "the first 312 entries existed at 2026-09-21 14:13:20 UTC (tsa)"
    stamped.pop(0)
    report = judged(forged, fingerprint=forged.log.fingerprint)
    assert (report.verdict, report.steps[12].text) == (Verdict.CONSISTENT, "No root.")


IDENTITY = pyrage.x25519.Identity.generate()
OTHER = pyrage.x25519.Identity.generate()


@cache
def sealed(level: Level = Level.REDACTED) -> tuple[Forged, bytes]:
    """Return a bundle that is encrypted to `IDENTITY`, and its content.zip."""
    log = standard_log()
    recipients = (str(IDENTITY.to_public()),)
    export = ask(log, RUN, level, recipients=recipients)
    forged = forge(log=log, level=level, export=export)
    inner = Forged(log, forged.predicate, {"NONCE": CONTENT_ZIP_NONCE})
    for path in [path for path in forged.files if is_content(path)]:
        inner.files[path] = forged.files.pop(path)
    return encrypted(forged, zip_of(inner), recipients), zip_of(inner)


def zip_of(inner: Forged) -> bytes:
    """Return content.zip."""
    return inner.to_zip()


def encrypted(forged: Forged, data: bytes, recipients: tuple[str, ...]) -> Forged:
    """Put an encrypted zip into a bundle."""
    keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    forged.files[CONTENT] = pyrage.encrypt(data, keys)
    forged.files[CONTENT_SUM] = f"{sha256(data).hexdigest()}  content.zip\n".encode()
    forged.predicate = replace(forged.predicate, recipients=recipients)
    return forged.finish()


def test_encrypted_content_is_checked_for_who_has_an_identity(tmp_path: Path) -> None:
    """With an identity, or decrypted by other means; without, that is said."""
    forged, data = sealed()
    pin = forged.log.fingerprint
    report = judged(forged, fingerprint=pin)
    assert (report.verdict, report.encrypted, report.decrypted) == ("CONSISTENT", True, False)
    assert outcomes(report)[9:12] == "npc"
    assert "is encrypted, and was not opened" in report.not_proven[-1]
    (tmp_path / "content.zip").write_bytes(data)
    for given in (
        {"identities": (str(IDENTITY),)},
        {"content": tmp_path / "content.zip"},
    ):
        report = judged(forged, fingerprint=pin, **given)
        assert (report.verdict, report.decrypted, report.records) == ("CONSISTENT", True, 10)
        assert not any("is encrypted" in sentence for sentence in report.not_proven)
    report = judged(forged, fingerprint=pin, identities=(str(OTHER),))
    assert outcomes(report)[11] == "c"


@pytest.mark.attack("D12")
def test_another_plaintext_is_invalid() -> None:
    """One ciphertext, two plaintexts; and bodies that are not those committed to."""
    forged, data = sealed()
    forged = forged.copy()
    forged.files[CONTENT] = pyrage.encrypt(data + b"x", [IDENTITY.to_public()])
    report = judged(forged.finish(), identities=(str(IDENTITY),))
    assert (report.verdict, codes(report)[0]) == (Verdict.INVALID, "content")
    assert report.steps[11].outcome == "failed"


def test_content_is_encrypted_where_recipients_are_named() -> None:
    """Missing, there for nobody, or in plain beside it."""
    forged = sealed()[0].copy()
    del forged.files[CONTENT]
    report = judged(forged.finish(), fingerprint=forged.log.fingerprint)
    assert (report.verdict, codes(report)) == (Verdict.INCOMPLETE, ["content_missing"])
    forged = whole().copy()
    forged.files[CONTENT] = b"x"
    assert "content_extra" in codes(judged(forged.finish()))
    forged = sealed()[0].copy()
    forged.files[REPORT] = b"x"
    assert "content_plain" in codes(judged(forged.finish()))


def test_an_unsigned_sum_is_no_evidence() -> None:
    """The manifest signs SHA256SUMS."""
    forged = whole().copy()
    forged.files[SUMS] += b"\n"
    report = verify(forged.open(), Trust())
    assert {"sums_form", "subject_digest"} <= set(codes(report))


@pytest.mark.attack("B01")
def test_a_manifest_that_others_signed_is_invalid() -> None:
    """By keys that are the log's, but not those of its last entry."""
    forged = whole().copy()
    forged.finish(forged.log.epochs[0])
    report = judged(forged, fingerprint=forged.log.fingerprint)
    assert (report.verdict, codes(report)) == (Verdict.INVALID, ["manifest_signature"])


@pytest.mark.parametrize(
    ("level", "step", "text"),
    [
        (Level.FULL_LOG, 7, "All 312 entries of the log recompute."),
        (Level.METADATA, 10, "Nothing is opened at level metadata."),
    ],
)
def test_each_level_has_its_sentence(level: Level, step: int, text: str) -> None:
    """Where a level does more than others, or less."""
    forged = forge(log=standard_log(), level=level)
    report = judged(forged, fingerprint=forged.log.fingerprint)
    assert (report.verdict, report.steps[step - 1].text) == (Verdict.CONSISTENT, text)


@pytest.mark.parametrize("data", [b"{}", None])
def test_what_is_missing_must_follow_from_the_entries(data: bytes | None) -> None:
    """Another list of it, or none."""
    forged = whole().copy()
    if data is None:
        del forged.files[ABSENCE]
    else:
        forged.files[ABSENCE] = data
    assert "absence" in codes(judged(forged.finish(), fingerprint=forged.log.fingerprint))


def test_a_checkpoint_that_somebody_kept_is_told() -> None:
    """In the step about trust, with how far it reaches."""
    forged = forge(log=standard_log(), sizes=[50])
    report = judged(forged, fingerprint=forged.log.fingerprint, anchors=(forged.log.note(50),))
    assert report.steps[13].text.endswith("has the same first 50 entries.")
