"""Destroying leaves of entries, once a durable purge entry names them.

Promise: a leaf goes only from a ledger that verifies, and only when a signed checkpoint covers the
entry that names it. All are blanked before one is cut: a page that shrinks is merged with others,
and what SQLite moves then must be nothing. A kill in between is finished at the next start.

Specification: `resources/docs/retention.md`, sections "Pruning" and "Order, and crashes".
"""

from __future__ import annotations

import logging
from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust
from desktop_app.model.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from threading import Event

    from desktop_app.ledger.writer import LedgerWriter
    from desktop_app.retention.ranges import Ranges

    Progress = Callable[[int, int], None]

LOG = logging.getLogger(__name__)
BATCH = 256  # leaves of one transaction: appends wait meanwhile
_SOUND = frozenset((Verdict.ANCHORED, Verdict.CONSISTENT, Verdict.KEY_UNPINNED))


def is_sound(ledger: Path, now_us: int, progress: Progress) -> bool:
    """Tell whether a ledger verifies, so that pruning hides no fault of it."""
    report = audit(ledger, trust=Trust(), now_us=now_us, progress=progress)
    if report.verdict in _SOUND:
        return True
    LOG.error("No entry is pruned, since the ledger does not verify: %s", report.sentence)
    return False


def prune(writer: LedgerWriter, entries: Ranges, stopping: Event) -> tuple[int, int, bool]:
    """Destroy leaves; return how many, their bytes, and whether it was done to the end."""
    leaves = size = 0
    if not entries.count:
        return leaves, size, True
    writer.checkpoint("prune", cosign=True).result()
    for seqs in _chunks(entries):
        if stopping.is_set():
            return leaves, size, False
        gone = writer.blank(seqs).result()
        leaves, size = leaves + gone.leaves, size + gone.bytes
    for seqs in _chunks(entries):
        if stopping.is_set():
            return leaves, size, False
        writer.cut(seqs).result()
    return leaves, size, True


def _chunks(entries: Ranges) -> Iterator[list[int]]:
    numbers = iter(entries)
    while chunk := list(islice(numbers, BATCH)):
        yield chunk
