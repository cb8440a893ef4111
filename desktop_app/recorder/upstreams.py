"""Upstreams: who may receive what, by which consent.

    fold of the ledger + consents in force + mode -> order -> courier -> events -> entries

Promise: the courier runs only while local-only mode is off and a consent is in force, and only for
what was consented to. Recording never waits for any of it. `resources/docs/upstream.md`.
"""

from __future__ import annotations

import logging
from contextlib import closing, contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.bundle.verify.envelope import open_manifest
from desktop_app.bundle.verify.source import open_files
from desktop_app.courier import wire
from desktop_app.courier.outbox import Outbox, keep_only
from desktop_app.errors import (
    BugError,
    CountersignError,
    NotFoundError,
    OverloadedError,
    UsageError,
)
from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.recorder.carrying import Carrying
from desktop_app.recorder.trials import Trials
from desktop_app.upstream.credentials import (
    PREFIX,
    TSA_ROOT,
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

LOG = logging.getLogger(__name__)
MOST = 32
_EDITED = frozenset((Verdict.INVALID, Verdict.DIVERGED, Verdict.UNREADABLE))
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
        revoke: ends a consent that is in force, told who does.

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
        revoke: Callable[[int, Mapping[str, JSON]], int],
    ) -> None:
        self._ledger, self._journal, self._clock = ledger, journal, clock
        self.mode, self._book = mode, book
        self._keystore, self._revoke = keystore, revoke
        self._changing = Lock()  # who may go where changes one at a time
        self._is_closed = False
        self._doubted = False  # an earlier recorder's word, until the ledger was looked over
        self._looking = Lock()
        self._unwanted: set[str] = set()  # a person removed it, though that is no entry yet
        self._trials = Trials()
        self.carrying = Carrying(ledger, journal, clock, self._order, self.wanted)

    def open(self, ledger: LedgerReader) -> None:
        """Take up what the ledger tells; what belongs to no upstream any more is destroyed."""
        self.carrying.load(ledger)
        self._doubted = not self.mode.on
        known = {one.upstream.id for one in self.all()}
        keep_only(self._ledger, known)
        try:
            store = self._keystore()
            for name in store.names():
                if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in known:
                    store.delete(name)
        except CountersignError as error:  # the next start tries again
            LOG.warning("Credentials of no upstream are still there: %s", error.message)
        self._tell_mode()

    def all(self) -> tuple[Standing, ...]:
        """Return each upstream as it stands; what is not written down yet is left out."""
        return self.carrying.standings.all()

    def in_force(self) -> tuple[Standing, ...]:
        """Return those whose consent is in force."""
        now_us = self._clock.now_us()
        return tuple(one for one in self.all() if self._book.holds(one.upstream.consent, now_us))

    def wanted(self) -> tuple[Standing, ...]:
        """Return those that something may go to now."""
        if self.mode.on or self._is_closed or self._doubted:
            return ()
        return tuple(one for one in self.in_force() if one.upstream.id not in self._unwanted)

    def find(self, name: str) -> Standing:
        """Return one by its name or id.

        Raises:
            NotFoundError: there is none.
        """
        standings = self.carrying.standings
        found = standings.named(name) or standings.get(name)
        if found is None:
            self._journal.check_open()
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

        What fails half-way leaves no credential and no consent in force.

        Args:
            upstream: with an id that nobody has.
            secrets: credentials by name, all that it needs.
            consent: appends the record; returns its seq and when it ends.
            actor: who adds it.

        Raises:
            UsageError: the name is taken, there are too many, or a credential is missing.
            KeychainLockedError, ...: the keystore does not take the credentials.
            StorageError, OverloadedError: it is not stored; it does not hold.
        """
        self._journal.check_open()
        needed = needs_credentials(upstream)
        if missing := sorted(set(needed) - set(secrets)):
            raise UsageError(f"It needs {', '.join(missing)}.")
        with self._changing:
            self._check_room(upstream.name)
            kept = {name: secrets[name] for name in (*needed, TSA_ROOT) if name in secrets}
            if kept:
                self._keystore().put(item(upstream.id), format_credentials(kept))
            given: int | None = None
            try:
                given, until_us = consent()
                begins = self._journal.writer.state().size
                added = replace(upstream, consent=given, until_us=until_us, start=begins)
                subject = format_upstream(added)
                seq = self._journal.note(EntryKind.UPSTREAM_ADDED, subject, actor=actor).seq
            except BaseException:
                self._forget(upstream.id, given, actor)
                raise
            self.carrying.take(given, seq)
            self._again("added")
            return self._standing(upstream.id)

    def remove(self, name: str, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Remove one, and end the consent to it: it stops at once, also where this fails.

        Returns what was sent, and what was not.

        Raises:
            NotFoundError: there is none.
            StorageError, OverloadedError: it is not stored: it is there still, and nothing goes
                there until the next start.
        """
        with self._changing:
            upstream = self.find(name).upstream
            self._unwanted.add(upstream.id)
            self._halt("removed")
            try:
                subject: dict[str, JSON] = {"id": upstream.id, "reason": "asked"}
                removed = self._journal.note(EntryKind.UPSTREAM_REMOVED, subject, actor=actor).seq
                told = self.carrying.told(self._standing(upstream.id))
                self.carrying.take(removed)
                self._forget(upstream.id, upstream.consent, actor)
            finally:
                self._tell_mode()
                self.carrying.go_on()
            return {**told, "entry": removed}

    @contextmanager
    def halted(self, reason: str) -> Iterator[list[dict[str, JSON]]]:
        """Have everything stop leaving; give what was sent of each, and what was not.

        After the block goes on what may go on by then.
        """
        with self._changing:
            self._halt(reason)
            try:
                yield [self.carrying.told(one) for one in self.all()]
            finally:
                self.carrying.go_on()

    def close(self) -> None:
        """End for good."""
        with self._changing:
            self._is_closed = True
            self._halt("stop")

    def tick(self) -> None:
        """Stop what must not go on, start what may, write down what is due.

        What an earlier recorder let leave goes on once the whole ledger verified: who edits files
        while none runs could have made a consent of their own. That takes its time, on one thread.
        """
        if self._doubted and self.in_force() and self._looking.acquire(blocking=False):
            try:
                self._look_over()
            finally:
                self._looking.release()
        with self._changing:
            if tuple(one.upstream.id for one in self.wanted()) != self.carrying.carried:
                self._again("consent")
            else:
                self._tell_mode()  # while nothing leaves, a consent can end, too
        self.carrying.tick()

    def test(self, name: str) -> wire.Tested:
        """Try an upstream; sends no record.

        Raises:
            NotFoundError: there is none.
            UsageError: nothing may leave, or nothing may go there.
        """
        with self._changing:
            standing = self.find(name)
            self._check_open()
            self._check_in_force(standing)
            trial = self._trials.begin(self._order((standing,), test=True))
        return trial.answer()

    def hand(self, name: str, bundle: Path, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Have a bundle's file sent; a copy waits until it arrived. Returns where that stands.

        Raises:
            NotFoundError: there is no such upstream.
            UsageError: it keeps no objects, nothing may go there, or that is no bundle of this log.
            StorageError: it cannot be copied.
        """
        standing = self.find(name)
        upstream = standing.upstream
        if upstream.kind not in _KEEPS_OBJECTS:
            raise UsageError(
                f"{name} takes no files.", hint="A bucket, an https URL or a folder does."
            )
        self._check_in_force(standing)
        noted: list[int] = []

        def allow(copy: Path, digest: str) -> None:
            """Its entry is durable before the courier can see it."""
            check_bundle(copy, self._log())
            told: dict[str, JSON] = {"verb": "upstream send", "id": upstream.id, "sha256": digest}
            noted.append(self._journal.note(EntryKind.COMMAND, told, actor=actor).seq)

        digest = Outbox(self._ledger, upstream.id).put(bundle, allow)
        return {"name": name, "sha256": digest, "entry": noted[0]}

    def stamp(self) -> int:
        """Have each time stamp authority asked now; return how many there are.

        Raises:
            UsageError: nothing may leave.
            OverloadedError: the courier does not run just now.
        """
        self._check_open()
        asked = sum(one.upstream.kind is Kind.TSA for one in self.in_force())
        if asked and not self.carrying.courier.tell(wire.STAMP):
            raise OverloadedError("What sends is just starting.", hint="Try again in a minute.")
        return asked

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

    def _check_in_force(self, standing: Standing) -> None:
        if not self._book.holds(standing.upstream.consent, self._clock.now_us()):
            raise UsageError("The consent to it has ended.", hint="Remove it and add it again.")

    def _check_room(self, name: str) -> None:
        standings = self.carrying.standings
        if standings.named(name) is not None or standings.get(name) is not None:
            raise UsageError(f"There is an upstream {name!r}.", hint="Remove it first.")
        if len(standings.all()) >= MOST:
            raise UsageError(f"{MOST} upstreams are the most.")

    def _standing(self, upstream: str) -> Standing:
        found = self.carrying.standings.get(upstream)
        if found is None:
            raise BugError("An upstream does not stand as it was added.")
        return found

    def _forget(self, upstream: str, consent: int | None, actor: Mapping[str, JSON]) -> None:
        """End the consent to one, and destroy what is kept for it; what fails is told.

        Credentials and copies that stay are destroyed at the next start (`open`).
        """
        Outbox(self._ledger, upstream).destroy()
        try:
            if consent is not None and self._book.holds(consent, self._clock.now_us()):
                self._revoke(consent, actor)
        except CountersignError as error:
            LOG.warning("The consent #%d could not be ended: %s", consent, error.message)
        try:
            self._keystore().delete(item(upstream))
        except CountersignError as error:
            LOG.warning("Credentials are destroyed at the next start: %s", error.message)

    def _look_over(self) -> None:
        """Believe what the ledger says of the door, or shut it."""
        report = audit(self._ledger, trust=Trust(), now_us=self._clock.now_us())
        if report.verdict in _EDITED:
            LOG.error("Local-only mode is on: %s", report.sentence)
            self.mode.turn_on(RECORDER, reason="the ledger does not verify")
        self._doubted = False

    def _log(self) -> str:
        return f"countersign/{self._journal.writer.state().install_id}"

    def _order(self, wanted: Sequence[Standing], *, test: bool = False) -> wire.Order:
        log = self._log()
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
        self._halt(reason)
        self._tell_mode()
        self.carrying.go_on()

    def _halt(self, reason: str) -> None:
        """Have nothing leave any more, tries included; `_changing` is held."""
        self._trials.stop_all()
        self.carrying.halt(reason)

    def _tell_mode(self) -> None:
        self.mode.upstreams = tuple(line(one.upstream) for one in self.in_force())


def check_bundle(file: Path, log: str) -> None:
    """Refuse what is no audit bundle of a log: a consent speaks of no other file.

    Raises:
        UsageError: it is none, or of another log.
    """
    try:
        with closing(open_files(file)) as files:
            of = open_manifest(files).statement.predicate.log
    except CountersignError as error:
        raise UsageError("That is no audit bundle.", hint=error.message) from error
    if of != log:
        raise UsageError(f"That bundle is of the log {of}.")
