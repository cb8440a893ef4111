"""Step 16, holds: each says what it covers, and ends only by who may end it.

What a hold says to cover is recomputed in one more pass over the leaves, where there are holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.ledger.checks.source import rows
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import is_pruned, parse_leaf
from desktop_app.model.verdict import Verdict
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.holds import may_release, parse_hold, parse_release
from desktop_app.retention.purges import has_content
from desktop_app.retention.ranges import number_hash
from desktop_app.retention.scopes import RunScope, covers
from desktop_app.tlog.merkle import Frontier

if TYPE_CHECKING:
    from collections.abc import Iterator

    import apsw

    from desktop_app.ledger.checks.pruned import PrunedRows
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.retention.holds import Hold, Holds

_LEAVES = "SELECT seq, leaf FROM main.entries NOT INDEXED WHERE seq < ? ORDER BY seq"
MAX_CHECKED = 1_000  # holds whose numbers are recomputed; far more than a person places


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

    def finish(self, db: apsw.Connection, pruned: PrunedRows) -> None:
        """Recompute what each hold says to cover, as far as the entries are still there."""
        if len(self._all) > MAX_CHECKED:
            self._found.warn("holds", f"Of the holds, {MAX_CHECKED:,} were recomputed.")
        counted = _Counted(self._all[:MAX_CHECKED])
        agents = RunAgents()
        for seq, leaf in rows(db, _LEAVES, (int, bytes), self._found, (counted.end,)):
            if is_pruned(leaf):
                continue
            entry = parse_leaf(leaf)
            agents.see(entry)
            if has_content(entry):
                for hold, tree in counted.of(entry):
                    if seq < hold.seq and covers(hold.scope, entry, agents):
                        tree.append(number_hash(seq))
        for hold, tree in counted.all:
            check_covers(hold, tree, self._found, unread=pruned.below(hold.seq))


class _Counted:
    """Holds with a tree each; those on runs, of which there may be many, found by the run.

    Attributes:
        all: in the order in which they were placed.
        end: where the last of them stands.
    """

    def __init__(self, holds: list[Hold]) -> None:
        self.all = [(hold, Frontier()) for hold in holds]
        self.end = holds[-1].seq if holds else 0
        self._of_runs: dict[tuple[str, str], list[tuple[Hold, Frontier]]] = {}
        self._others: list[tuple[Hold, Frontier]] = []
        for one in self.all:
            scope = one[0].scope
            if isinstance(scope, RunScope):
                self._of_runs.setdefault((scope.sender, scope.run_id), []).append(one)
            else:
                self._others.append(one)

    def of(self, entry: Entry) -> Iterator[tuple[Hold, Frontier]]:
        """Yield the holds that may cover an entry."""
        run = str(entry.actor.get("sender", "")), entry.run_id or ""
        yield from self._of_runs.get(run, ())
        yield from self._others


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


def check_covers(hold: Hold, tree: Frontier, found: Findings, *, unread: int = 0) -> None:
    """Check what a hold says to have covered when it was placed.

    `unread` entries before it were pruned since: so many more may have been covered.
    """
    if 0 < hold.entries - tree.size <= unread:
        return
    if (hold.entries, hold.root) != (tree.size, tree.root()):
        text = f"The hold of entry {hold.seq} covered {tree.size} entries; it says otherwise."
        found.invalid("hold_covers", text, seq=hold.seq)
