"""Tries of upstreams: a courier of its own each, which sends no record and ends with its answer.

Promise: after `stop_all` returned, none of them reaches anything any more.
"""

from __future__ import annotations

from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.courier import wire
from desktop_app.recorder.courier_process import CourierProcess

if TYPE_CHECKING:
    from collections.abc import Callable

TRY_S = 60.0
STOPPED = "It was stopped before there was an answer."


class Trial:
    """One try. Begun once, then waited for.

    Args:
        order: of one upstream, to be tried.
        ended: hears of the end, whoever brought it.
    """

    def __init__(self, order: wire.Order, ended: Callable[[Trial], object]) -> None:
        self._told: Future[wire.Tested] = Future()
        self._upstream = str(order.upstreams[0].subject["id"])
        self._ended = ended
        self._courier = CourierProcess(lambda: None if self._told.done() else order, self._heard)

    def begin(self) -> None:
        """Start it."""
        self._courier.start()

    def answer(self) -> wire.Tested:
        """Wait for what it came to, a minute at most, and end it."""
        try:
            return self._told.result(TRY_S)
        except TimeoutError:
            return wire.Tested(self._upstream, ok=False, why="No answer within a minute.")
        finally:
            self.stop()

    def stop(self) -> None:
        """Have it hang up and end; whoever waits for it hears that it was stopped."""
        self._heard(wire.Tested(self._upstream, ok=False, why=STOPPED))
        self._courier.stop()
        self._ended(self)

    def _heard(self, event: wire.Event) -> None:
        if isinstance(event, wire.Tested):
            with suppress(InvalidStateError):  # it is known already
                self._told.set_result(event)


class Trials:
    """Those under way. Thread safe, but for `begin` beside `stop_all`: whoever calls sees to it."""

    def __init__(self) -> None:
        self._trials: dict[Trial, None] = {}

    def begin(self, order: wire.Order) -> Trial:
        """Begin one; its `answer` is waited for elsewhere."""
        made = Trial(order, lambda trial: self._trials.pop(trial, None))
        self._trials[made] = None
        made.begin()
        return made

    def stop_all(self) -> None:
        """End all of them."""
        for trial in list(self._trials):
            trial.stop()
