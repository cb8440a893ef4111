"""The consent log as lines: one a question, with who answered and how."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.query.consent_log import Show, Wanted, Word
from desktop_app.tray.presenters import consent_log
from desktop_app.tray.presenters.consent_log import LIMIT
from desktop_app.tray.presenters.timeline_filter import DAY_US, Filter
from tests.fakes.question_values import NOW_US


def record(seq: int, state: str, **more: Any) -> dict[str, Any]:
    """Return a row of `Query.consent_log` that is a record."""
    told: dict[str, Any] = {
        "seq": seq, "ts_us": NOW_US, "state": state, "purpose": "agent action", "intent": seq // 10,
        "agent": "claude-code", "tool": "Bash", "title": "Let an agent act", "side_effect": "write",
        "scope": None, "lasts": None, "by": "you", "latency_ms": 4_100, "run_id": "run-1",
        "withdraws": None, "logged": "record", "entry": "consent.record", "rule": None,
    }  # fmt: skip
    return {**told, **more}


def mark(seq: int, kind: str) -> dict[str, Any]:
    """Return a row that tells what went wrong."""
    return {
        "seq": seq, "ts_us": NOW_US, "entry": kind, "agent": "codex", "tool": "exec",
        "intent": None, "why": "never asked", "run_id": "r", "logged": "mark",
    }  # fmt: skip


def decision(seq: int, decided: str, **more: Any) -> dict[str, Any]:
    """Return a row of what nobody was asked about."""
    told: dict[str, Any] = {
        "seq": seq, "ts_us": NOW_US, "entry": "action.intent", "agent": "codex", "tool": "exec",
        "intent": seq, "run_id": "r", "logged": "decision", "decision": decided, "rule": "reads",
        "grant_seq": None, "policy": "1 5f0c91d7", "side_effect": "read", "via": "hook",
    }  # fmt: skip
    return {**told, **more}


def made(*rows: dict[str, Any]) -> list[consent_log.Line]:
    """Return the lines; only intent 2 is remembered."""
    return consent_log.lines(rows, NOW_US, lambda at: "git push" if at == 2 else "")


def test_what_was_asked_stands_beside_its_answer() -> None:
    """As long as it is remembered; what nobody answered waits."""
    found = made(record(30, "requested", by=None), record(21, "given"))
    assert [(line.seq, line.word) for line in found] == [(30, "waiting"), (21, "allowed once")]
    assert [line.detail for line in found] == ["", "git push"]
    assert found[1].took == "4.1 s"
    assert found[1].entry == "#21"


def test_a_place_beyond_this_computer_is_named() -> None:
    """It is no agent's; what was taken back names it as far as its record does."""
    sends = {
        "purpose": "send to an upstream", "title": "Send to an upstream", "agent": None,
        "tool": None, "intent": None, "recipients": ["logs.example.org:443: redacted telemetry"],
    }  # fmt: skip
    given, revoked = made(record(21, "given", **sends), record(30, "revoked", **sends))
    assert (given.what, given.word, given.agent) == ("Send to an upstream", "given", "")
    assert given.detail == revoked.detail == "logs.example.org:443: redacted telemetry"
    assert ", , " not in given.spoken
    kept = {**sends, "purpose": "keep command lines", "recipients": []}
    assert made(record(22, "given", **kept))[0].agent == "all agents"


@pytest.mark.parametrize(
    ("state", "more", "word", "glyph"),
    [
        ("given", {"lasts": "run"}, "allowed for this run", "allowed"),
        ("given", {"lasts": "always"}, "allowed", "allowed"),
        ("given", {"purpose": "keep command lines"}, "given", "allowed"),
        ("refused", {}, "denied", "denied"),
        ("refused", {"purpose": "keep command lines"}, "refused", "denied"),
        ("timed_out", {}, "timed out", "missed"),
        ("expired", {}, "not answered", "missed"),
        ("expired", {"why": "caller gone"}, "agent went away", "missed"),
        ("expired", {"intent": None, "withdraws": 4}, "ended", "noend"),
        ("withdrawn", {"intent": None}, "withdrawn", "not_kept"),
        ("revoked", {"intent": None}, "revoked", "denied"),
    ],
)
def test_each_state_has_a_word_and_a_shape(
    state: str, more: dict[str, Any], word: str, glyph: str
) -> None:
    """In the words of the design."""
    (line,) = made(record(21, state, **more))
    assert (line.word, line.glyph) == (word, glyph)


