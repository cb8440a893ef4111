"""The consent log as lines: one a question, with who answered and how."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.tray.presenters import consent_log
from desktop_app.tray.presenters.consent_log import LIMIT, Show
from tests.fakes.question_values import NOW_US


def record(seq: int, state: str, **more: Any) -> dict[str, Any]:
    """Return a row of `Query.consents`."""
    told: dict[str, Any] = {
        "seq": seq, "ts_us": NOW_US, "state": state, "purpose": "agent action", "intent": seq // 10,
        "agent": "claude-code", "tool": "Bash", "title": "Let an agent act", "side_effect": "write",
        "scope": None, "lasts": None, "by": "you", "latency_ms": 4_100, "run_id": "run-1",
    }  # fmt: skip
    return {**told, **more}


def mark(seq: int, kind: str) -> dict[str, Any]:
    """Return a row of `Query.gate_marks`."""
    return {
        "seq": seq, "ts_us": NOW_US, "kind": kind, "agent": "codex", "tool": "exec", "intent": None,
        "why": "never asked", "run_id": "r",
    }  # fmt: skip


def made(*rows: dict[str, Any], marks: tuple[dict[str, Any], ...] = ()) -> list[consent_log.Line]:
    """Return the lines; only intent 2 is remembered."""
    return consent_log.lines(rows, marks, NOW_US, lambda at: "git push" if at == 2 else "")


def test_a_question_is_one_line() -> None:
    """That of its answer; what nobody answered waits."""
    found = made(record(20, "requested"), record(21, "given"), record(30, "requested", by=None))
    assert [(line.seq, line.word) for line in found] == [(30, "waiting"), (21, "allowed once")]
    assert [line.detail for line in found] == ["", "git push"]
    assert found[1].took == "4.1 s"
    assert found[1].entry == "#21"


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
        ("expired", {"intent": None}, "ended", "noend"),
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


def test_segments_and_search() -> None:
    """Each segment leaves what it names; all words must stand somewhere in the line."""
    marks = (mark(50, "gate.failed_open"), mark(51, "gate.attempt"))
    found = made(record(21, "given"), record(31, "refused"), record(41, "timed_out"), marks=marks)

    def seqs(show: Show, text: str = "") -> list[int]:
        return [line.seq for line in consent_log.chosen(found, show, text)]

    assert seqs(Show.ALL) == [51, 50, 41, 31, 21]
    assert seqs(Show.ASKED) == [41, 31, 21]
    assert seqs(Show.DENIED) == [51, 31]
    assert seqs(Show.MISSED) == [41]
    assert seqs(Show.NOT_GATED) == [50]
    assert seqs(Show.ALL, "CLAUDE push") == [21]
    assert found[1].word == "ran, not gated"
    assert found[0].word == "tried to answer"


def test_a_line_is_said_whole() -> None:
    """For a screen reader, in reading order."""
    (line,) = made(record(21, "given", by="you, notification"))
    expected = f"{line.when}, allowed once, Claude Code, Bash, git push, by you, notification"
    assert line.spoken == f"{expected}, 4.1 s, entry 21"


def test_a_grant_says_what_it_covers() -> None:
    """Where the text of the question is not known any more."""
    scope = {"tool": "Bash", "program": ["npm"], "folder": "/srv", "below": False, "exact": True}
    (line,) = made(record(31, "given", lasts="always", scope=scope))
    assert line.detail == "Bash, npm, in /srv"


def test_how_many() -> None:
    """And that there may be older ones."""
    assert consent_log.counted(1, 1) == "1 record"
    assert consent_log.counted(7, LIMIT) == "7 of the newest 500 records"
