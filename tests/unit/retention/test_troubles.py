"""A run met trouble when a call failed or was denied, it ended badly, or went past the gate."""

from __future__ import annotations

import pytest

from desktop_app.model.kinds import EntryKind
from desktop_app.retention import troubles as module
from desktop_app.retention.scopes import RunScope
from desktop_app.retention.troubles import Troubles
from tests.fakes.retained_entries import NOW_US, entry

RUN, LATER = RunScope("codex", "r"), NOW_US + 1


def told(*entries: object) -> Troubles:
    """Fold entries."""
    made = Troubles()
    for one in entries:
        made.see(one)
    return made


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (EntryKind.ACTION_EFFECT, {"outcome": "error"}),
        (EntryKind.ACTION_EFFECT, {"outcome": "denied"}),
        (EntryKind.ACTION_INTENT, {"decision": "denied"}),
        (EntryKind.RUN_END, {"exit_code": 3}),
        (EntryKind.RUN_END, {"exit_code": -9}),
        (EntryKind.GATE_FAILED_OPEN, {"why": "never asked"}),
    ],
)
def test_trouble_is_of_its_run_from_then_on(kind: EntryKind, subject: dict) -> None:
    """Of no other run, sender, or earlier time."""
    found = told(entry(3, kind, subject, run="r"), entry(4, kind, subject))
    assert found.before(RUN, LATER)
    assert not found.before(RUN, NOW_US)
    assert not found.before(RunScope("codex", "s"), LATER)
    assert not found.before(RunScope("claude-code", "r"), LATER)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (EntryKind.ACTION_EFFECT, {"outcome": "ok"}),
        (EntryKind.ACTION_EFFECT, {"outcome": "unknown"}),
        (EntryKind.ACTION_EFFECT, {"outcome": ["error"]}),
        (EntryKind.ACTION_INTENT, {"decision": "allowed"}),
        (EntryKind.ACTION_INTENT, {"decision": "none"}),
        (EntryKind.RUN_END, {"exit_code": 0}),
        (EntryKind.RUN_END, {"exit_code": None}),
        (EntryKind.RUN_END, {"exit_code": True}),
        (EntryKind.RUN_END, {"reason": "idle"}),
        (EntryKind.OTLP_TRACES, {"outcome": "error"}),
    ],
)
def test_what_went_well_is_none(kind: EntryKind, subject: dict) -> None:
    """Nor is what says nothing."""
    assert not told(entry(3, kind, subject, run="r")).before(RUN, LATER)


def answer(seq: int, **subject: object) -> object:
    """Return a consent record, which is an entry of no run."""
    return entry(seq, EntryKind.CONSENT_RECORD, dict(subject))


@pytest.mark.parametrize("state", ["refused", "timed_out", "expired"])
def test_a_question_without_a_yes_is_trouble(state: str) -> None:
    """By a person, or by silence; not while it waits, and not what is about another call."""
    asked = entry(3, EntryKind.ACTION_INTENT, {"decision": "asked"}, run="r")
    waits = answer(4, intent=3, state="requested")
    assert not told(asked, waits).before(RUN, LATER)
    assert told(asked, waits, answer(5, intent=3, state=state)).before(RUN, LATER)
    for other in ({"intent": 2}, {"intent": True}, {"intent": [3]}, {}):
        assert not told(asked, waits, answer(5, state=state, **other)).before(RUN, LATER)


def test_a_question_with_a_yes_is_none() -> None:
    """What comes of it later is about something else."""
    asked = entry(3, EntryKind.ACTION_INTENT, {"decision": "asked"}, run="r")
    given, over = answer(4, intent=3, state="given"), answer(5, intent=3, state="expired")
    assert not told(asked, given, over).before(RUN, LATER)


def test_questions_that_nobody_answers_cost_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest are forgotten."""
    monkeypatch.setattr(module, "MAX_ASKED", 2)
    asked = [
        entry(seq, EntryKind.ACTION_INTENT, {"decision": "asked"}, run=f"r{seq}")
        for seq in range(3)
    ]
    found = told(*asked, *(answer(9 + seq, intent=seq, state="refused") for seq in range(3)))
    met = [found.before(RunScope("codex", f"r{seq}"), LATER) for seq in range(3)]
    assert met == [False, True, True]
