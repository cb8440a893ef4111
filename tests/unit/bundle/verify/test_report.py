"""The report: words, and what is not proven."""

from __future__ import annotations

import json

from desktop_app.bundle.layout import Level
from desktop_app.bundle.verify.report import CANNOT_TELL, MATCH, MISMATCH, WORDS, not_proven
from desktop_app.model.canonical import encode_body
from desktop_app.model.verdict import Verdict
from tests.fakes.bundle_forger import forge, judged


def test_every_verdict_has_its_word() -> None:
    """As `bundle.md` has them."""
    assert {verdict for verdict, word in WORDS.items() if word == MATCH} == {
        Verdict.CONSISTENT,
        Verdict.ANCHORED,
    }
    assert {verdict for verdict, word in WORDS.items() if word == MISMATCH} == {
        Verdict.INVALID,
        Verdict.DIVERGED,
        Verdict.POLICY_VIOLATION,
    }
    assert {verdict for verdict, word in WORDS.items() if word == CANNOT_TELL} == {
        Verdict.KEY_UNPINNED,
        Verdict.INCOMPLETE,
        Verdict.UNREADABLE,
    }
    assert WORDS.keys() == set(Verdict)


def test_a_report_is_json() -> None:
    """With what it was about, where that is known."""
    report = judged(forge())
    told = json.loads(encode_body(report.to_json()))
    assert (told["verdict"], told["exit_code"], len(told["steps"])) == ("KEY_UNPINNED", 20, 14)
    assert told["predicate"]["level"] == "redacted"
    assert told["first_bad"]["code"] == "key_unpinned"
    damaged = forge()
    damaged.files["manifest.sigstore.json"] = b""
    told = json.loads(encode_body(judged(damaged).to_json()))
    assert (told["predicate"], told["root"], told["fingerprint"]) == (None, None, None)


def test_what_is_not_proven_depends_on_the_level() -> None:
    """And on the library."""
    part, full = (forge(level=level).predicate for level in (Level.REDACTED, Level.FULL_LOG))
    always = not_proven(full, second_signatures=True)
    assert len(not_proven(part, second_signatures=True)) == len(always) + 1
    assert not_proven(None, second_signatures=True) == not_proven(part, second_signatures=True)
    assert "ML-DSA-44" in not_proven(full, second_signatures=False)[-1]
