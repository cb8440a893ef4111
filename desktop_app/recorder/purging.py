"""Purging: what is due is named in entries, then destroyed, and every trace of it after that.

    look (policy, holds) -> purge entries (durable) -> bodies (emptied, then cleared), run keys
        -> leaves (under a checkpoint; blanked, then cut) -> WAL emptied -> index made again
        -> payloads

Promise: nothing is destroyed that no durable entry names. A kill in between is finished at the next
start: `resume` destroys what purge entries name and is still there. No leaf goes from a ledger that
does not verify: what was wrong with it could not be seen any more.

Specification: `resources/docs/retention.md`, section "Order, and crashes".
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from threading import Event, Lock
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, CountersignError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.coming import Coming
from desktop_app.recorder.emptied import clear
from desktop_app.recorder.pruning import blank, cut, is_sound
from desktop_app.recorder.purge_plan import Asked, look
from desktop_app.retention.policy import CONTENT, DAY_US, Class
from desktop_app.retention.purges import By, parse_purge
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import RunScope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.known_retention import KnownRetention
    from desktop_app.recorder.purge_plan import Payloads, Plan, Progress
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.stale_index import StaleIndex
    from desktop_app.retention.due import RunKey
    from desktop_app.retention.purges import Purge
    from desktop_app.retention.state import Retention

LOG = logging.getLogger(__name__)
BATCH = 256  # bodies of one transaction: appends wait meanwhile
_INDEXED = (Class.BODIES, Class.ENTRIES)  # the index knows nothing of the rest
WAL_TRIES, WAL_PAUSE_S = 20, 0.25


@dataclass(slots=True)
class Removed:
    """What was destroyed.

    Attributes:
        bodies: rows of the ledger.
        payloads: pieces in the vault.
        bytes: of both, as they were stored.
        run_keys: keys of runs.
        leaves: of entries.
        finished: whether all that was named is gone; else the next start goes on.
        wal_emptied: whether the write-ahead log was cut, too; else it is tried again.
    """

    bodies: int = 0
    payloads: int = 0
    bytes: int = 0
    run_keys: int = 0
    leaves: int = 0
    finished: bool = True
    wal_emptied: bool = True

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        names = ("bodies", "payloads", "bytes", "run_keys", "leaves", "finished", "wal_emptied")
        return {name: getattr(self, name) for name in names}


@dataclass(slots=True)
class _Named:
    """What is to be destroyed."""

    of: dict[Class, Ranges] = field(default_factory=lambda: {one: Ranges() for one in Class})
    run_keys: list[RunKey] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(found.count for found in self.of.values()) + len(self.run_keys)


class Purging:
    """Purges one ledger and its vault. Thread safe.

    Args:
        ledger: its path.
        journal: where entries go.
        clock: wall and boot time.
        known: policy and holds.
        run_keys: the recorder's cache of keys.
        index: which may hold what is purged.

    Attributes:
        payloads: the vault, once there is one.
    """

    def __init__(
        self,
        ledger: Path,
        journal: Journal,
        clock: Clock,
        *,
        known: KnownRetention,
        run_keys: RunKeys,
        index: StaleIndex,
    ) -> None:
        self._path, self._journal, self._clock = ledger, journal, clock
        self._known, self._run_keys, self._index = known, run_keys, index
        self._coming = Coming(ledger, known)
        self._one_at_a_time = Lock()
        self._stopping = Event()
        self._wal_waits = False
        self._due_us = 0
        self.payloads: Payloads | None = None

    def look(self, asked: Asked, progress: Progress) -> Plan:
        """Return what a purge would take; nothing is changed, and nobody else waits."""
        return self._planned(self._known.copy(), asked, progress)

    def coming(self, progress: Progress) -> tuple[int, Plan]:
        """Return when the next purge by schedule is due (wall clock), and what it would take."""
        due_us, clock = self._due_us, self._clock
        at_us = clock.now_us() + max(0, due_us - clock.boot_us())
        return at_us, self._coming.plan(at_us, due_us, progress)

    def purge(
        self, asked: Asked, actor: Mapping[str, JSON], progress: Progress
    ) -> tuple[Plan, list[int], Removed]:
        """Purge what is asked for; return the plan, the purge entries' places, what was destroyed.

        Raises:
            ConfigError: only the profile "compliance" keeps all of it; nothing was changed.
            StorageError, OverloadedError: an entry is not stored; what the ones before it name is
                destroyed at the next start.
        """
        with self._one_at_a_time:
            asked = self._sound(asked, progress)
            with self._known.deciding:
                plan = self._planned(self._known.look(), asked, progress)
                plan.require_due()
                seqs = [self._name(entry, actor) for entry in plan.entries]
            named = _Named(run_keys=list(plan.due.run_keys))
            for entry in plan.entries:
                named.of[entry.which].add_all(entry.entries)
            return plan, seqs, self._destroy(named, progress)

    def by_rule(self, find: Callable[[Retention], list[Purge]]) -> Removed:
        """Purge, without a person, what a rule finds.

        Args:
            find: returns the purge entries, by what the ledger says up to now.

        Raises:
            StorageError, OverloadedError: as `purge`.
        """
        with self._one_at_a_time:
            named = _Named()
            with self._known.deciding:
                for entry in find(self._known.look()):
                    self._name(entry, RECORDER)
                    named.of[entry.which].add_all(entry.entries)
            return self._destroy(named, _silent)

    def resume(self) -> Removed:
        """Destroy what purge entries name and is still there: a kill came between."""
        with self._one_at_a_time:
            named = _Named()
            with LedgerReader(self._path) as ledger:
                for purge in _purges(ledger):
                    match purge.which:
                        case Class.PAYLOADS:
                            self._still_kept(purge, named)
                        case Class.BODIES:
                            _left(ledger.bodies_between, purge, named)
                        case Class.ENTRIES:
                            _left(ledger.leaves_between, purge, named)
                    _key_left(ledger, purge, named)
            removed = self._destroy(named, _silent)
            if not self._cut():
                removed.finished = False
            return removed

    def resume_payloads(self, ledger: LedgerReader) -> None:
        """Likewise of the vault alone, before anybody can be shown what is in it; never raises."""
        named = _Named()
        try:
            for purge in _purges(ledger):
                if purge.which is Class.PAYLOADS:
                    self._still_kept(purge, named)
            if self.payloads is not None and named.count:
                self.payloads.shred(named.of[Class.PAYLOADS])
        except CountersignError as error:
            LOG.warning("Not all that was purged is gone from the vault yet: %s", error)

    def tick(self) -> None:
        """Do what the day asks for: the schedule, once in 24 hours; what a reader held up."""
        self._index.check()
        if self._wal_waits:
            self._empty_wal(tries=1)
        now_us = self._clock.boot_us()
        if now_us >= self._due_us:
            self._due_us = now_us + DAY_US
            self.purge(Asked(), RECORDER, _silent)

    def stop(self) -> None:
        """End what runs between two batches; the next start goes on with it."""
        self._stopping.set()

    def _planned(self, known: Retention, asked: Asked, progress: Progress) -> Plan:
        return look(
            self._path,
            known,
            asked,
            now_us=self._clock.now_us(),
            payloads=self.payloads,
            progress=progress,
        )

    def _sound(self, asked: Asked, progress: Progress) -> Asked:
        """Return what is asked for, without leaves where none is due or the ledger is not sound."""
        wanted = asked.by is By.SCHEDULE and Class.ENTRIES in asked.classes
        if not wanted or not self._known.look().policy.prunes:
            return asked
        if not self.look(asked, progress).due.entries[Class.ENTRIES].count:
            return asked
        if is_sound(self._path, self._clock.now_us(), progress):
            return asked
        return replace(asked, classes=tuple(one for one in asked.classes if one in CONTENT))

    def _still_kept(self, purge: Purge, named: _Named) -> None:
        if self.payloads is not None:
            for seq in self.payloads.still_keep(purge.entries.pairs()):
                named.of[Class.PAYLOADS].add(seq, seq)

    def _name(self, purge: Purge, actor: Mapping[str, JSON]) -> int:
        return self._journal.note(EntryKind.PURGE, purge.to_json(), actor=actor).seq

    def _destroy(self, named: _Named, progress: Progress) -> Removed:
        """Destroy what durable entries name; keys of runs first, so that none outlives a kill."""
        removed, total = Removed(), named.count
        if not total:
            return removed
        if any(named.of[which].count for which in _INDEXED):
            self._index.mark()
        removed.finished = self._empty(named, removed, progress) and self._take_out(named)
        if not removed.finished:
            return removed
        removed.wal_emptied = self._empty_wal(tries=WAL_TRIES)
        self._index.make_again()
        if self.payloads is not None and named.of[Class.PAYLOADS].count:
            shredded = self.payloads.shred(named.of[Class.PAYLOADS])
            removed.payloads, removed.bytes = shredded.payloads, removed.bytes + shredded.bytes
        progress(total, total)
        return removed

    def _empty(self, named: _Named, removed: Removed, progress: Progress) -> bool:
        """Overwrite what the ledger's rows hold; False: the recorder stops before all is done."""
        writer, done = self._journal.writer, len(named.run_keys)
        self._run_keys.forget(named.run_keys)
        for seqs, keys in _batches(named):
            if self._stopping.is_set():
                return False
            gone = writer.purge(seqs, keys).result()
            removed.bodies += gone.bodies
            removed.bytes += gone.bytes
            removed.run_keys += gone.run_keys
            done += len(seqs)
            progress(done, named.count)
        self._run_keys.forget(named.run_keys)  # who asked meanwhile may have got the old one
        if not named.of[Class.ENTRIES].count:
            return True
        leaves, size, finished = blank(writer, named.of[Class.ENTRIES], self._stopping)
        removed.leaves, removed.bytes = leaves, removed.bytes + size
        return finished

    def _take_out(self, named: _Named) -> bool:
        """Win the room of rows that hold nothing any more; likewise."""
        if named.of[Class.ENTRIES].count and not self._cut():
            return False
        if not any(named.of[which].count for which in _INDEXED):
            return True
        return clear(self._path, self._journal.writer, self._stopping)

    def _cut(self) -> bool:
        """Cut what was blanked, as far as that is safe by now; False: not to the end."""
        with self._known.deciding:
            named = self._known.look().purged.of[Class.ENTRIES]
        return cut(self._path, self._journal.writer, named, self._stopping)

    def _empty_wal(self, *, tries: int) -> bool:
        """Empty the write-ahead log; a reader may hold it up for a while."""
        self._wal_waits = True
        for _ in range(tries):
            if self._journal.writer.empty_wal().result():
                self._wal_waits = False
                return True
            if self._stopping.wait(WAL_PAUSE_S):
                break
        return False


