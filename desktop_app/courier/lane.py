"""Carries to one upstream, in its own thread, until it is told to stop.

    what is there -> loads, in order -> parcels, one at a time -> judged -> told to the recorder

Promise: a load is told as `Sent` when all of it was accepted, refused for good, or is not there to
be sent; until then its parcels are tried again, each under the id that it always has. A stop hangs
up at once; what is told as not sure is all of a load that was not done: what was under way, and
what arrived or may have, and comes again. Nothing is begun once the consent's time is over.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Final

from desktop_app.courier import wire
from desktop_app.courier.carrier import Load, Reply
from desktop_app.errors import CountersignError, UpstreamError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.upstream import answers
from desktop_app.upstream.answers import Accepted, Again, Halve, Mend, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.courier.carrier import Carrier, Parcel
    from desktop_app.upstream.answers import Outcome

LINGER_S: Final = 0.2  # gathers what comes in a burst
LOOK_S: Final = 30.0  # for what is due by time alone
LEDGER_S: Final = 5.0
_MEND: Final = frozenset(("certificate", "redirect", "proxy", "refused"))
_FAILURES: Final = {
    "timeout": answers.Failure.TIMEOUT,
    "reset": answers.Failure.RESET,
    "protocol": answers.Failure.NOT_HTTP,
    "too_large": answers.Failure.TOO_MUCH,
}


def _always() -> bool:
    return True


class Lane:
    """One upstream's way. `run` in a thread of its own; the others from any.

    Args:
        upstream: its id.
        ledger: what is read.
        position: the first entry that is not dealt with.
        carrier: how.
        tell: hears events.
        allowed: whether the consent's time is not over.
        chance: numbers from 0 to 1.
    """

    def __init__(
        self,
        upstream: str,
        ledger: Path,
        position: int,
        *,
        carrier: Carrier,
        tell: Callable[[wire.Event], None],
        allowed: Callable[[], bool] = _always,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.upstream, self._ledger, self._position = upstream, ledger, position
        self._carrier, self._tell = carrier, tell
        self._allowed, self._chance = allowed, chance
        self._news, self._stopping = Event(), Event()
        self._out: list[Parcel] = []  # of the load under way: what is there, or may be
        self._news.set()

    def wake(self, *, hurry: bool = False) -> None:
        """Say that the ledger has grown, or that a person does not want to wait."""
        if hurry:
            self._carrier.hurry()
        self._news.set()

    def stop(self) -> None:
        """Hang up and end."""
        self._stopping.set()
        self._news.set()
        self._carrier.close()

    def run(self) -> None:
        """Carry until `stop`."""
        while True:
            self._news.wait(LOOK_S)
            if self._stopping.wait(LINGER_S):
                return
            self._news.clear()
            try:
                with LedgerReader(self._ledger) as ledger:
                    self._walk(ledger)
            except CountersignError as error:  # the ledger is busy or gone: the recorder tells why
                self._later(error.message)
            except OSError as error:
                self._later(f"What is to be sent cannot be read: {error.strerror}.")

    def _later(self, why: str) -> None:
        if not self._stopping.is_set():
            self._tell(wire.Trouble(self.upstream, why, int(LEDGER_S)))
            self._stopping.wait(LEDGER_S)
            self._news.set()

    def _walk(self, ledger: LedgerReader) -> None:
        passed: Load | None = None  # what holds nothing to send is told with what comes after it
        for found in self._carrier.loads(ledger, self._position):
            load = found if passed is None else found.behind(passed)
            passed = None if load.parcels else load
            if load.parcels and not self._carry(load):
                return
        if passed is not None:
            self._deal_with(passed, wire.Sent(self.upstream, passed.first, passed.position - 1))

    def _carry(self, load: Load) -> bool:
        """Send all parcels of a load; False when it was stopped, or is not allowed, before."""
        left = deque(load.parcels)
        self._out = []
        sent = wire.Sent(self.upstream, load.first, load.position - 1)
        attempt = 1
        while left:
            parcel = left[0]
            reply = self._try(parcel, attempt)
            if reply is None:
                return self._stopped()
            outcome = reply.outcome
            if isinstance(outcome, Again | Mend):
                attempt += 1
                self._tell(wire.Trouble(self.upstream, outcome.why, round(outcome.after_s)))
                self._stopping.wait(outcome.after_s)
                continue
            left.popleft()
            attempt = 1
            if isinstance(outcome, Halve):
                left.extendleft(reversed(self._carrier.halves(parcel)))
                continue
            sent = self._taken(parcel, reply, sent)
        self._deal_with(load, sent)
        return True

    def _taken(self, parcel: Parcel, reply: Reply, sent: wire.Sent) -> wire.Sent:
        """Hear that a parcel was accepted, or never will be; return what was sent with it."""
        self._carrier.done(parcel)
        if isinstance(reply.outcome, Refused):
            self._refused(parcel, parcel.records, reply.outcome.why, reply.name)
            return sent
        assert isinstance(reply.outcome, Accepted)  # noqa: S101 - what is left
        self._out.append(parcel)
        if reply.rejected or reply.why:
            self._refused(parcel, reply.rejected, reply.why)
        if reply.stamp is not None:
            self._tell(reply.stamp)
        return replace(
            sent,
            records=sent.records + parcel.records - reply.rejected,
            bytes=sent.bytes + parcel.size,
            requests=sent.requests + 1,
            names=sent.names + ((reply.name,) if reply.name else ()),
        )

    def _refused(self, parcel: Parcel, records: int, why: str, name: str = "") -> None:
        told = wire.Refused(self.upstream, parcel.first, parcel.last, records, why, name)
        self._tell(told)

    def _deal_with(self, load: Load, sent: wire.Sent) -> None:
        self._position = load.position
        self._tell(replace(sent, skipped=load.skipped, gone=load.gone))

    def _try(self, parcel: Parcel, attempt: int) -> Reply | None:
        """Send a parcel once; None when it was stopped, or may not go any more."""
        if self._stopping.is_set() or not self._allowed():
            return None
        chance = self._chance()
        try:
            return self._carrier.send(parcel, attempt=attempt, chance=chance)
        except UpstreamError as error:
            if error.sent:
                self._out.append(parcel)
            if self._stopping.is_set():
                return None
            return Reply(_judged(error, attempt, chance))

    def _stopped(self) -> bool:
        """Tell what of a load is there, or may be, that is not done; False, for `_carry`."""
        if self._out:
            first = min(parcel.first for parcel in self._out)
            last = max(parcel.last for parcel in self._out)
            self._tell(wire.Stopped(self.upstream, first, last))
        return False


def _judged(error: UpstreamError, attempt: int, chance: float) -> Outcome:
    failure = _FAILURES.get(error.kind, answers.Failure.UNREACHED)
    if error.kind in _MEND:
        failure = answers.Failure.CERTIFICATE
    outcome = answers.judge_failure(failure, attempt=attempt, chance=chance)
    if isinstance(outcome, Mend):
        return Mend(outcome.after_s, error.message)
    assert isinstance(outcome, Again)  # noqa: S101 - a failure is tried again
    return Again(error.retry_after_s or outcome.after_s, error.message)
