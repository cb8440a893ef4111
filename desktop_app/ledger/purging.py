"""Destroying bodies and run keys: the rows, then every trace of them in the write-ahead log.

MUST: be told nothing but what a durable `purge` entry names. Deleted bytes are overwritten in the
database (`secure_delete`); the log beside it keeps them until it was emptied, which a reader can
hold up for as long as it reads.

Specification: `resources/docs/retention.md`, section "Order, and crashes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.connection import BUSY_TIMEOUT_MS, PAGE_BYTES, query
from desktop_app.ledger.records import Removed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.ledger.log import Log
    from desktop_app.ledger.runseqs import RunKey

_LENGTH = "SELECT length(body) FROM main.bodies WHERE seq = ?"
_BODY = "DELETE FROM main.bodies WHERE seq = ? RETURNING seq"
_RUN_KEY = "DELETE FROM main.run_keys WHERE sender = ? AND run_id = ? RETURNING run_id"


def remove(log: Log, seqs: Iterable[int], run_keys: Iterable[RunKey]) -> Removed:
    """Delete the bodies of these entries and the keys of these runs, in the open transaction."""
    bodies = size = keys = 0
    with log.guard.purging():
        for seq in seqs:
            length = query(log.db, _LENGTH, seq)
            if length:
                query(log.db, _BODY, seq)
                bodies, size = bodies + 1, size + (length[0][0] or 0)
        for key in run_keys:
            keys += len(query(log.db, _RUN_KEY, *key))
    return Removed(bodies, size, keys)


def spare_bytes(log: Log) -> int:
    """Return the bytes of the database that hold nothing any more, and are used again first."""
    return int(query(log.db, "PRAGMA freelist_count")[0][0]) * PAGE_BYTES


def empty_wal(log: Log) -> bool:
    """Merge the write-ahead log and cut it to nothing; False while a reader holds it up.

    Waits for nobody: appends wait on the same thread.
    """
    log.db.set_busy_timeout(0)
    try:
        busy = query(log.db, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    finally:
        log.db.set_busy_timeout(BUSY_TIMEOUT_MS)
    return not busy
