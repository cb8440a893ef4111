"""Step 9, scope: the entries shown are those that must be, and what is known complete is complete.

`bundle.md`, sections "Entries shown" and "Scope". Context that is left out shows only where all
entries of a stretch are there, or at level `full-log`; the verdict says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.manifest import predicate_json
from desktop_app.bundle.scope import (
    CONTEXT_KINDS,
    AgentScope,
    IncidentScope,
    RunScope,
    TimeScope,
    in_scope,
)
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.retention.purges import purged_of
from desktop_app.retention.ranges import Ranges
from desktop_app.signing.keylog import KEY_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

Run = tuple[str, str]  # sender, run id
_EXPORT_FIELDS = ("level", "scope", "recipients", "previous")


@dataclass(slots=True)
class Scoped:
    """What step 9 counts.

    Attributes:
        entries: number of entries in scope.
        first_seq, last_seq: of the first and the last of them; None when there is none.
        runs: each run with entries in scope -> whether its last one shown is its end.
        seqs: of the entries in scope.
    """

    entries: int = 0
    first_seq: int | None = None
    last_seq: int | None = None
    runs: dict[Run, bool] = field(default_factory=dict)
    seqs: Ranges = field(default_factory=Ranges)

    def see(self, entry: Entry) -> None:
        """Count an entry in scope."""
        self.entries += 1
        self.seqs.add(entry.seq, entry.seq)
        self.first_seq = entry.seq if self.first_seq is None else self.first_seq
        self.last_seq = entry.seq
        sender = entry.actor.get("sender")
        if entry.run_id is not None and isinstance(sender, str):
            self.runs[sender, entry.run_id] = entry.kind is EntryKind.RUN_END


def scan(shown: Iterable[Entry], scope: Scope) -> Scoped:
    """Return what of the scope is shown."""
    scoped = Scoped()
    for entry in shown:
        if in_scope(scope, entry):
            scoped.see(entry)
    return scoped


def check_scope(
    shown: Iterable[Entry], predicate: Predicate, keylog: KeyLog, scoped: Scoped, found: Findings
) -> None:
    """Check all entries shown against the scope; they come in order."""
    check_shown(shown, predicate, keylog, scoped, found)
    if scoped.entries == 0:
        found.fail(Verdict.INCOMPLETE, "scope_empty", "No entry in scope is shown.")
    scope = predicate.scope
    if isinstance(scope, TimeScope):
        check_stretch(scope, scoped, predicate.size, found)
    elif isinstance(scope, IncidentScope):
        _check_chosen(shown, scope, found)
    else:
        _check_runs(shown, scope, scoped, found)


def check_export(entry: Entry | None, predicate: Predicate, found: Findings) -> None:
    """Check that the entry that asked for this bundle says what the manifest says."""
    seq = predicate.export
    if entry is None:
        text = f"The entry {seq} that asked for this bundle is not shown."
        found.fail(Verdict.INCOMPLETE, "export_missing", text, seq=seq)
        return
    said = predicate_json(predicate)
    if entry.kind is not EntryKind.BUNDLE_EXPORT or entry.ts_us != predicate.exported_us:
        found.invalid("export", f"Entry {seq} did not ask for this bundle.", seq=seq)
    for name in _EXPORT_FIELDS:
        if entry.subject.get(name) != said[name]:
            text = f"Entry {seq} asked for another {name} than the manifest says."
            found.invalid("export", text, seq=seq)


def check_shown(
    shown: Iterable[Entry], predicate: Predicate, keylog: KeyLog, scoped: Scoped, found: Findings
) -> None:
    """Check that every entry shown has a reason to be, and a pause its beginning."""
    seals = frozenset(keylog.seals_in_range())
    paused_before = 0
    pause_open: bool | None = None
    for entry in shown:
        if _is_early_pause(entry, predicate.scope, scoped):
            paused_before += 1
            pause_open = True
            check_one_pause(entry, paused_before, found)
        elif not belongs(entry, predicate, scoped, seals):
            text = f"Entry {entry.seq} ({entry.kind}) is shown and does not belong to this bundle."
            found.invalid("entry_extra", text, seq=entry.seq)
        if entry.kind is EntryKind.PAUSE_END:
            check_pause(entry, pause_open, found)
        if entry.kind in {EntryKind.PAUSE_START, EntryKind.PAUSE_END}:
            pause_open = entry.kind is EntryKind.PAUSE_START


def belongs(entry: Entry, predicate: Predicate, scoped: Scoped, seals: frozenset[int]) -> bool:
    """Tell whether an entry is one of those that a bundle shows."""
    if entry.kind in KEY_KINDS:
        if entry.kind is not EntryKind.EPOCH_SEAL or entry.seq in seals:
            return True
    elif entry.kind in CONTEXT_KINDS and _is_between(entry, scoped):
        return True
    took = purged_of(entry, scoped.seqs).count > 0
    return took or entry.seq == predicate.export or in_scope(predicate.scope, entry)


def check_one_pause(entry: Entry, number: int, found: Findings) -> None:
    """Check that at most one pause began before the first entry in scope."""
    if number > 1:
        text = f"Entry {entry.seq} ({entry.kind}) is shown and does not belong to this bundle."
        found.invalid("entry_extra", text, seq=entry.seq)


def check_pause(entry: Entry, pause_open: bool | None, found: Findings) -> None:  # noqa: FBT001 - three-valued
    """Check that a pause that ends has begun."""
    if not pause_open:
        text = f"The beginning of the pause that entry {entry.seq} ends is not shown."
        found.fail(Verdict.INCOMPLETE, "pause_missing", text, seq=entry.seq)


def check_stretch(scope: TimeScope, scoped: Scoped, size: int, found: Findings) -> None:
    """Check that every entry of a stretch of time is there."""
    wanted = scope.last_seq - scope.first_seq + 1
    if scope.last_seq >= size:
        text = f"The scope goes to entry {scope.last_seq}, past the signed tree's end."
        found.invalid("scope", text, seq=size)
    elif scoped.entries != wanted:
        text = f"{wanted - scoped.entries} of the {wanted} entries in scope are not shown."
        found.fail(Verdict.INCOMPLETE, "scope_gap", text, seq=scope.first_seq)


def _check_chosen(shown: Iterable[Entry], scope: IncidentScope, found: Findings) -> None:
    there = {entry.seq for entry in shown}
    for seq in scope.seqs:
        check_chosen(seq, seq in there, found)
    found.warn(
        "incident",
        "The entries of this incident were chosen by an index: nothing shows that they are all.",
    )


def check_chosen(seq: int, there: bool, found: Findings) -> None:  # noqa: FBT001 - the one thing that it is told
    """Check that an entry that the scope names is shown."""
    if not there:
        found.fail(Verdict.INCOMPLETE, "scope_gap", f"Entry {seq} is not shown.", seq=seq)


def _check_runs(
    shown: Iterable[Entry], scope: RunScope | AgentScope, scoped: Scoped, found: Findings
) -> None:
    following: dict[Run, int] = {}
    for entry in shown:
        if in_scope(scope, entry):
            run = (str(entry.actor["sender"]), str(entry.run_id))
            expected = following.get(run, 0)
            check_run_seq(entry, expected, found)
            check_run_end(entry, found)
            following[run] = max(expected, entry.run_seq or 0) + 1
    for run in _runs_of(scope):
        check_run(run, scoped.runs.get(run), found)


def check_run_seq(entry: Entry, expected: int, found: Findings) -> None:
    """Check an entry's number in its run: one that is left out leaves a gap."""
    number = entry.run_seq
    if number is None or number < expected:
        text = f"Entry {entry.seq} is number {number} of its run; {expected} was next."
        found.invalid("run_seq", text, seq=entry.seq)
    elif number > expected:
        text = f"Number {expected} of the run is not shown; number {number} follows."
        found.fail(Verdict.INCOMPLETE, "run_gap", text, seq=entry.seq)


