"""What the courier tells of upstreams, written down: how far each is, and what went wrong.

Promise: what was accepted is in the ledger before it is forgotten; after `halt` nothing leaves, and
all that was told is an entry, or is sent again where the ledger takes none. Thread safe.
"""

from __future__ import annotations

import logging
from threading import RLock
from typing import TYPE_CHECKING

from desktop_app.courier import wire
from desktop_app.courier.outbox import Outbox, bundle_of
from desktop_app.errors import BadEncodingError, BadSignatureError, CountersignError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.courier_process import CourierProcess
from desktop_app.recorder.tally import EVERY_US, Tally
from desktop_app.upstream.notice import line
from desktop_app.upstream.standing import KINDS, Standings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.journal import Journal
    from desktop_app.upstream.standing import Standing

LOG = logging.getLogger(__name__)
_NOT_SURE = "It was under way when it was stopped: whether it arrived is not known."
_KILLED = "Its courier did not end by itself: whether what was under way arrived is not known."


class Carrying:
    """The courier and what is known of its way.

    Args:
        ledger: the file.
        journal: where it is written down.
        clock: for pauses.
        order: what a courier is started with for these upstreams.
        wanted: which these are now.

    Attributes:
        standings: each upstream, as the ledger tells.
        stamped: hears of time stamps.
        courier: the process.
    """

    def __init__(
        self,
        ledger: Path,
        journal: Journal,
        clock: Clock,
        order: Callable[[Sequence[Standing]], wire.Order],
        wanted: Callable[[], Sequence[Standing]],
    ) -> None:
        self._ledger, self._journal, self._clock = ledger, journal, clock
        self._order, self._wanted = order, wanted
        self._lock = RLock()
        self._tallies: dict[str, Tally] = {}
        self._trouble: dict[str, wire.Trouble] = {}
        self._noted: set[str] = set()  # whose trouble is an entry
        self._noted_us: dict[str, int] = {}  # when the newest such entry was made
        self._carried: tuple[str, ...] = ()
        self._stuck = ""  # why no courier could be started
        self._left_in_trouble: set[str] = set()
        self.standings = Standings()
        self.stamped: Callable[[wire.Stamped], object] = _nobody
        self.courier = CourierProcess(self._begin, self.heard)

    @property
    def carried(self) -> tuple[str, ...]:
        """Ids of the upstreams that the courier carries to, or will once it is started again."""
        with self._lock:
            return self._carried if self.courier.is_running else ()

    def load(self, ledger: LedgerReader) -> None:
        """Take up what the ledger tells."""
        with self._lock:
            self.standings = Standings.of(ledger.of_kinds(KINDS))

    def take(self, *seqs: int) -> None:
        """Take up entries that are durable."""
        with self._lock, LedgerReader(self._ledger) as ledger:
            for seq in seqs:
                self.standings.apply(ledger.entry(seq))

    def go_on(self) -> None:
        """Start the courier, where there is something to carry."""
        wanted = self._wanted()
        if wanted:
            with self._lock:
                self._carried = _ids(wanted)
            self.courier.start()

    def halt(self, reason: str) -> None:
        """End the courier, and write down what it came to.

        What cannot be written down is sent again: nothing may keep anybody from shutting the door.
        """
        hung_up = self.courier.stop()
        with self._lock:
            for tally in self._tallies.values():
                self._try_to_write(tally, reason)
            if not hung_up:
                self._tell_killed()
            self._tallies, self._carried, self._stuck = {}, (), ""
            self._trouble.clear()
            self._noted.clear()

    def tick(self) -> None:
        """Write down what is due."""
        with self._lock:
            now_us = self._clock.boot_us()
            for tally in self._tallies.values():
                try:
                    self._trouble_is_due(tally)
                except CountersignError as error:
                    _not_written(error)
                if tally.is_due(now_us):
                    self._try_to_write(tally, "interval")

    def heard(self, event: wire.Event) -> None:
        """Take up what the courier tells; on its thread."""
        try:
            with self._lock:
                tally = self._tallies.get(event.id)
                if tally is not None:
                    self._hear(tally, event)
        except CountersignError as error:
            _not_written(error)

    def refused(self, upstream: str, seq: int, why: str) -> None:
        """Write down that something of an entry will never go there.

        Raises:
            StorageError, OverloadedError: it is not stored.
        """
        self._note_trouble(upstream, seq, why, last=seq, records=1, refused=True)

    def told(self, standing: Standing) -> dict[str, JSON]:
        """Return how an upstream stands; shape: `control.md`, "Upstreams"."""
        upstream = standing.upstream
        with self._lock:
            tally, trouble = self._tallies.get(upstream.id), self._trouble.get(upstream.id)
            stuck = self._stuck if upstream.id in self._carried else ""
        position = standing.position if tally is None else tally.position
        return {
            "id": upstream.id,
            "name": upstream.name,
            "kind": str(upstream.kind),
            "what": line(upstream),
            "consent": upstream.consent,
            "until_us": upstream.until_us,
            "position": position,
            "behind": max(0, self._journal.writer.state().size - position),
            "records": standing.records,
            "bytes": standing.bytes,
            "refused": standing.refused,
            "refused_why": standing.refused_why,
            "sent_us": standing.sent_us,
            "trouble": stuck or (standing.trouble if trouble is None else trouble.why),
            "retry_s": None if trouble is None or not trouble.retry_s else trouble.retry_s,
            "unsure": None if standing.unsure is None else list(standing.unsure),
        }

    def _begin(self) -> wire.Order | None:
        """Return what a courier is to carry now; on its thread.

        Raises:
            CountersignError: the one before is not written down, or a credential cannot be read.
        """
        with self._lock:
            try:
                for tally in self._tallies.values():
                    self._write(tally, "stop")
                wanted = self._wanted()
                order = self._order(wanted) if wanted else None
            except CountersignError as error:
                self._stuck = f"{error.message} {error.hint}".strip()
                raise
            self._stuck, self._carried = "", _ids(wanted)
            self._tallies = {
                one.upstream.id: Tally(one.upstream.id, one.position) for one in wanted
            }
            self._left_in_trouble = {one.upstream.id for one in wanted if one.trouble}
            return order

    def _hear(self, tally: Tally, event: wire.Event) -> None:
        match event:
            case wire.Sent():
                self._sent(tally, event)
            case wire.Trouble():
                self._trouble[event.id] = event
                self._trouble_is_due(tally)
            case wire.Refused():
                tally.refuse(event, self._clock.boot_us())
            case wire.Stopped():
                self._write(tally, "stop")
                self._note_trouble(event.id, event.first, _NOT_SURE, last=event.last, sure=False)
            case wire.Stamped():
                self._stamped(event)
            case _:
                pass

    def _trouble_is_due(self, tally: Tally) -> None:
        """Write down that there is trouble; of one that comes and goes not more than the sums."""
        trouble, now_us = self._trouble.get(tally.upstream), self._clock.boot_us()
        lately_us = self._noted_us.get(tally.upstream)
        if trouble is None or tally.upstream in self._noted:
            return
        if lately_us is None or now_us - lately_us >= EVERY_US:
            self._write(tally, "trouble")
            self._note_trouble(tally.upstream, tally.position, trouble.why)
            self._noted.add(tally.upstream)
            self._noted_us[tally.upstream] = now_us

    def _stamped(self, event: wire.Stamped) -> None:
        try:
            self.stamped(event)
        except (BadEncodingError, BadSignatureError) as error:  # it lies, or is none
            why = f"Its time stamp is not taken: {error.message}"
            self._note_trouble(event.id, event.size - 1, why, records=1, refused=True)

    def _sent(self, tally: Tally, event: wire.Sent) -> None:
        now_us = self._clock.boot_us()
        moved = event.requests > 0 or event.last >= max(event.first, tally.position)
        recovered = moved and self._was_in_trouble(event.id)
        tally.add(event, now_us)
        if recovered or tally.is_due(now_us):
            self._write(tally, "recovered" if recovered else "interval")

    def _was_in_trouble(self, upstream: str) -> bool:
        """Tell whether an entry says so, of now or of when the one before ended; not any more."""
        was = upstream in self._left_in_trouble or upstream in self._noted
        self._left_in_trouble.discard(upstream)
        self._noted.discard(upstream)
        self._trouble.pop(upstream, None)
        return was

    def _note_trouble(
        self,
        upstream: str,
        first: int,
        why: str,
        *,
        last: int | None = None,
        records: int = 0,
        sure: bool = True,
        refused: bool = False,
        name: str = "",
    ) -> None:
        subject: dict[str, JSON] = {
            **({"name": name} if name else {}),
            "id": upstream,
            "first": first,
            "last": last,
            "records": records,
            "why": why,
            "sure": sure,
            "refused": refused,
        }
        self.take(self._journal.note(EntryKind.UPSTREAM_TROUBLE, subject).seq)

    def _tell_killed(self) -> None:
        """Tell that nobody knows what of the rest arrived: the courier did not end by itself."""
        newest = self._journal.writer.state().size - 1
        for tally in self._tallies.values():
            if tally.position > newest:
                continue
            try:
                self._note_trouble(tally.upstream, tally.position, _KILLED, last=newest, sure=False)
            except CountersignError as error:
                _not_written(error)

    def _try_to_write(self, tally: Tally, reason: str) -> None:
        try:
            self._write(tally, reason)
        except CountersignError as error:
            _not_written(error)

    def _write(self, tally: Tally, reason: str) -> None:
        """Write down what was refused, then what was sent: the latter steps over the former."""
        outbox = Outbox(self._ledger, tally.upstream)
        for one in tally.refused:
            self._note_trouble(
                one.id,
                one.first,
                one.why,
                last=one.last,
                records=one.records,
                refused=True,
                name=one.name,
            )
            tally.told(one)
            outbox.drop(bundle_of(one.name))
        if not tally.is_worth_it:
            return
        self.take(self._journal.note(EntryKind.UPSTREAM_SENT, tally.take(reason)).seq)
        for name in tally.names:
            outbox.drop(bundle_of(name))
        tally.taken()


def _ids(standings: Sequence[Standing]) -> tuple[str, ...]:
    return tuple(one.upstream.id for one in standings)


def _not_written(error: CountersignError) -> None:
    LOG.warning("What was sent could not be written down: %s", error.message)  # it is sent again


def _nobody(_stamped: wire.Stamped) -> None:
    """Nobody takes time stamps."""
