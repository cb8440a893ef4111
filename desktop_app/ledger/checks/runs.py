"""Step 10: each run's entries are numbered without a gap, and its end carries their count.

A run is (sender, run id). Holds 16 bytes a run, whatever its names are. Numbers of pruned entries
are missing, and whose they were cannot be told: all runs together may skip no more than those.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.findings import Findings

_KEY_BYTES = 16


class Runs:
    """Feeds on leaves in order."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._next: dict[bytes, int] = {}
        self._pruned = 0  # of these entries no run has claimed one yet

    def see(self, leaf: Leaf) -> None:
        """Take the next leaf."""
        entry = leaf.entry
        check_both(leaf, self._found)
        if entry.run_id is None:
            return
        key = run_key(str(entry.actor.get("sender", "")), entry.run_id)
        expected = self._skipping(self._next.get(key, 0), entry.run_seq)
        check_run_seq(leaf, expected, self._found)
        if entry.kind is EntryKind.RUN_END:
            check_count(leaf, expected, self._found)
        self._next[key] = expected + 1

    def pass_by(self) -> None:
        """Take the next entry, which was pruned."""
        self._pruned += 1

    def pop(self, sender: str, run_id: str, told: int = 0) -> int:
        """Return how many entries a run has, and forget it; 0 for an unknown run.

        Args:
            sender: whose run it is.
            run_id: its name.
            told: how many the table says; it is believed as far as pruned entries can explain.
        """
        return self._skipping(self._next.pop(run_key(sender, run_id), 0), told)

    def _skipping(self, expected: int, told: int | None) -> int:
        """Return the number that is next: the one told, where pruned entries explain it."""
        skipped = (told or 0) - expected
        if not 0 < skipped <= self._pruned:
            return expected
        self._pruned -= skipped
        return expected + skipped

    def left(self) -> int:
        """Return how many runs were not popped."""
        return len(self._next)


def run_key(sender: str, run_id: str) -> bytes:
    """Return 16 bytes that name a run."""
    data = canonical.encode({"sender": sender, "run": run_id})
    return blake2b(data, digest_size=_KEY_BYTES).digest()


def check_both(leaf: Leaf, found: Findings) -> None:
    """Check that an entry has a run and a number in it, or neither."""
    if (leaf.entry.run_id is None) != (leaf.entry.run_seq is None):
        found.invalid("run_seq", f"Entry {leaf.seq} has half a place in a run.", seq=leaf.seq)


def check_run_seq(leaf: Leaf, expected: int, found: Findings) -> None:
    """Check an entry's number in its run."""
    if leaf.entry.run_seq != expected:
        found.invalid(
            "run_seq",
            f"Entry {leaf.seq} is number {leaf.entry.run_seq} of its run; {expected} was next.",
            seq=leaf.seq,
        )


def check_count(leaf: Leaf, expected: int, found: Findings) -> None:
    """Check the count that the end of a run carries."""
    told = leaf.entry.subject.get("entries")
    if told != expected:
        found.invalid(
            "run_count", f"The end of a run counts {told} entries; it has {expected}.", seq=leaf.seq
        )
