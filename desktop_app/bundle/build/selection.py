"""Which entries a bundle shows: scope, key log, context and the export itself.

Promise: exactly the entries that `resources/docs/bundle.md`, section "Entries shown", names. Only
places are kept in memory, so that a run of a million spans costs no more than its list of numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from desktop_app.bundle.scope import (
    CONTEXT_KINDS,
    AgentScope,
    IncidentScope,
    RunScope,
    Scope,
    TimeScope,
)
from desktop_app.errors import NotFoundError
from desktop_app.model.formats import counted
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, parse_request, walk
from desktop_app.retention.purges import purged_of
from desktop_app.retention.ranges import Ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry


@dataclass(frozen=True, slots=True)
class Selection:
    """Places of the entries shown, ascending each.

    Attributes:
        scope: of the scope.
        keys: the key log: entry 0, introductions and rotations before N, seals in range.
        context: pauses, starts, stops and the like around the scope.
        shown: all of them, the purges of entries in scope, and the export entry.
        seals: of the epochs in range, by place.
    """

    scope: tuple[int, ...]
    keys: tuple[int, ...]
    context: tuple[int, ...]
    shown: tuple[int, ...]
    seals: tuple[int, ...]


def select(ledger: LedgerReader, scope: Scope, *, size: int, export: int) -> Selection:
    """Return the entries that a bundle against the checkpoint of `size` shows.

    Raises:
        NotFoundError: no entry is in scope, or one that is was pruned.
    """
    wanted = tuple(scope_seqs(ledger, scope, size))
    if not wanted:
        raise NotFoundError("Nothing that is recorded is in what you ask to export.")
    check_whole(ledger, scope, wanted)
    first = ledger.entry(wanted[0])
    edges = [edge for edge in ledger.epoch_edges(size) if _is_key(edge, first.epoch)]
    keys = tuple(edge.seq for edge in edges)
    seals = tuple(edge.seq for edge in edges if edge.kind is EntryKind.EPOCH_SEAL)
    context = tuple(_context(ledger, wanted[0], wanted[-1]))
    purges = tuple(_purges(ledger, wanted, size))
    shown = tuple(sorted({*wanted, *keys, *context, *purges, export}))
    return Selection(wanted, keys, context, shown, seals)


def check_whole(ledger: LedgerReader, scope: Scope, wanted: Sequence[int]) -> None:
    """Check that nothing in scope was pruned: a bundle of the rest would prove half a story.

    Raises:
        NotFoundError: something was.
    """
    if not ledger.pruned(0, wanted[-1] + 1):
        return
    if isinstance(scope, RunScope | AgentScope):
        gone = _skipped(ledger.entry(seq) for seq in wanted)
    else:
        gone = sum(ledger.pruned(seq, seq + 1) for seq in wanted)
    if gone:
        what = f"{counted(gone, 'entry')} {'was' if gone == 1 else 'were'}"
        raise NotFoundError(
            f"Of what you ask to export, {what} pruned: only hashes are left.",
            hint="Bundles made before that still verify. Others must not reach back so far.",
        )


def _skipped(entries: Iterable[Entry]) -> int:
    """Return how many numbers of their runs these entries skip."""
    following: dict[tuple[JSON, str | None], int] = {}
    skipped = 0
    for entry in entries:
        run = entry.actor.get("sender"), entry.run_id
        number = entry.run_seq or 0
        skipped += number - following.get(run, 0)
        following[run] = number + 1
    return skipped


def scope_seqs(ledger: LedgerReader, scope: Scope, size: int) -> Iterator[int]:
    """Yield the places below `size` that a scope names, ascending."""
    match scope:
        case RunScope():
            found = ledger.of_run(scope.sender, scope.run_id, stop=size)
            yield from (entry.seq for entry in found)
        case TimeScope():
            yield from range(scope.first_seq, min(scope.last_seq + 1, size))
        case AgentScope():
            runs = (ledger.of_run(*run, stop=size) for run in scope.runs)
            yield from sorted(entry.seq for entry in chain.from_iterable(runs))
        case IncidentScope():
            yield from (seq for seq in scope.seqs if seq < size)


def runs_in_scope(ledger: LedgerReader, scope: Scope, size: int) -> list[tuple[str, str]]:
    """Return (sender, run id) of the runs that have entries in scope, ascending."""
    match scope:
        case RunScope():
            return [(scope.sender, scope.run_id)]
        case AgentScope():
            return list(scope.runs)
        case TimeScope() | IncidentScope():
            entries = (ledger.entry(seq) for seq in scope_seqs(ledger, scope, size))
            runs = {(e.actor.get("sender"), e.run_id) for e in entries if e.run_id is not None}
            return sorted((str(sender), str(run_id)) for sender, run_id in runs)


def find_spans(
    ledger: LedgerReader, seqs: Iterable[int], span_ids: frozenset[bytes]
) -> Iterator[tuple[int, int, bytes]]:
    """Yield (seq, index in its commitment, span id) of the spans of these ids, in order."""
    for seq in seqs:
        body = ledger.body(seq)
        if body is None or not any(span_id in body for span_id in span_ids):
            continue
        if ledger.entry(seq).kind is not Signal.TRACES.kind:
            continue
        request = parse_request(Signal.TRACES, body)
        for number, (_, _, span) in enumerate(walk(Signal.TRACES, request), 1):
            if span.span_id in span_ids:
                yield seq, number, span.span_id


def in_path_order(numbers: Iterable[int]) -> list[int]:
    """Return numbers in the order of the paths that are named after them: 10 before 9."""
    return sorted(numbers, key=lambda number: f"{number}.")


def _is_key(edge: Entry, first_epoch: int) -> bool:
    return edge.kind is not EntryKind.EPOCH_SEAL or edge.epoch >= first_epoch


def _purges(ledger: LedgerReader, wanted: tuple[int, ...], size: int) -> Iterator[int]:
    """Yield the purge entries that took content of entries in scope."""
    scope = Ranges(wanted)
    for entry in ledger.of_kinds({EntryKind.PURGE}, wanted[0], size):
        if purged_of(entry, scope).count:
            yield entry.seq


def _context(ledger: LedgerReader, first: int, last: int) -> Iterator[int]:
    """Yield the context: between the ends of the scope, and the pause that was on before it."""
    paused = ledger.latest_of(EntryKind.PAUSE_START, EntryKind.PAUSE_END, before=first)
    if paused is not None and paused.kind is EntryKind.PAUSE_START:
        yield paused.seq
    for entry in ledger.of_kinds(CONTEXT_KINDS, first, last):
        yield entry.seq