def _batches(named: _Named) -> Iterator[tuple[list[int], list[RunKey]]]:
    """Yield what one transaction takes: all keys of runs with the first bodies."""
    keys, seqs = named.run_keys, list[int]()
    for seq in named.of[Class.BODIES]:
        seqs.append(seq)
        if len(seqs) == BATCH:
            yield seqs, keys
            seqs, keys = [], []
    if seqs or keys:
        yield seqs, keys


def _purges(ledger: LedgerReader) -> Iterator[Purge]:
    for entry in ledger.of_kinds({EntryKind.PURGE}):
        try:
            yield parse_purge(entry)
        except BadEncodingError:
            continue  # the audit says what is wrong with it


def _left(between: Callable[[int, int], list[int]], purge: Purge, named: _Named) -> None:
    """Note of which entries named there is something left."""
    for first, last in purge.entries.pairs():
        for seq in between(first, last):
            named.of[purge.which].add(seq, seq)


def _key_left(ledger: LedgerReader, purge: Purge, named: _Named) -> None:
    """Note a run's key. Keys that went by schedule are not named; the next schedule finds them."""
    scope = purge.scope
    if isinstance(scope, RunScope) and purge.run_keys:
        key = (scope.sender, scope.run_id)
        spoke = next(ledger.of_run(*key, start=purge.seq + 1), None)
        if spoke is None and ledger.has_run_key(*key):
            named.run_keys.append(key)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""
