"""Steps after a future: order, errors, and nobody cancels what is on its way."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from desktop_app.recorder import futures


def test_a_step_runs_when_its_source_is_done() -> None:
    """The target has the value of the future that the step returned."""
    source: Future[int] = Future()
    second: Future[str] = Future()
    target = futures.then(source, lambda _: second)
    source.set_result(1)
    assert not target.done()
    second.set_result("two")
    assert target.result(0) == "two"


def test_errors_of_source_step_and_result_reach_the_target() -> None:
    """None is swallowed, wherever it happens."""
    failed: Future[int] = Future()
    failed.set_exception(KeyError("source"))
    with pytest.raises(KeyError, match="source"):
        futures.mapped(failed, lambda value: value).result(0)
    with pytest.raises(ZeroDivisionError):
        futures.mapped(futures.done(0), lambda value: 1 / value).result(0)
    with pytest.raises(KeyError, match="source"):
        futures.then(futures.done(0), lambda _: failed).result(0)


def test_who_waits_cannot_cancel() -> None:
    """A sender that hangs up does not turn the ledger's answer into an error of the writer."""
    source: Future[int] = Future()
    target = futures.mapped(source, lambda value: value + 1)
    assert not target.cancel()
    source.set_result(1)
    assert target.result(0) == 2
