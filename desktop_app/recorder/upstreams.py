"""Upstreams: who may receive what, by which consent.

    fold of the ledger + consents in force + mode -> order -> courier -> events -> entries

Promise: the courier runs only while local-only mode is off and a consent is in force, and only for
what was consented to. Recording never waits for any of it. `resources/docs/upstream.md`.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.courier import wire
from desktop_app.courier.outbox import Outbox
from desktop_app.errors import NotFoundError, UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.carrying import Carrying
from desktop_app.recorder.courier_process import CourierProcess
from desktop_app.upstream.credentials import (
    PREFIX,
    format_credentials,
    item,
    parse_credentials,
)
from desktop_app.upstream.places import Kind, format_upstream, line, needs_credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.keystore import KeyStore
    from desktop_app.recorder.grants_book import GrantsBook
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.mode import LocalOnlyMode
    from desktop_app.upstream.places import Upstream
    from desktop_app.upstream.standing import Standing

MOST = 32
TEST_S = 60.0
_KEEPS_OBJECTS = (Kind.S3, Kind.HTTPS, Kind.FOLDER)


class Upstreams:
    """All of them. Thread safe.

    Args:
        ledger: the file.
        journal: where it is written down.
        clock: for consents' ends and for pauses.
        mode: whether anything may leave.
        book: whose consents are in force.
        keystore: where credentials lie; asked when the ledger is open.

    Attributes:
        mode: likewise.
        carrying: what the courier tells.
    """

    def __init__(
        self,
        ledger: Path,
        journal: Journal,
        clock: Clock,
        *,
        mode: LocalOnlyMode,
        book: GrantsBook,
        keystore: Callable[[], KeyStore],
    ) -> None:
        self._ledger, self._journal, self._clock = ledger, journal, clock
        self.mode, self._book, self._keystore = mode, book, keystore
        self._changing = Lock()  # who may go where changes one at a time
        self._is_closed = False
        self.carrying = Carrying(ledger, journal, clock, self._order, self._wanted)

    def open(self, ledger: LedgerReader) -> None:
        """Take up what the ledger tells; credentials that belong to nothing are destroyed."""
        self.carrying.load(ledger)
        store, known = self._keystore(), {item(one.upstream.id) for one in self.all()}
        for name in store.names():
            if name.startswith(PREFIX) and name not in known:
                store.delete(name)
        self._tell_mode()

    def all(self) -> tuple[Standing, ...]:
        """Return each upstream as it stands; what is not written down yet is left out."""
        return self.carrying.standings.all()

    def in_force(self) -> tuple[Standing, ...]:
        """Return those whose consent is in force."""
        now_us = self._clock.now_us()
        return tuple(one for one in self.all() if self._book.holds(one.upstream.consent, now_us))

    def find(self, name: str) -> Standing:
        """Return one by its name or id.

        Raises:
            NotFoundError: there is none.
        """
        standings = self.carrying.standings
        found = standings.named(name) or standings.get(name)
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
            if self.carrying.standings.named(upstream.name) is not None:
                raise UsageError(
                    f"There is an upstream {upstream.name!r}.", hint="Remove it first."
                )
            if len(self.all()) >= MOST:
                raise UsageError(f"{MOST} upstreams are the most.")
            if secrets:
                self._keystore().put(item(upstream.id), format_credentials(secrets))
            given, until_us = consent()
            begins = self._journal.writer.state().size
            consented = replace(upstream, consent=given, until_us=until_us, start=begins)
            subject = format_upstream(consented)
            added = self._journal.note(EntryKind.UPSTREAM_ADDED, subject, actor=actor).seq
            self.carrying.take(given, added)
            self._again("added")
            return self.find(upstream.name)

    def remove(self, name: str, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Remove one: it stops at once. Returns what was sent, and what was not."""
        with self._changing:
            upstream = self.find(name).upstream
            self.carrying.halt("removed")
            try:
                subject: dict[str, JSON] = {"id": upstream.id, "reason": "asked"}
                removed = self._journal.note(EntryKind.UPSTREAM_REMOVED, subject, actor=actor).seq
                told = self.carrying.told(self.find(upstream.id))
                self.carrying.take(removed)
                self._keystore().delete(item(upstream.id))
                Outbox(self._ledger, upstream.id).destroy()
            finally:
                self._tell_mode()
                self._go_on()
            return {**told, "entry": removed}

    @contextmanager
    def halted(self, reason: str) -> Iterator[list[dict[str, JSON]]]:
        """Have everything stop leaving; give what was sent of each, and what was not.

        After the block goes on what may go on by then.
        """
        with self._changing:
            self.carrying.halt(reason)
            try:
                yield [self.carrying.told(one) for one in self.all()]
            finally:
                self._go_on()

    def close(self) -> None:
        """End for good."""
        with self._changing:
            self._is_closed = True
            self.carrying.halt("stop")

    def tick(self) -> None:
        """Stop what must not go on, start what may, write down what is due."""
        with self._changing:
            if tuple(one.upstream.id for one in self._wanted()) != self.carrying.carried:
                self._again("consent")
        self.carrying.tick()

    def test(self, name: str) -> wire.Tested:
        """Try an upstream; sends no record.

        Raises:
            NotFoundError: there is none.
            UsageError: nothing may leave, or nothing may go there.
        """
        standing = self.find(name)
        self._check_open()
        if standing not in self.in_force():
            raise UsageError("The consent to it has ended.", hint="Remove it and add it again.")
        told: Future[wire.Tested] = Future()
        order = self._order((standing,), test=True)

        def heard(event: wire.Event) -> None:
            if isinstance(event, wire.Tested) and not told.done():
                told.set_result(event)

        courier = CourierProcess(lambda: None if told.done() else order, heard)
        courier.start()
        try:
            return told.result(TEST_S)
        except TimeoutError:
            return wire.Tested(standing.upstream.id, ok=False, why="No answer within a minute.")
        finally:
            courier.stop()

    def hand(self, name: str, bundle: Path, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Have a bundle's file sent; a copy waits until it arrived. Returns where that stands.

        Raises:
            NotFoundError: there is no such upstream.
            UsageError: it keeps no objects, or that is no file.
            StorageError: it cannot be copied.
        """
        upstream = self.find(name).upstream
        if upstream.kind not in _KEEPS_OBJECTS:
            raise UsageError(
                f"{name} takes no files.", hint="A bucket, an https URL or a folder does."
            )
        digest = Outbox(self._ledger, upstream.id).put(bundle)
        subject: dict[str, JSON] = {"verb": "upstream send", "id": upstream.id, "sha256": digest}
        entry = self._journal.note(EntryKind.COMMAND, subject, actor=actor).seq
        return {"name": name, "sha256": digest, "entry": entry}

    def stamp(self) -> int:
        """Have each time stamp authority asked now; return how many there are.

        Raises:
            UsageError: nothing may leave.
        """
        self._check_open()
        self.carrying.courier.tell(wire.STAMP)
        return sum(one.upstream.kind is Kind.TSA for one in self.in_force())

    def nudge(self) -> None:
        """Tell the courier that the ledger has grown; never blocks."""
        self.carrying.courier.tell(wire.NEWS)

    def status(self) -> list[dict[str, JSON]]:
        """Return each upstream for `status` and the window; shape: `control.md`."""
        in_force = {one.upstream.id for one in self.in_force()}
        return [
            {**self.carrying.told(one), "in_force": one.upstream.id in in_force}
            for one in self.all()
        ]

    def _check_open(self) -> None:
        if self.mode.on:
            raise UsageError("Local-only mode is on: nothing leaves, not even that.")

    def _wanted(self) -> tuple[Standing, ...]:
        return () if self.mode.on or self._is_closed else self.in_force()

    def _order(self, wanted: Sequence[Standing], *, test: bool = False) -> wire.Order:
        log = f"countersign/{self._journal.writer.state().install_id}"
        consigned = tuple(
            wire.Consigned(
                format_upstream(one.upstream), one.position, self._secrets(one), one.sent_us
            )
            for one in wanted
        )
        return wire.Order(str(self._ledger), log, consigned, test)

    def _secrets(self, standing: Standing) -> dict[str, str]:
        return parse_credentials(self._keystore().get(item(standing.upstream.id)))

    def _again(self, reason: str) -> None:
        self.carrying.halt(reason)
        self._tell_mode()
        self._go_on()

    def _go_on(self) -> None:
        if self._wanted():
            self.carrying.courier.start()

    def _tell_mode(self) -> None:
        self.mode.upstreams = tuple(line(one.upstream) for one in self.in_force())
