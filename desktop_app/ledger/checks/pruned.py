"""Step 16, leaves: what is empty was named by a purge that was allowed to, and was sealed in time.

Nothing here needs the leaf of an entry that is gone: see `retention.pruning`. That a purge entry
lies under a signed checkpoint matters here more than elsewhere: a body that goes leaves its entry,
and a leaf leaves nothing, so nobody may name one without the keys.

Specification: `resources/docs/retention.md`, sections "Pruning" and "Verification".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.connection import storage_errors
from desktop_app.ledger.schema import PRUNED_VERSION
from desktop_app.model.verdict import Verdict
from desktop_app.retention.policy import Class
from desktop_app.retention.pruning import Seals, last_of_bundle, stopping
from desktop_app.retention.purges import By
from desktop_app.retention.ranges import Ranges
from desktop_app.tlog.tiles import TILE_WIDTH

if TYPE_CHECKING:
    import apsw

    from desktop_app.ledger.checks.leaves import Pruned
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.retention.purges import Purge
    from desktop_app.retention.state import Retention


class PrunedRows:
    """Feeds on the ledger's entries, on what is left of pruned ones, and on purges of leaves.

    Attributes:
        rows: the entries whose leaf is gone, so far.
    """

    def __init__(self, found: Findings) -> None:
        self._found = found
        self.rows = Ranges()
        self._seals = Seals()
        self._named: list[tuple[int, Ranges]] = []  # purge entry, and what it names

    def see(self, entry: Entry) -> None:
        """Take the next entry that has its leaf."""
        self._seals.see(entry)

    def pass_by(self, row: Pruned) -> None:
        """Take the next entry, which was pruned."""
        self.rows.add(row.seq, row.seq)

    def below(self, seq: int) -> int:
        """Return how many entries before a place are pruned by now."""
        return sum(
            min(last, seq - 1) - first + 1 for first, last in self.rows.pairs() if first < seq
        )

    def purge(self, purge: Purge, known: Retention, now_us: int) -> None:
        """Judge a purge of leaves by what was in force; it names earlier entries, each once."""
        check_form(purge, self._found)
        hold = stopping(known.holds, purge.entries)
        if hold is not None:
            check_unheld(purge, hold.name, self._found)
        limit_us = min(purge.before_us, known.policy.limit_us(Class.ENTRIES, now_us))
        for first, last in purge.entries.pairs():
            for seq in range(first | (TILE_WIDTH - 1), last_of_bundle(last) + 1, TILE_WIDTH):
                check_aged(purge, seq, self._seals.sealed_us(seq), limit_us, self._found)
        self._named.append((purge.seq, purge.entries))

    def finish(self, db: apsw.Connection, named: Ranges, sealed_size: int) -> None:
        """Compare with what is there.

        Args:
            db: the ledger.
            named: all that purges of leaves name.
            sealed_size: entries under the newest checkpoint that holds.
        """
        for first, _ in self.rows.without(named):
            check_named(first, self._found)
        for seq, entries in self._named:
            if seq >= sealed_size and any(self.rows.meeting(entries)):
                check_sealed(seq, self._found)
        check_version(db, pruned=self.rows.count > 0, found=self._found)


def check_form(purge: Purge, found: Findings) -> None:
    """Check that leaves go by schedule alone, and nothing with them."""
    if purge.by is not By.SCHEDULE:
        text = f"Purge entry {purge.seq} takes entries, and not by schedule."
        found.fail(Verdict.POLICY_VIOLATION, "prune_by", text, seq=purge.seq)
    if purge.run_keys or purge.scope is not None:
        text = f"Purge entry {purge.seq} takes entries, and says more than such a purge can."
        found.invalid("purge", text, seq=purge.seq)


def check_unheld(purge: Purge, hold: str, found: Findings) -> None:
    """A purge of leaves while a hold was in force that they may fall under (ATTACKS F01)."""
    text = f"Purge entry {purge.seq} takes entries while the hold {hold} was in force."
    found.fail(Verdict.POLICY_VIOLATION, "purge_held", text, seq=purge.seq)


def check_aged(
    purge: Purge, seq: int, sealed_us: int | None, limit_us: int, found: Findings
) -> None:
    """Check that the seal after a bundle was old enough (ATTACKS F07); `seq` ends the bundle.

    Nothing is, while entries stay for ever: `limit_us` is 0 then.
    """
    if sealed_us is None or sealed_us >= limit_us:
        text = f"Purge entry {purge.seq} took entries up to {seq} too early."
        found.fail(Verdict.POLICY_VIOLATION, "purge_early", text, seq=purge.seq)


def check_named(seq: int, found: Findings) -> None:
    """An entry that is empty without a record of its purge (ATTACKS F02, F03)."""
    text = f"Entry {seq} is empty, and no entry says why."
    found.invalid("entry_missing", text, seq=seq)


def check_sealed(seq: int, found: Findings) -> None:
    """A purge of leaves that no checkpoint covers: who has no key may have written it."""
    text = f"Entries are empty by purge entry {seq}, which no checkpoint covers."
    found.invalid("prune_unsealed", text, seq=seq)


def check_version(db: apsw.Connection, *, pruned: bool, found: Findings) -> None:
    """Check that a file says that leaves are missing in it when they are, and only then."""
    with storage_errors():
        told = db.pragma("user_version") == PRUNED_VERSION
    if told != pruned:
        text = "The file says that entries were pruned, and none was."
        if pruned:
            text = "Entries were pruned, and the file does not say so."
        found.invalid("pruned_version", text)
