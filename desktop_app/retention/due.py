"""What is due to be purged: by the policy, or because a person wants it gone.

Promise: nothing that a hold covers, nothing twice, and in profile "compliance" nothing before its
days are over, whoever asks. A pure fold over the entries: who has read all of them knows.

Specification: `resources/docs/retention.md`, section "What is due".
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.policy import COMPLIANCE, Class, Policy
from desktop_app.retention.pruning import Prunable, unheld
from desktop_app.retention.purges import By, Purge, loses, size_of
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import MAX_RANGES, RunScope, Scope, covers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from desktop_app.model.entry import Entry
    from desktop_app.retention.state import Retention

RunKey = tuple[str, str]  # sender, run id


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for.

    Attributes:
        by: why.
        before_us: the classes asked for, and the time before which an entry must be.
        scope: which entries; None: all.
        wanted_us: what was asked for in place of `before_us`, where the profile allows less.
    """

    by: By
    before_us: Mapping[Class, int]
    scope: Scope | None = None
    wanted_us: Mapping[Class, int] = field(default_factory=dict)


@dataclass(slots=True)
class Due:
    """What is due.

    Attributes:
        entries: by class, the entries that lose something.
        sizes: by class, bytes of each of them, as entries tell them.
        held: by class, how many entries only a hold keeps.
        early: by class, how many entries only the profile "compliance" keeps.
        run_keys: the runs that lose their key.
    """

    entries: dict[Class, Ranges] = field(default_factory=lambda: {one: Ranges() for one in Class})
    sizes: dict[Class, array[int]] = field(
        default_factory=lambda: {one: array("q") for one in Class}
    )
    held: dict[Class, int] = field(default_factory=lambda: dict.fromkeys(Class, 0))
    early: dict[Class, int] = field(default_factory=lambda: dict.fromkeys(Class, 0))
    run_keys: list[RunKey] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """A run that has a key: whether it may lose it."""

    ended: bool = False
    newest_us: int = 0
    stays: bool = False


def by_schedule(policy: Policy, now_us: int, classes: Iterable[Class] = Class) -> Wish:
    """Return the wish of the policy."""
    wanted = (which for which in classes if which is not Class.ENTRIES or policy.prunes)
    return Wish(By.SCHEDULE, {which: policy.limit_us(which, now_us) for which in wanted})


def by_person(
    policy: Policy, now_us: int, *, by: By, wish: Mapping[Class, int], scope: Scope | None
) -> Wish:
    """Return a person's wish, as far as the policy lets them.

    Args:
        policy: in force.
        now_us: wall clock.
        by: "person" or "subject".
        wish: the classes, and before when.
        scope: which entries.
    """
    before_us = wish
    if policy.profile == COMPLIANCE:
        before_us = {one: min(limit, policy.limit_us(one, now_us)) for one, limit in wish.items()}
    return Wish(by, before_us, scope, wish)


class Planner:
    """Finds what is due. `see` every entry of the ledger, in order, then `finish`.

    Args:
        wish: what to look for.
        known: folded from the whole ledger.
        keys: the runs that have a key.
    """

    def __init__(self, wish: Wish, known: Retention, keys: Collection[RunKey] = ()) -> None:
        self._wish, self._known = wish, known
        self._agents = RunAgents()
        self._due = Due()
        takes_keys = wish.by is not By.SUBJECT and Class.PAYLOADS in wish.before_us
        self._runs = {key: _Run() for key in keys if key[1]} if takes_keys else {}
        prunes = wish.by is By.SCHEDULE and Class.ENTRIES in wish.before_us
        limit_us = wish.before_us[Class.ENTRIES] if prunes else 0
        self._prunable = Prunable(limit_us, known.purged) if prunes else None

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        self._agents.see(entry)
        held = self._known.holds.holding(entry, self._agents) is not None
        wanted = self._wish.scope is None or covers(self._wish.scope, entry, self._agents)
        for which in self._wish.before_us:
            if which is not Class.ENTRIES and wanted and loses(which, entry):
                self._weigh(which, entry, held=held)
        if self._prunable is not None:
            self._prunable.see(entry, self._agents)
        run = self._runs.get((str(entry.actor.get("sender", "")), entry.run_id or ""))
        if run is not None:
            run.ended = entry.kind is EntryKind.RUN_END
            run.newest_us = max(run.newest_us, entry.ts_us)
            run.stays = run.stays or held or self._keeps(entry)

    def finish(self) -> Due:
        """Return what is due."""
        limit = self._wish.before_us.get(Class.PAYLOADS, 0)
        for key, run in self._runs.items():
            old = run.ended and run.newest_us < limit
            if old and not run.stays and self._is_asked(key):
                self._due.run_keys.append(key)
        if self._prunable is not None:
            self._prune(self._prunable.ripe())
        return self._due

    def _prune(self, ripe: list[tuple[int, int]]) -> None:
        """Take the leaves that may go, but for those for which a hold stops that."""
        free = unheld(self._known.holds, ripe)
        self._due.held[Class.ENTRIES] = len(ripe) - len(free)
        self._due.entries[Class.ENTRIES] = Ranges(seq for seq, _ in free)
        self._due.sizes[Class.ENTRIES].extend(size for _, size in free)

    def _weigh(self, which: Class, entry: Entry, *, held: bool) -> None:
        if self._known.purged.has(which, entry.seq):
            return
        if entry.ts_us >= self._wish.before_us[which]:
            self._due.early[which] += entry.ts_us < self._wish.wanted_us.get(which, 0)
            return
        if held:
            self._due.held[which] += 1
            return
        self._due.entries[which].add(entry.seq, entry.seq)
        self._due.sizes[which].append(size_of(which, entry))

    def _keeps(self, entry: Entry) -> bool:
        """Tell whether an entry has kept content that will still be there."""
        if not loses(Class.PAYLOADS, entry):
            return False
        return not (
            self._known.purged.has(Class.PAYLOADS, entry.seq)
            or entry.seq in self._due.entries[Class.PAYLOADS]
        )

    def _is_asked(self, key: RunKey) -> bool:
        """Tell whether a run's key goes with what is asked for: all runs, or this one."""
        scope = self._wish.scope
        return scope is None or (
            isinstance(scope, RunScope) and key == (scope.sender, scope.run_id)
        )


def purges(due: Due, wish: Wish, policy: Policy) -> list[Purge]:
    """Return the purge entries that name what is due, payloads first; none when nothing is."""
    made: list[Purge] = []
    for which in wish.before_us:
        sizes, keys = iter(due.sizes[which]), 0
        if which is Class.PAYLOADS:
            keys = len(due.run_keys)
        for part in due.entries[which].cut(MAX_RANGES):
            if part.count or keys:
                made.append(
                    Purge(
                        which=which,
                        by=wish.by,
                        days=policy.days(which) if wish.by is By.SCHEDULE else None,
                        before_us=wish.before_us[which],
                        entries=part,
                        size=sum(islice(sizes, part.count)),
                        run_keys=keys,
                        scope=None if wish.by is By.SUBJECT else wish.scope,
                        count=part.count,
                        root=part.root(),
                    )
                )
            keys = 0
    return made
