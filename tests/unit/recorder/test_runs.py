"""The short memory: which runs are open, which trace belongs to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.recorder import runs
from desktop_app.recorder.runs import Run, RunBook

if TYPE_CHECKING:
    import pytest

A, B = Run("codex", "a"), Run("", "a")


def test_a_run_is_opened_once_until_it_is_closed() -> None:
    """`touch` says True for the first word only, a sender's run is not another sender's."""
    book = RunBook()
    assert book.touch(A, 1)
    assert not book.touch(A, 2)
    assert book.touch(B, 3)
    assert book.open_runs() == [A, B]
    book.close(A)
    assert not book.is_open(A)
    assert book.touch(A, 4)


def test_a_silent_run_is_idle_unless_it_is_held() -> None:
    """A wrapper's run stays open however quiet its program is."""
    book = RunBook()
    book.touch(A, 10)
    book.touch(B, 20)
    assert book.idle(15) == [A]
    book.hold(A)
    assert book.idle(30) == [B]
    book.close(A)
    book.touch(A, 1)
    assert A in book.idle(30)


def test_more_open_runs_than_the_bound_count_as_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least recently active ones beyond the bound are ended."""
    monkeypatch.setattr(runs, "MAX_OPEN_RUNS", 2)
    book = RunBook()
    for number in range(4):
        book.touch(Run("", str(number)), 100)
    assert [run.run_id for run in book.idle(0)] == ["0", "1"]


def test_traces_are_remembered_per_sender_and_forgotten_oldest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No sender learns another's run by guessing its trace id; memory is bounded."""
    monkeypatch.setattr(runs, "MAX_TRACES", 2)
    book = RunBook()
    book.learn("a", {b"1": "one", b"2": "two"})
    book.learn("a", {b"1": "one"})
    book.learn("a", {b"3": "three"})
    assert book.run_of_trace("a", b"2") is None
    assert book.run_of_trace("a", b"1") == "one"
    assert book.run_of_trace("b", b"1") is None
