"""The queue of questions: one end each, a long poll that wakes at once, and bounds."""

from __future__ import annotations

import time
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AlreadyAnsweredError, NotFoundError, OverloadedError
from desktop_app.recorder import questions as queue
from desktop_app.recorder.verdict import Verdict
from tests.fakes.gate import PUSH, ask, shell, states

if TYPE_CHECKING:
    from desktop_app.recorder.questions import Question, Questions
    from desktop_app.recorder.recorder import Recorder


def open_one(made: Recorder, **more: object) -> tuple[Questions, Question]:
    """Return the queue with one question in it."""
    return made.gating.gate.questions, ask(made, shell(PUSH, **more))[1]


def test_who_claims_first_settles_it(made: Recorder) -> None:
    """While it is being written down, and after, another one hears so."""
    found, question = open_one(made)
    assert found.find(question.id) is found.claim(question.id)
    with pytest.raises(AlreadyAnsweredError, match="being answered"):
        found.claim(question.id)
    found.settle(question.id, Verdict("deny"), "denied by you")
    with pytest.raises(AlreadyAnsweredError, match="denied by you"):
        found.find(question.id)
    with pytest.raises(NotFoundError):
        found.find("another")
    assert found.number == 0


def test_a_poll_wakes_at_once(made: Recorder) -> None:
    """Well within 150 ms of the question, of five once at least; and again when it is over."""
    found = made.gating.gate.questions
    n, none = found.poll(-1, 0)
    assert none == []
    late_us = []
    for _ in range(5):  # a busy machine lets a thread wait
        asker = Thread(target=ask_later, args=(made,))
        asker.start()
        after, heard = found.poll(n, 25)
        late_us.append(made.clock.now_us() - heard[0].asked_us)
        asker.join()
        assert len(heard) == 1
        found.claim(heard[0].id)
        n, left = found.poll(after, 25)
        assert left == []
    assert min(late_us) < 150_000


def ask_later(made: Recorder) -> None:
    """Ask from another thread."""
    made.gating.gate.begin(shell(PUSH))


def test_a_poll_without_news_ends(made: Recorder) -> None:
    """After its time; a stop ends it at once."""
    found = made.gating.gate.questions
    n, _ = found.poll(-1, 0)
    started = time.monotonic()
    assert found.poll(n, 0.05) == (n, [])
    assert time.monotonic() - started < 2
    poller = Thread(target=found.poll, args=(n, 20))
    poller.start()
    assert found.stop() == []
    poller.join(5)
    assert not poller.is_alive()


def test_who_polls_is_there(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """For five seconds after the last poll."""
    found = made.gating.gate.questions
    assert not found.attended
    found.poll(-1, 0)
    assert found.attended
    monkeypatch.setattr(queue, "ATTENDED_US", 0)
    assert not found.attended


def test_the_soonest_deadline_comes_first(made: Recorder) -> None:
    """Whatever was asked first."""
    found, late = open_one(made, deadline_s=100.0)
    _, soon = open_one(made, deadline_s=10.0)
    assert [each.id for each in found.poll(-1, 0)[1]] == [soon.id, late.id]


def test_the_room_is_bounded_by_bytes_too(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """And given back when a question is over."""
    monkeypatch.setattr(queue, "MAX_BYTES", 60)
    found, question = open_one(made)
    with pytest.raises(OverloadedError, match="1 questions wait"):
        found.check_room(60)
    found.claim(question.id)
    found.settle(question.id, Verdict("deny"), "over")
    found.check_room(60)
    found.stop()
    with pytest.raises(OverloadedError, match="stopping"):
        found.check_room(1)


def test_only_the_newest_ends_are_remembered(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older one is no question any more."""
    monkeypatch.setattr(queue, "REMEMBERED", 1)
    found, first = open_one(made)
    _, second = open_one(made)
    for question in (first, second):
        found.claim(question.id)
        found.settle(question.id, Verdict("deny"), "over")
    with pytest.raises(NotFoundError):
        found.find(first.id)
    with pytest.raises(AlreadyAnsweredError):
        found.find(second.id)


def test_a_question_ends_with_its_last_caller(made: Recorder) -> None:
    """And not while one of them waits; who joins a question that is over changes nothing."""
    made.gating.start()
    first, second = Future[None](), Future[None]()
    found, question = open_one(made, gone=first)
    found.joined(question.intent, second)
    n = found.poll(-1, 0)[0]
    first.set_result(None)
    assert found.poll(n, 0.2) == (n, [question])
    second.set_result(None)
    assert found.poll(n, 5)[1] == []
    assert found.left == [question.id]
    found.joined(question.intent, Future())
    made.gating.stop()
    made.gating.close()
    assert states(made) == ["requested", "expired"]


def test_a_caller_that_nobody_can_watch_never_leaves(made: Recorder) -> None:
    """Its question stays for as long as it said."""
    made.gating.start()
    known = Future[None]()
    found, question = open_one(made, gone=known)
    found.joined(question.intent, None)
    n = found.poll(-1, 0)[0]
    known.set_result(None)
    assert found.poll(n, 0.2)[1] == [question]
    made.gating.stop()
    made.gating.close()


def test_wrong_tries_are_counted_while_it_waits(made: Recorder) -> None:
    """Each question its own; of one that is over none."""
    found, question = open_one(made)
    _, other = open_one(made)
    assert [found.wrong(question.id) for _ in range(3)] == [1, 2, 3]
    assert found.wrong(other.id) == 1
    found.claim(question.id)
    with pytest.raises(AlreadyAnsweredError):
        found.wrong(question.id)


def test_who_polls_is_told_to_look_again(made: Recorder) -> None:
    """The same questions, another counter."""
    found, question = open_one(made)
    n, _ = found.poll(-1, 0)
    found.look_again()
    assert found.poll(n, 5) == (n + 1, [question])
