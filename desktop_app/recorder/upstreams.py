"""Upstreams: who may receive what, what became of it, and the courier that carries it.

    fold of the ledger + consents in force + mode -> order -> courier -> events -> entries

Promise: the courier runs only while local-only mode is off and a consent is in force, and only for
what was consented to; what it said is written down before it is forgotten. Recording never waits
for any of it. `resources/docs/upstream.md`.
"""

from __future__ import annotations

import json
import logging
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock, RLock
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, NotFoundError, UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.courier_process import CourierProcess
from desktop_app.recorder.tally import Tally
from desktop_app.upstream import wire
from desktop_app.upstream.outbox import Outbox, bundle_of
from desktop_app.upstream.places import Kind, format_upstream, line, needs_credentials
from desktop_app.upstream.standing import KINDS, Standings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.keystore import KeyStore
    from desktop_app.recorder.grants_book import GrantsBook
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.mode import LocalOnlyMode
    from desktop_app.upstream.places import Upstream
    from desktop_app.upstream.standing import Standing

LOG = logging.getLogger(__name__)
ITEM = "upstream."  # of the keystore, then the id
MOST = 32
TEST_S = 60.0


class Upstreams:
    """All of them. Thread safe.

    Args:
        ledger: the file.
        journal: where it is written down.
        mode: whether anything may leave.
        book: whose consents are in force.
        keystore: where credentials lie; asked when the ledger is open.
        clock: for consents' ends and for pauses.
    """

    def __init__(
        self,
        ledger: Path,
        journal: Journal,
        mode: LocalOnlyMode,
        book: GrantsBook,
        keystore: Callable[[], KeyStore],
        clock: Clock,
    ) -> None:
        self._ledger, self._journal, self._mode, self._book = ledger, journal, mode, book
        self._keystore, self._clock = keystore, clock
        self._changing = Lock()  # taken first: who may go where changes one at a time
        self._lock = RLock()  # of what the courier's events change
        self._standings = Standings()
        self._tallies: dict[str, Tally] = {}
        self._trouble: dict[str, wire.Trouble] = {}
        self._carried: tuple[str, ...] = ()
        self._is_closed = False
        self.stamped: Callable[[wire.Stamped], None] = _nobody
        self.courier = CourierProcess(self._order, self.heard)

    def open(self, ledger: LedgerReader) -> None:
        """Take up what the ledger tells; credentials that belong to nothing are destroyed."""
        with self._lock:
            self._standings = Standings.of(ledger.of_kinds(KINDS))
            store, known = self._keystore(), {f"{ITEM}{one.upstream.id}" for one in self.all()}
            for name in store.names():
                if name.startswith(ITEM) and name not in known:
                    store.delete(name)
            self._tell_mode()

    def all(self) -> tuple[Standing, ...]:
        """Return each upstream as it stands, sums of what is not written down yet left out."""
        return self._standings.all()

    def in_force(self) -> tuple[Standing, ...]:
        """Return those whose consent is in force."""
        now_us = self._clock.now_us()
        return tuple(one for one in self.all() if self._book.holds(one.upstream.consent, now_us))

    def find(self, name: str) -> Standing:
        """Return one by its name or id.

        Raises:
            NotFoundError: there is none.
        """
        found = self._standings.named(name) or self._standings.get(name)
        if found is None:
            raise NotFoundError(
                f"There is no upstream {name!r}.", hint="`countersign upstream list` shows them."
            )
        return found

    def add(
        self,
        upstream: Upstream,
        secrets: Mapping[str, str],
        consent: Callable[[], tuple[int, int]],
        actor: Mapping[str, JSON],
    ) -> Standing:
        """Add one: credentials first, then its consent, then its entry, and then it takes hold.

        Args:
            upstream: with an id that nobody has.
            secrets: credentials by name, all that it needs.
            consent: appends the record; returns its seq and when it ends.
            actor: who adds it.

        Raises:
            UsageError: the name is taken, there are too many, or a credential is missing.
            StorageError, OverloadedError: it is not stored; it does not hold.
        """
        missing = sorted(set(needs_credentials(upstream)) - set(secrets))
        if missing:
            raise UsageError(f"It needs {', '.join(missing)}.")
        with self._changing:
            if self._standings.named(upstream.name) is not None:
                raise UsageError(f"There is an upstream {upstream.name!r}.", hint="Remove it first.")
            if len(self.all()) >= MOST:
                raise UsageError(f"{MOST} upstreams are the most.")
            if secrets:
                self._keystore().put(f"{ITEM}{upstream.id}", json.dumps(dict(secrets)).encode())
            given, until_us = consent()
            begins = self._journal.writer.state().size
            consented = replace(upstream, consent=given, until_us=until_us, start=begins)
            subject = format_upstream(consented)
            added = self._journal.note(EntryKind.UPSTREAM_ADDED, subject, actor=actor).seq
            self._take(given, added)
            self._again("added")
            return self.find(upstream.name)

    def remove(self, name: str, reason: str, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Remove one: it stops at once. Returns what was sent, and what was not."""
        with self._changing:
            standing = self.find(name)
            self._halt("removed")
            subject: dict[str, JSON] = {"id": standing.upstream.id, "reason": reason}
            appended = self._journal.note(EntryKind.UPSTREAM_REMOVED, subject, actor=actor)
            told = self._told(self._standings.get(standing.upstream.id) or standing)
            self._take(appended.seq)
            self._keystore().delete(f"{ITEM}{standing.upstream.id}")
            Outbox(self._ledger, standing.upstream.id).destroy()
            self._tell_mode()
            self._go_on()
            return {**told, "entry": appended.seq}

    @contextmanager
    def halted(self, reason: str) -> Iterator[list[dict[str, JSON]]]:
        """Have everything stop leaving; give what was sent of each, and what was not.

        After the block goes on what may go on by then.
        """
        with self._changing:
            self._halt(reason)
            try:
                yield [self._told(one) for one in self.all()]
            finally:
                self._go_on()

    def close(self) -> None:
        """End for good."""
        with self._changing:
            self._is_closed = True
            self._halt("stop")

    def tick(self) -> None:
        """Write down what is due; stop what must not go on, start what may."""
        with self._changing:
            if tuple(one.upstream.id for one in self._wanted()) != self._carried:
                self._again("consent")
        with self._lock:
            now_us = self._clock.boot_us()
            for tally in self._tallies.values():
                if tally.is_due(now_us):
                    self._write(tally, "interval")

    def test(self, name: str) -> wire.Tested:
        """Try an upstream; sends no record.

        Raises:
            NotFoundError: there is none.
            UsageError: nothing may leave, or nothing may go there.
        """
        standing = self.find(name)
        if self._mode.on:
            raise UsageError("Local-only mode is on: nothing leaves, not even a test.")
        if standing not in self.in_force():
            raise UsageError("The consent to it has ended.", hint="Remove it and add it again.")
        told: Future[wire.Tested] = Future()
        order = wire.Order(str(self._ledger), self._log(), (self._consigned(standing),), test=True)

        def heard(event: wire.Event) -> None:
            if isinstance(event, wire.Tested) and not told.done():
                told.set_result(event)

        courier = CourierProcess(lambda: None if told.done() else order, heard)
        courier.start()
        try:
            return told.result(TEST_S)
        except TimeoutError:
            return wire.Tested(standing.upstream.id, ok=False, why="It did not answer in a minute.")
        finally:
            courier.stop()

    def hand(self, name: str, bundle: Path, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Have a bundle's file sent; a copy waits until it arrived. Returns where that stands.

        Raises:
            NotFoundError: there is no such upstream.
            UsageError: it keeps no objects, or that is no file.
            StorageError: it cannot be copied.
        """
        standing = self.find(name)
        if standing.upstream.kind not in (Kind.S3, Kind.HTTPS, Kind.FOLDER):
            raise UsageError(f"{name} takes no files.", hint="A bucket, an https URL or a folder does.")
        digest = Outbox(self._ledger, standing.upstream.id).put(bundle)
        subject: dict[str, JSON] = {
            "verb": "upstream send",
            "id": standing.upstream.id,
            "sha256": digest,
        }
        entry = self._journal.note(EntryKind.COMMAND, subject, actor=actor).seq
        return {"name": name, "sha256": digest, "entry": entry}

    def stamp(self) -> int:
        """Have each time stamp authority asked now; return how many there are.

        Raises:
            UsageError: nothing may leave.
        """
        if self._mode.on:
            raise UsageError("Local-only mode is on: nothing leaves, not even a digest.")
        self.courier.tell(wire.STAMP)
        return sum(one.upstream.kind is Kind.TSA for one in self.in_force())

    def nudge(self) -> None:
        """Tell the courier that the ledger has grown; never blocks."""
        self.courier.tell(wire.NEWS)

    def heard(self, event: wire.Event) -> None:
        """Take up what the courier tells; on its thread."""
        try:
            self._hear(event)
        except CountersignError as error:  # told again after the next start: nothing is lost
            LOG.warning("What was sent could not be written down: %s", error.message)

    def status(self) -> list[dict[str, JSON]]:
        """Return each upstream for `status` and the window; shape: `control.md`."""
        with self._lock:
            in_force = {one.upstream.id for one in self.in_force()}
            return [
                {**self._told(one), "in_force": one.upstream.id in in_force} for one in self.all()
            ]

    def _hear(self, event: wire.Event) -> None:
        if isinstance(event, wire.Stamped):
            self.stamped(event)
        with self._lock:
            tally = self._tallies.get(event.id)
            if tally is None:
                return
            now_us = self._clock.boot_us()
            if isinstance(event, wire.Sent):
                recovered = event.requests and self._trouble.pop(event.id, None) is not None
                tally.add(event, now_us)
                if recovered or tally.is_due(now_us):
                    self._write(tally, "recovered" if recovered else "interval")
            elif isinstance(event, wire.Trouble):
                is_new = event.id not in self._trouble
                self._trouble[event.id] = event
                if is_new:
                    self._write(tally, "trouble")
                    self._note_trouble(event.id, tally.position, None, 0, event.why, sure=True)
            elif isinstance(event, wire.Refused):
                self._write(tally, "refused")
                self._note_trouble(
                    event.id, event.first, event.last, event.records, event.why, refused=True
                )
            elif isinstance(event, wire.Stopped):
                why = "It was under way when it was stopped: whether it arrived is not known."
                self._write(tally, "stop")
                self._note_trouble(event.id, event.first, event.last, 0, why, sure=False)

    def _note_trouble(  # noqa: PLR0917 - a row of the table of kinds
        self,
        upstream: str,
        first: int,
        last: int | None,
        records: int,
        why: str,
        *,
        sure: bool = True,
        refused: bool = False,
    ) -> None:
        subject: dict[str, JSON] = {
            "id": upstream,
            "first": first,
            "last": last,
            "records": records,
            "why": why,
            "sure": sure,
            "refused": refused,
        }
        self._take(self._journal.note(EntryKind.UPSTREAM_TROUBLE, subject).seq)

    def _write(self, tally: Tally, reason: str) -> None:
        if not tally.is_worth_it:
            return
        subject = tally.take(reason)
        self._take(self._journal.note(EntryKind.UPSTREAM_SENT, subject).seq)
        outbox = Outbox(self._ledger, tally.upstream)
        for name in tally.names:
            outbox.drop(bundle_of(name))
        tally.taken()

    def _take(self, *seqs: int) -> None:
        """Take up entries of ours that are durable."""
        with LedgerReader(self._ledger) as ledger:
            for seq in seqs:
                self._standings.apply(ledger.entry(seq))

    def _wanted(self) -> tuple[Standing, ...]:
        return () if self._mode.on or self._is_closed else self.in_force()

    def _order(self) -> wire.Order | None:
        """Return what a courier is to carry now; on its thread."""
        with self._lock:
            wanted = self._wanted()
            self._carried = tuple(one.upstream.id for one in wanted)
            self._flush("stop")
            self._tallies = {
                one.upstream.id: Tally(one.upstream.id, one.position) for one in wanted
            }
            if not wanted:
                return None
            return wire.Order(str(self._ledger), self._log(), tuple(map(self._consigned, wanted)))

    def _consigned(self, standing: Standing) -> wire.Consigned:
        return wire.Consigned(
            format_upstream(standing.upstream),
            standing.position,
            self._secrets(standing),
            standing.sent_us,
        )

    def _secrets(self, standing: Standing) -> dict[str, str]:
        stored = self._keystore().get(f"{ITEM}{standing.upstream.id}")
        return {} if stored is None else json.loads(stored)

    def _log(self) -> str:
        return f"countersign/{self._journal.writer.state().install_id}"

    def _again(self, reason: str) -> None:
        self._halt(reason)
        self._tell_mode()
        self._go_on()

    def _go_on(self) -> None:
        if self._wanted():
            self.courier.start()

    def _halt(self, reason: str) -> None:
        """End the courier, and write down what it came to."""
        self.courier.stop()
        with self._lock:
            self._flush(reason)
            self._tallies, self._carried = {}, ()
            self._trouble.clear()

    def _flush(self, reason: str) -> None:
        for tally in self._tallies.values():
            self._write(tally, reason)

    def _tell_mode(self) -> None:
        self._mode.upstreams = tuple(line(one.upstream) for one in self.in_force())

    def _told(self, standing: Standing) -> dict[str, JSON]:
        upstream, tally = standing.upstream, self._tallies.get(standing.upstream.id)
        position = standing.position if tally is None else tally.position
        trouble = self._trouble.get(upstream.id)
        return {
            "id": upstream.id,
            "name": upstream.name,
            "kind": upstream.kind,
            "what": line(upstream),
            "consent": upstream.consent,
            "until_us": upstream.until_us,
            "position": position,
            "behind": max(0, self._journal.writer.state().size - position),
            "records": standing.records,
            "bytes": standing.bytes,
            "refused": standing.refused,
            "sent_us": standing.sent_us,
            "trouble": standing.trouble if trouble is None else trouble.why,
            "retry_s": None if trouble is None else trouble.retry_s,
        }


def _nobody(_stamped: wire.Stamped) -> None:
    """Nobody takes time stamps."""
