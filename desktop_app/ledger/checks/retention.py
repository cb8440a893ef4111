"""Step 16: what is gone was purged, by an entry that was allowed to, and nothing else is gone.

Leaves: `checks.pruned`. An entry that lost its leaf since cannot be judged again where an earlier
purge names it; that was done before it went.

Policy, holds and purges are folded along the walk; at each purge entry the leaves that it names are
read again and judged by what was in force at that moment. Memory: ranges of numbers, 32 bytes for
each run, and the holds.

Specification: `resources/docs/retention.md`, section "Verification".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.ledger.checks import held
from desktop_app.ledger.checks.edited import check_edited
from desktop_app.ledger.checks.pruned import PrunedRows
from desktop_app.ledger.checks.source import rows
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import is_pruned, parse_leaf
from desktop_app.model.verdict import Verdict
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.policy import COMPLIANCE, Class
from desktop_app.retention.purges import BY_ITSELF, By, loses, parse_purge, size_of
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import RunScope, covers
from desktop_app.retention.state import Retention
from desktop_app.retention.troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Iterator

    import apsw

    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.retention.policy import Policy, Refused
    from desktop_app.retention.purges import Purge

LEAVES = "SELECT seq, leaf FROM main.entries NOT INDEXED WHERE seq BETWEEN ? AND ? ORDER BY seq"
_MOST_GONE = 100  # rules that a report tells apart
_Rule = tuple[Class, By, int | None]


@dataclass(slots=True)
class Gone:
    """What purge entries of one rule took.

    Attributes:
        entries: how many entries lost something.
        bytes: of it, as their leaves tell them.
        run_keys: runs that lost their key.
        newest_seq: of the newest such entry.
    """

    entries: int = 0
    bytes: int = 0
    run_keys: int = 0
    newest_seq: int = 0


class Retained:
    """Feeds on leaves in order.

    Attributes:
        gone: what was purged, by (class, by, days).
        pruned: the entries whose leaf is gone.
        purged: which entries purge entries name, by class.
    """

    def __init__(self, db: apsw.Connection, found: Findings) -> None:
        self._db, self._found = db, found
        self._known, self._agents = Retention(), RunAgents()
        self._troubles = Troubles()
        self._holds = held.Placed(found)
        self.pruned = PrunedRows(found)
        self.gone: dict[_Rule, Gone] = {}

    @property
    def purged(self) -> dict[Class, Ranges]:
        """Which entries purge entries name, by class."""
        return self._known.purged.of

    def see(self, leaf: Leaf) -> None:
        """Take the next leaf.

        Raises:
            WalkEndedError: a row that a purge names cannot be read.
        """
        entry, known = leaf.entry, self._known
        self._agents.see(entry)
        self._troubles.see(entry)
        self.pruned.see(entry)
        if entry.kind is EntryKind.PURGE:
            self._purge(entry)
            return
        self._holds.see(entry, known.holds)
        refused = known.policies.see(entry)
        for one in refused:
            check_policy(leaf.seq, one, self._found)
        check_edited(entry, {one.name for one in refused}, self._found)
        known.holds.see(entry)

    def finish(self, missing: Ranges, sealed_size: int) -> None:
        """Compare with what is there, once all leaves were seen.

        Args:
            missing: entries whose leaf speaks of a body, and there is none.
            sealed_size: entries under the newest checkpoint that holds.
        """
        purged = self.purged[Class.BODIES]
        for first, last in missing.without(purged):
            for seq in range(first, last + 1):
                check_present(seq, self._found)
        gone = Ranges()
        gone.add_all(missing)
        gone.add_all(self.pruned.rows)
        check_finished(purged, gone, ("body is", "bodies are"), self._found)
        self.pruned.finish(self._db, self.purged[Class.ENTRIES], sealed_size)
        check_finished(
            self.purged[Class.ENTRIES], self.pruned.rows, ("entry is", "entries are"), self._found
        )
        self._holds.finish(self._db, self.pruned)

    def _purge(self, entry: Entry) -> None:
        try:
            purge = parse_purge(entry)
        except BadEncodingError as error:
            text = f"Entry {entry.seq} is no purge: {error.message}"
            self._found.invalid("purge", text, seq=entry.seq)
            return
        check_count(purge, self._found)
        check_by(entry, purge, self._found)
        check_days(purge, self._known.policy, self._found)
        check_sampled(purge, self._known.policy, self._troubles, self._found)
        before = self._known.purged.of[purge.which]
        # Each entry is read again once for each class: a hostile ledger cannot ask for more.
        if check_earlier(purge, self._found) and check_once(purge, before, self._found):
            if purge.which is Class.ENTRIES:
                self.pruned.purge(purge, self._known, entry.ts_us)
            else:
                check_whole(purge, self.purged[Class.ENTRIES], self._found)
            self._named(entry, purge)
        self._known.purged.see(entry)
        if len(self.gone) < _MOST_GONE:
            gone = self.gone.setdefault((purge.which, purge.by, purge.days), Gone())
            gone.entries += purge.count
            gone.bytes += purge.size
            gone.run_keys += purge.run_keys
            gone.newest_seq = entry.seq

    def _named(self, entry: Entry, purge: Purge) -> None:
        """Judge each entry that a purge names by what was in force at that moment."""
        known, size = self._known, 0
        limit = limit_us(purge, known.policy, entry.ts_us)
        for named in self._read(purge.entries):
            check_has(purge, named, self._found)
            check_old(purge, named, limit, self._found)
            check_of_run(purge, named, self._agents, self._found)
            hold = known.holds.holding(named, self._agents)
            if hold is not None:
                check_free(purge, named, hold.name, self._found)
            size += size_of(purge.which, named)
        unread = any(self.pruned.rows.meeting(purge.entries))
        check_bytes(purge, max(size, purge.size) if unread else size, self._found)

    def _read(self, entries: Ranges) -> Iterator[Entry]:
        for pair in entries.pairs():
            for _, leaf in rows(self._db, LEAVES, (int, bytes), self._found, pair):
                if not is_pruned(leaf):
                    yield parse_leaf(leaf)  # each was parsed before, on the walk


def limit_us(purge: Purge, policy: Policy, now_us: int) -> int:
    """Return the time before which everything that a purge names must be."""
    if purge.by is By.SCHEDULE or policy.profile == COMPLIANCE:
        return min(purge.before_us, policy.limit_us(purge.which, now_us))
    return purge.before_us


def check_present(seq: int, found: Findings) -> None:
    """A body that is gone without a record of its purge (ATTACKS F02, F03)."""
    text = f"The body of entry {seq} is gone, and no entry says why."
    found.invalid("body_missing", text, seq=seq)


def check_finished(purged: Ranges, gone: Ranges, what: tuple[str, str], found: Findings) -> None:
    """Tell of what is named and still there: the recorder was killed before it could end that."""
    left = sum(last - first + 1 for first, last in purged.without(gone))
    if left:
        text = f"{left:,} {what[left > 1]} still there though purged: the recorder ends that at "
        found.warn("purge_unfinished", f"{text}its next start.")


def check_whole(purge: Purge, pruned: Ranges, found: Findings) -> None:
    """Check that content is not taken from an entry that was pruned before: it had none left."""
    twice = next(pruned.meeting(purge.entries), None)
    if twice is not None:
        text = f"Purge entry {purge.seq} names entry {twice[0]}, which had lost its leaf."
        found.invalid("purge_nothing", text, seq=purge.seq)


def check_policy(seq: int, refused: Refused, found: Findings) -> None:
    """A change of the policy that does not hold (ATTACKS F07)."""
    text = f"Entry {seq} sets {refused.name} to {refused.asked}; {refused.kept} stays in force"
    if refused.by == "file":
        found.warn("retention_file", f"{text}: only the settings file says so.", seq=seq)
        return
    why = "the profile compliance forbids it" if refused.by == COMPLIANCE else "no person did it"
    found.fail(Verdict.POLICY_VIOLATION, "retention_shortened", f"{text}: {why}.", seq=seq)


def check_count(purge: Purge, found: Findings) -> None:
    """Check count and root of a purge against the numbers that it names."""
    if purge.count != purge.entries.count or purge.root != purge.entries.root():
        text = f"Purge entry {purge.seq} does not count the entries that it names."
        found.invalid("purge_count", text, seq=purge.seq)


def check_bytes(purge: Purge, size: int, found: Findings) -> None:
    """Check the bytes of a purge against what the entries that it names tell."""
    if purge.size != size:
        text = f"Purge entry {purge.seq} tells {purge.size} bytes; its entries tell {size}."
        found.invalid("purge_count", text, seq=purge.seq)


def check_earlier(purge: Purge, found: Findings) -> bool:
    """Check that a purge names entries before it alone; True when it does."""
    pairs = purge.entries.pairs()
    earlier = not pairs or pairs[-1][1] < purge.seq
    if not earlier:
        text = f"Purge entry {purge.seq} names entry {pairs[-1][1]}, which is not before it."
        found.invalid("purge_later", text, seq=purge.seq)
    return earlier


def check_once(purge: Purge, before: Ranges, found: Findings) -> bool:
    """Check that no earlier purge names the same; True when none does."""
    twice = next(before.meeting(purge.entries), None)
    if twice is not None:
        text = f"Purge entry {purge.seq} names entry {twice[0]}, which was purged before."
        found.invalid("purge_twice", text, seq=purge.seq)
    return twice is None


def check_has(purge: Purge, named: Entry, found: Findings) -> None:
    """Check that an entry that a purge names has what it is to lose."""
    if not loses(purge.which, named):
        text = f"Purge entry {purge.seq} names entry {named.seq}, which has no {purge.which}."
        found.invalid("purge_nothing", text, seq=purge.seq)


def check_by(entry: Entry, purge: Purge, found: Findings) -> None:
    """Check that what a person alone may purge, a person did."""
    if purge.by not in BY_ITSELF and entry.actor.get("auth") != "person":
        text = f"Purge entry {purge.seq} was not written for a person, who alone may do that."
        found.fail(Verdict.POLICY_VIOLATION, "purge_by", text, seq=purge.seq)


def check_days(purge: Purge, policy: Policy, found: Findings) -> None:
    """Check that a purge by schedule is by the policy in force (ATTACKS F07)."""
    days = policy.days(purge.which)
    if purge.by is By.SCHEDULE and purge.days != days:
        text = f"Purge entry {purge.seq} goes by {purge.days} days; the policy said {days}."
        found.fail(Verdict.POLICY_VIOLATION, "purge_days", text, seq=purge.seq)


def check_sampled(purge: Purge, policy: Policy, troubles: Troubles, found: Findings) -> None:
    """Check that a purge by sampling is wanted, and of a run that met no trouble (ATTACKS F07)."""
    if purge.by is not By.SAMPLING:
        return
    run = purge.scope
    if not policy.samples:
        why = "though the content of all runs was to stay"
    elif purge.which is not Class.PAYLOADS or not isinstance(run, RunScope):
        why = "and it is not of what one run kept"
    elif troubles.before(run, purge.before_us):
        why = "though its run met trouble"
    else:
        return
    text = f"Purge entry {purge.seq} goes by sampling, {why}."
    found.fail(Verdict.POLICY_VIOLATION, "purge_sampling", text, seq=purge.seq)


def check_of_run(purge: Purge, named: Entry, agents: RunAgents, found: Findings) -> None:
    """Check that sampling took nothing of another run than the one it names (ATTACKS F07)."""
    run = purge.scope
    if purge.by is not By.SAMPLING or not isinstance(run, RunScope):
        return  # the latter is said already
    if not covers(run, named, agents):
        text = f"Purge entry {purge.seq} by sampling names entry {named.seq} of another run."
        found.fail(Verdict.POLICY_VIOLATION, "purge_sampling", text, seq=purge.seq)


def check_old(purge: Purge, named: Entry, limit_us: int, found: Findings) -> None:
    """Check that an entry was old enough (ATTACKS F07)."""
    if named.ts_us >= limit_us:
        text = f"Purge entry {purge.seq} took the {purge.which} of entry {named.seq} too early."
        found.fail(Verdict.POLICY_VIOLATION, "purge_early", text, seq=purge.seq)


def check_free(purge: Purge, named: Entry, hold: str, found: Findings) -> None:
    """A purge of what a hold covered (ATTACKS F01)."""
    text = f"Purge entry {purge.seq} took the {purge.which} of entry {named.seq}, which the hold "
    found.fail(Verdict.POLICY_VIOLATION, "purge_held", f"{text}{hold} kept.", seq=purge.seq)
