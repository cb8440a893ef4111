"""Idempotency keys: the first action under one counts, also when it failed."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError, OverloadedError
from desktop_app.recorder import repeats
from desktop_app.recorder.repeats import Repeat
from tests.fakes.gate import PUSH, answer, ask, shell, subjects, write
from tests.fakes.recording import FailingWriter

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder


def test_what_failed_may_be_sent_again(made: Recorder) -> None:
    """Nothing became of the first one."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    assert made.gating.gate.begin(write("/w/a", idempotency="k")).result(60).says == "deny"
    made.journal.open(writer)
    verdict = made.gating.gate.begin(write("/w/a", idempotency="k")).result(60)
    assert (verdict.says, verdict.repeated) == ("allow", False)


def test_what_only_reads_is_decided_anew(made: Recorder) -> None:
    """Nothing can happen twice."""
    for _ in range(2):
        assert not made.gating.gate.begin(shell("ls", idempotency="k")).result(60).repeated


def test_keys_are_of_a_sender_and_run(made: Recorder) -> None:
    """Another run's key is another key; the oldest are forgotten."""
    for run in ("run-1", "run-2"):
        told = made.gating.gate.begin(write("/w/a", idempotency="k", run_id=run)).result(60)
        assert not told.repeated
    assert made.gating.gate.begin(write("/w/a", idempotency="k")).result(60).repeated
    digests = [intent["idempotency"] for intent in subjects(made, "action.intent")]
    assert len({*digests}) == 2


def test_elsewhere_it_is_another_action(made: Recorder) -> None:
    """The same relative words mean another thing in another folder, or of another host."""
    for elsewhere in ({}, {"cwd": "/w/b"}, {"hosts": ("example.org",)}):
        told, question = ask(made, shell(PUSH, idempotency="k", **elsewhere))
        answer(made, question)
        assert not told.result(5).repeated
    assert made.gating.gate.begin(shell(PUSH, idempotency="k")).result(5).repeated


def test_the_memory_is_bounded(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest keys are known."""
    monkeypatch.setattr(repeats, "MAX_KEYS", 1)
    for key in ("a", "b"):
        made.gating.gate.begin(write("/w/a", idempotency=key)).result(60)
    assert not made.gating.gate.begin(write("/w/a", idempotency="a")).result(60).repeated


def test_what_nobody_could_answer_is_asked_anew(made: Recorder) -> None:
    """Its caller was gone; what nobody answered in time stays denied."""
    made.gating.start()
    gone = Future[None]()
    told, first = ask(made, shell(PUSH, idempotency="k", gone=gone))
    gone.set_result(None)
    assert told.result(60).says == "deny"
    again, second = ask(made, shell(PUSH, idempotency="k"))
    assert second.intent != first.intent
    made.gating.gate.timed_out(second)
    assert again.result(60).state == "timed_out"
    late = made.gating.gate.begin(shell(PUSH, idempotency="k")).result(60)
    assert (late.says, late.repeated) == ("deny", True)
    made.gating.stop()
    made.gating.close()


def test_a_first_one_that_is_not_written_down_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its repetition hears so."""
    monkeypatch.setattr(repeats, "FIRST_S", 0.01)
    with pytest.raises(OverloadedError):
        Repeat(("Bash", "0")).first()
