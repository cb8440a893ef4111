"""What a bundle will say, and what it will say is missing, before anything is asked for or written.

Promise: reads only; the sentences are those that the reviewer will read, made from the same entries
by the same function. A stretch of more than `MOST` entries is counted, not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.absence import absence
from desktop_app.bundle.build.selection import select
from desktop_app.bundle.layout import Level
from desktop_app.bundle.views.absent import missing
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.bundle_making import free_name
from desktop_app.operations.bundle_scope import choose
from desktop_app.operations.reading import require_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.bundle.views.absent import Missing
    from desktop_app.model.entry import Entry
    from desktop_app.operations.bundle_scope import Asked
    from desktop_app.operations.context import Context

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bundle would hold just now.

    Attributes:
        entries: how many are in scope; `first` and `last` of them.
        shown: with those that prove them, and what happened meanwhile.
        size: of the log; the export makes a checkpoint over all of it.
        record_bytes: what those in scope stand for.
        missing: gravest first; None: too many to read before.
        file: a free name for it.
    """

    entries: int
    first: int
    last: int
    shown: int
    size: int
    record_bytes: int
    missing: tuple[Missing, ...] | None
    file: Path


def preview(context: Context, asked: Asked, level: str, folder: Path) -> Preview:
    """Return what an export would make.

    Raises:
        NotFoundError: nothing is recorded, or nothing of that is.
        UsageError: a time is none.
    """
    require_ledger(context)
    chosen = choose(context, asked)
    with LedgerReader(context.paths.ledger) as ledger, context.progress("Entry") as told:
        size = ledger.size()
        found = select(ledger, chosen.scope, size=size, export=size)
        rows: tuple[Missing, ...] | None = None
        record_bytes = 0
        if len(found.shown) <= MOST:
            scope = frozenset(found.scope)
            read = [ledger.entry(seq) for seq in _until(found.shown, size, told)]
            record_bytes = sum(_bytes(one) for one in read if one.seq in scope)
            lacks = absence(read, scope=chosen.scope, level=Level(level))
            rows = tuple(missing(lacks))
    return Preview(
        entries=len(found.scope),
        first=found.scope[0],
        last=found.scope[-1],
        shown=len(found.shown),
        size=size,
        record_bytes=record_bytes,
        missing=rows,
        file=free_name(chosen, unpacked=False, folder=folder),
    )


def _until(seqs: tuple[int, ...], size: int, told: Callable[[int, int], None]) -> Iterator[int]:
    """Yield the places that are there already: the export itself is not."""
    for done, seq in enumerate(seqs):
        told(done, len(seqs))
        if seq < size:
            yield seq


def _bytes(entry: Entry) -> int:
    return 0 if entry.payload is None else entry.payload.size