def test_what_went_wrong_says_so() -> None:
    """And who did it."""
    ran, tried = made(mark(50, "gate.failed_open"), mark(51, "gate.attempt"))
    assert (ran.word, ran.by, ran.glyph) == ("ran, not gated", "nobody", "not_gated")
    assert (tried.word, tried.by, tried.glyph) == ("tried to answer", "Codex", "denied")
    assert not ran.is_record


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (decision(6, "allowed"), ("allowed", "policy", "rule reads", "allowed")),
        (decision(6, "denied"), ("denied", "policy", "rule reads", "denied")),
        (decision(6, "none", rule=""), ("no rule", "policy", "", "no_rule")),
        (decision(6, "allowed", grant_seq=4), ("allowed", "your grant", "grant #4", "allowed")),
    ],
)
def test_what_nobody_was_asked_about_says_who_decided(
    row: dict[str, Any], expected: tuple[str, ...]
) -> None:
    """A rule by its name, or a grant by its entry."""
    (line,) = made(row)
    assert (line.word, line.by, line.detail, line.glyph) == expected
    assert (line.took, line.is_record) == ("", False)


def test_the_header_and_the_segment_choose() -> None:
    """Words stand for what is shown with them, and for what is remembered."""
    chosen = Filter(agent="codex", days=7, text=" Denied push ")
    found = consent_log.wanted(2, chosen, NOW_US, {7: "git PUSH", 8: "ls"})
    denied = Word("denied", ("refused", "denied"))
    words = (denied, Word("push", (), (7,)))
    assert found == Wanted(Show.DENIED, "codex", NOW_US - 7 * DAY_US, words)
    assert consent_log.wanted(0, Filter(), NOW_US, {}) == Wanted()
    assert len(consent_log.segments()) == len(Show)


def test_an_empty_list_says_what_was_left_out() -> None:
    """The segment, the filters, the words."""
    assert consent_log.nothing(3, Filter()) == "Nothing is listed under Missed."
    chosen = Filter(agent="codex", days=7, text="x")
    expected = 'Nothing under All matches Codex CLI, 7 days, "x".'
    assert consent_log.nothing(0, chosen) == expected


def test_settings_that_did_not_hold_are_no_call() -> None:
    """A mark of a whole run says which it is; of a call that showed it, which tool."""
    whole = {**mark(50, "gate.failed_open"), "why": "hook missing", "tool": ""}
    call = {**mark(51, "gate.failed_open"), "why": "settings overruled", "tool": "Bash"}
    newest, oldest = made(call, whole)
    assert (oldest.word, oldest.what) == ("hook missing", "")
    assert (newest.word, newest.what) == ("settings overruled", "Bash")


def test_a_line_is_said_whole() -> None:
    """For a screen reader, in reading order."""
    (line,) = made(record(21, "given", by="you, notification"))
    expected = f"{line.when}, allowed once, Claude Code, Bash, git push, by you, notification"
    assert line.spoken == f"{expected}, 4.1 s, entry 21"


def test_a_grant_says_what_it_covers() -> None:
    """Where the text of the question is not known any more."""
    scope = {"tool": "Bash", "program": ["npm"], "folder": "/srv", "below": False, "exact": True}
    (line,) = made(record(31, "given", lasts="always", scope=scope))
    assert line.detail == "npm, in /srv"


def test_how_many() -> None:
    """And that there are older ones."""
    assert consent_log.counted(1, more=False) == "1 record"
    assert consent_log.counted(LIMIT, more=True) == "the newest 500 records"


def test_what_a_role_allowed_says_so() -> None:
    """Who denied it is told as ever; a wrong passphrase is a line of its own."""
    role = {"role": "release-manager"}
    allowed, denied = made(record(31, "given", **role), record(21, "refused", **role))
    assert (allowed.word, allowed.by) == ("allowed once", "release-manager")
    assert denied.by == "you"
    (wrong,) = made({**mark(50, "gate.attempt"), **role, "agent": "", "tool": None})
    assert (wrong.word, wrong.what, wrong.by) == (
        "wrong passphrase",
        "role release-manager",
        "nobody",
    )