def check_run_end(entry: Entry, found: Findings) -> None:
    """Check the count that the end of a run carries."""
    told = entry.subject.get("entries")
    if entry.kind is EntryKind.RUN_END and told != entry.run_seq:
        text = f"The end of the run counts {told} entries; it has {entry.run_seq}."
        found.invalid("run_count", text, seq=entry.seq)


def check_run(run: Run, ended: bool | None, found: Findings) -> None:  # noqa: FBT001 - three-valued
    """Check that a run in scope is shown, and tell when its end is not."""
    sender, run_id = run
    name = f"The run {run_id!r} of {sender!r}" if sender else f"The run {run_id!r}"
    if ended is None:
        found.fail(Verdict.INCOMPLETE, "run_missing", f"{name} has no entry here.")
    elif not ended:
        text = f"{name} has no end here: what came after the last entry shown is not known."
        found.warn("run_open", text)


def _runs_of(scope: RunScope | AgentScope) -> Sequence[Run]:
    return ((scope.sender, scope.run_id),) if isinstance(scope, RunScope) else scope.runs


def _is_between(entry: Entry, scoped: Scoped) -> bool:
    first, last = scoped.first_seq, scoped.last_seq
    return first is not None and last is not None and first <= entry.seq <= last


def _is_early_pause(entry: Entry, scope: Scope, scoped: Scoped) -> bool:
    """Tell whether an entry is the start of a pause that the scope began in."""
    return (
        entry.kind is EntryKind.PAUSE_START
        and scoped.first_seq is not None
        and entry.seq < scoped.first_seq
        and not in_scope(scope, entry)
    )
