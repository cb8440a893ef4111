"""The newest intents, found by call, by tool and by arguments; bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.recorder import decided as book
from desktop_app.recorder.runs import Run
from tests.fakes.gate import PUSH, ask, shell, write

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder

RUN = Run("claude-code", "run-1")


def test_an_intent_is_found_in_each_way(made: Recorder) -> None:
    """By its place, its call, its tool, its arguments."""
    declared = write("/w/a", call_id="c1")
    intent = made.gating.gate.begin(declared).result(60).intent
    found = made.gating.decided
    one = found.of_call(RUN, "c1")
    assert one is not None
    assert one.intent == intent
    assert found.of_intent(one.intent) is one
    assert found.of_arguments(made.gating.entries.keep(declared)) is one
    assert found.of_tool(RUN, "Write") is None
    assert found.of_call(Run("other", "run-1"), "c1") is None


def test_numbers_of_calls_without_ids(made: Recorder) -> None:
    """Asked, denied, ran."""
    made.gating.gate.begin(write("/w/a")).result(60)
    made.gating.gate.begin(write(str(made.paths.ledger))).result(60)
    assert made.gating.decided.numbers(RUN, "Write") == (2, 1)
    assert made.gating.decided.ran_once_more(RUN, "Write") == 1
    assert made.gating.decided.ran_once_more(RUN, "Write") == 2


def test_what_still_waits_is_not_denied(made: Recorder) -> None:
    """Nobody knows yet."""
    _, question = ask(made, shell(PUSH))
    one = made.gating.decided.of_intent(question.intent)
    assert one is not None
    assert not one.was_denied
    assert not one.ended


def test_the_oldest_are_forgotten(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every table."""
    monkeypatch.setattr(book, "MAX_DECIDED", 1)
    for declared in (write("/w/a", call_id="c1"), write("/w/b"), write("/w/c"), write("/w/d")):
        made.gating.gate.begin(declared).result(60)
    found = made.gating.decided
    assert found.of_call(RUN, "c1") is None
    assert found.numbers(RUN, "Write") == (1, 0)
