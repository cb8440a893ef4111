"""Step 16, holds: each says what it covers, and ends only by who may end it.

What a hold says to cover is recomputed in one more pass over the leaves, where there are holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.ledger.checks.source import rows
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.model.verdict import Verdict
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.holds import may_release, parse_hold, parse_release
from desktop_app.retention.purges import has_content
from desktop_app.retention.ranges import number_hash
from desktop_app.retention.scopes import covers
from desktop_app.tlog.merkle import Frontier

if TYPE_CHECKING:
    import apsw

    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.retention.holds import Hold, Holds

_LEAVES = "SELECT seq, leaf FROM main.entries NOT INDEXED WHERE seq < ? ORDER BY seq"
MAX_CHECKED = 10_000  # holds whose numbers are recomputed; far more than a person places


class Placed:
    """Every hold of a ledger. `see` all entries, in order, then `finish`."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._all: list[Hold] = []

    def see(self, entry: Entry, before: Holds) -> None:
        """Take the next entry; `before` holds those in force until then."""
        try:
            if entry.kind is EntryKind.HOLD_PLACED:
                hold = parse_hold(entry)
                check_new(hold, before, self._found)
                self._all.append(hold)
            elif entry.kind is EntryKind.HOLD_RELEASED:
                check_release(entry, before, self._found)
        except BadEncodingError as error:
            text = f"Entry {entry.seq} is no hold, or no end of one: {error.message}"
            self._found.invalid("hold", text, seq=entry.seq)

    def finish(self, db: apsw.Connection) -> None:
        """Recompute what each hold says to cover."""
        if len(self._all) > MAX_CHECKED:
            self._found.warn("holds", f"Of the holds, {MAX_CHECKED:,} were recomputed.")
        waiting = self._all[:MAX_CHECKED]
        trees = [Frontier() for _ in waiting]
        agents, end = RunAgents(), waiting[-1].seq if waiting else 0
        for seq, leaf in rows(db, _LEAVES, (int, bytes), self._found, (end,)):
            entry = parse_leaf(leaf)
            agents.see(entry)
            if not has_content(entry):
                continue
            for hold, tree in zip(waiting, trees, strict=True):
                if seq < hold.seq and covers(hold.scope, entry, agents):
                    tree.append(number_hash(seq))
        for hold, tree in zip(waiting, trees, strict=True):
            check_covers(hold, tree, self._found)


def check_new(hold: Hold, before: Holds, found: Findings) -> None:
    """Check that no other hold has the same id."""
    if hold.name in before.names:
        text = f"Entry {hold.seq} places a hold under an id that there was before."
        found.invalid("hold_twice", text, seq=hold.seq)


def check_release(entry: Entry, before: Holds, found: Findings) -> None:
    """Check that a hold was ended by a person, or by the holder of its role (ATTACKS F06).

    Raises:
        BadEncodingError: the entry is no end of a hold.
    """
    release = parse_release(entry)
    hold = before.active.get(release.name)
    if hold is None:
        text = f"Entry {entry.seq} ends a hold that was not in force."
        found.invalid("hold_unknown", text, seq=entry.seq)
    elif not may_release(hold, release, entry):
        who = "a person" if hold.role is None else f"who holds the role {hold.role}"
        text = f"Entry {entry.seq} releases the hold {hold.name}, which only {who} may."
        found.fail(Verdict.POLICY_VIOLATION, "hold_released", text, seq=entry.seq)


def check_covers(hold: Hold, tree: Frontier, found: Findings) -> None:
    """Check what a hold says to have covered when it was placed."""
    if (hold.entries, hold.root) != (tree.size, tree.root()):
        text = f"The hold of entry {hold.seq} covered {tree.size} entries; it says otherwise."
        found.invalid("hold_covers", text, seq=hold.seq)
