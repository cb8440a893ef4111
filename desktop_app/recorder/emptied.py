"""Taking out the rows of bodies that were purged, where that leaves no copy of another.

Promise: no body that is there shares three pages with a row that is taken out. A page that shrinks
is merged with one on either side, and what SQLite moves then may leave a copy behind that outlives
the body's own purge. So beside each body that is there `MARGIN` emptied rows stay, which is more
than three pages can hold; they hold nothing. Rows that a kill leaves are taken out by the next
purge.

Specification: `resources/docs/retention.md`, section "Order, and crashes".
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from threading import Event

    from desktop_app.ledger.writer import LedgerWriter

BATCH = 256  # rows of one transaction: appends wait meanwhile
MARGIN = 1_400  # rows: an empty one takes 9 bytes of a page of 4,096, so that one holds 454


def clear(ledger: Path, writer: LedgerWriter, stopping: Event, *, margin: int = MARGIN) -> bool:
    """Take out what may go; return whether it was all of that.

    Args:
        ledger: the file.
        writer: its writer.
        stopping: set when the recorder stops.
        margin: rows.
    """
    with LedgerReader(ledger) as reader:
        seqs = list(interior(reader.body_rows(), margin))
    for start in range(0, len(seqs), BATCH):
        if stopping.is_set():
            return False
        writer.clear(seqs[start : start + BATCH]).result()
    return True


def interior(rows: Iterable[tuple[int, bool]], margin: int) -> Iterator[int]:
    """Yield the emptied rows that have `margin` emptied ones on each side.

    Before the first row there is nothing that could be moved; after the last the next body comes.

    Args:
        rows: (entry, whether its body is there), in order.
        margin: rows.
    """
    behind = deque[int]()
    keep = 0
    for seq, there in rows:
        if there:
            behind.clear()
            keep = margin
        elif keep:
            keep -= 1
        else:
            behind.append(seq)
            if len(behind) > margin:
                yield behind.popleft()
