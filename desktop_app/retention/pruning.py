"""Which entries may lose their leaves, by rules that can be checked when the leaves are gone.

Whoever verifies a pruned ledger reads no `ts`, run or kind of what was pruned. So its age is that
of the first seal after its bundle, and while a hold is in force that only leaves could answer,
nothing is pruned at all. That no hold or setting is among the pruned, each epoch's seal shows.
Bundles go as a whole: what may go later never lies between what went.

Specification: `resources/docs/retention.md`, section "Pruning".
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import loses, size_of
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import EntriesScope
from desktop_app.signing.keylog import lasting
from desktop_app.tlog.tiles import TILE_WIDTH

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry
    from desktop_app.retention.agents import RunAgents
    from desktop_app.retention.holds import Hold, Holds
    from desktop_app.retention.purges import Purged


class Seals:
    """Where epochs were sealed, and when: 16 bytes each. `see` every entry, in order."""

    def __init__(self) -> None:
        self._seqs, self._times = array("q"), array("q")

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        if entry.kind is EntryKind.EPOCH_SEAL:
            self._seqs.append(entry.seq)
            self._times.append(entry.ts_us)

    def sealed_us(self, seq: int) -> int | None:
        """Return when the bundle of an entry was first under a seal; None: it is not yet."""
        at = bisect_left(self._seqs, last_of_bundle(seq))
        return self._times[at] if at < len(self._seqs) else None


class Prunable:
    """Finds what may be pruned. `see` every entry of the ledger, in order, then `ripe`.

    Args:
        limit_us: the time before which an entry and the seal after it must be.
        purged: what purge entries name so far.
    """

    def __init__(self, limit_us: int, purged: Purged) -> None:
        self._limit_us, self._purged = limit_us, purged
        self._seals = Seals()
        self._found: list[tuple[int, int]] = []  # number and bytes
        self._sealed = 0  # how many of them lie in epochs that say what lasts
        self._waiting: set[int] = set()  # bundles with an entry that may go later

    def see(self, entry: Entry, agents: RunAgents) -> None:
        """Take the next entry; `agents` has seen it."""
        self._seals.see(entry)
        if entry.kind is EntryKind.EPOCH_SEAL:
            if lasting(entry) is None:  # never, then
                self._waiting.update(seq // TILE_WIDTH for seq, _ in self._found[self._sealed :])
                del self._found[self._sealed :]
            self._sealed = len(self._found)
        elif loses(Class.ENTRIES, entry) and not agents.names(entry):
            self._weigh(entry)

    def ripe(self) -> list[tuple[int, int]]:
        """Return (number, bytes) of each entry that may be pruned, ascending: of whole bundles."""
        return [one for one in self._found[: self._sealed] if self._is_old(one[0])]

    def _weigh(self, entry: Entry) -> None:
        purged, seq = self._purged, entry.seq
        if purged.has(Class.ENTRIES, seq):
            return
        has_body = entry.payload is not None and not purged.has(Class.BODIES, seq)
        if has_body or entry.ts_us >= self._limit_us:
            self._waiting.add(seq // TILE_WIDTH)
        else:
            self._found.append((seq, size_of(Class.ENTRIES, entry)))

    def _is_old(self, seq: int) -> bool:
        if seq // TILE_WIDTH in self._waiting:
            return False
        sealed_us = self._seals.sealed_us(seq)
        return sealed_us is not None and sealed_us < self._limit_us


def stopping(holds: Holds, entries: Ranges) -> Hold | None:
    """Return a hold in force for which these entries must not be pruned, or None.

    What a run, an agent or a stretch of time covers is written in leaves: such a hold stops all.
    """
    for hold in holds.active.values():
        scope = hold.scope
        if not isinstance(scope, EntriesScope) or any(scope.entries.meeting(entries)):
            return hold
    return None


def unheld(holds: Holds, ripe: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what of these (number, bytes) no hold stops: all, none, or whole bundles of it."""
    kept = Ranges()  # of bundles
    for hold in holds.active.values():
        if not isinstance(hold.scope, EntriesScope):
            return []
        for first, last in hold.scope.entries.pairs():
            kept.add(first // TILE_WIDTH, last // TILE_WIDTH)
    return [one for one in ripe if one[0] // TILE_WIDTH not in kept]


def last_of_bundle(seq: int) -> int:
    """Return the last number of the bundle of 256 entries that an entry lies in."""
    return seq | (TILE_WIDTH - 1)
