"""Destroying leaves of entries, once a durable purge entry names them.

Promise: a leaf goes only from a ledger that verifies, and only when a signed checkpoint covers the
entry that names it. No byte of it stays: all are blanked in place before one is cut, since a page
that shrinks is merged with those beside it, and what SQLite moves then may leave a copy behind.
Beside a bundle whose entries may go later, `MARGIN` entries stay blanked and are not cut, which is
more than three pages can hold: SQLite balances a page with one on either side. A kill in between is
finished at the next start.

Specification: `resources/docs/retention.md`, sections "Pruning" and "Order, and crashes".
"""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.tiles import TILE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from threading import Event

    from desktop_app.ledger.writer import LedgerWriter
    from desktop_app.retention.ranges import Ranges

    Progress = Callable[[int, int], None]

LOG = logging.getLogger(__name__)
BATCH = 256  # leaves of one transaction: appends wait meanwhile
MARGIN = 64  # entries: each takes 400 bytes of a page at least, while it has its leaf or zeros
_SOUND = frozenset((Verdict.ANCHORED, Verdict.CONSISTENT, Verdict.KEY_UNPINNED))


def is_sound(ledger: Path, now_us: int, progress: Progress) -> bool:
    """Tell whether a ledger verifies, so that pruning hides no fault of it."""
    report = audit(ledger, trust=Trust(), now_us=now_us, progress=progress)
    if report.verdict in _SOUND:
        return True
    LOG.error("No entry is pruned, since the ledger does not verify: %s", report.sentence)
    return False


def blank(writer: LedgerWriter, entries: Ranges, stopping: Event) -> tuple[int, int, bool]:
    """Blank leaves that are there; return how many, their bytes, and whether it was all of them.

    Args:
        writer: of the ledger.
        entries: named by durable purge entries.
        stopping: set when the recorder stops.
    """
    leaves = size = 0
    writer.checkpoint("prune", cosign=True).result()
    for seqs in _chunks(entries):
        if stopping.is_set():
            return leaves, size, False
        gone = writer.blank(seqs).result()
        leaves, size = leaves + gone.leaves, size + gone.bytes
    return leaves, size, True


def cut(ledger: Path, writer: LedgerWriter, named: Ranges, stopping: Event) -> bool:
    """Cut what is blanked and no margin; return whether it was all of that.

    Args:
        ledger: the file.
        writer: its writer.
        named: all that purges of leaves name.
        stopping: set when the recorder stops.
    """
    with LedgerReader(ledger) as reader:
        seqs = list(_interior(reader, named))
    for chunk in _chunks(seqs):
        if stopping.is_set():
            return False
        writer.cut(chunk).result()
    return True


def _interior(reader: LedgerReader, named: Ranges) -> Iterator[int]:
    """Yield the blanked entries that are no margin."""
    pairs = named.pairs()
    if not pairs:
        return
    pruned = {at for one, two in pairs for at in range(one // TILE_WIDTH, two // TILE_WIDTH + 1)}
    for seq in reader.blanked_between(pairs[0][0], pairs[-1][1]):
        bundle, place = divmod(seq, TILE_WIDTH)
        first = place < MARGIN and bundle > 0 and bundle - 1 not in pruned
        last = place >= TILE_WIDTH - MARGIN and bundle + 1 not in pruned
        if not first and not last:
            yield seq


def _chunks(entries: Iterable[int]) -> Iterator[list[int]]:
    numbers = iter(entries)
    while chunk := list(islice(numbers, BATCH)):
        yield chunk
