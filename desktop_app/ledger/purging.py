"""Destroying bodies, run keys and leaves: then every trace of them in the write-ahead log.

MUST: be told nothing but what a durable `purge` entry names. Deleted bytes are overwritten in the
database (`secure_delete`); the log beside it keeps them until it was emptied, which a reader can
hold up for as long as it reads. And a page from which a row is deleted may be merged with those
beside it: what SQLite moves then can leave a copy in the part of a page that is not in use, where
no later overwriting finds it. So whatever may hold content is emptied in place, and rows are taken
out (`clear`, `cut`) only where nothing that may still go lies near.

Specification: `resources/docs/retention.md`, section "Order, and crashes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.connection import BUSY_TIMEOUT_MS, PAGE_BYTES, query
from desktop_app.ledger.finding import THERE
from desktop_app.ledger.records import Removed
from desktop_app.ledger.schema import PRUNED_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.ledger.log import Log
    from desktop_app.ledger.runseqs import RunKey

_LENGTH = f"SELECT length(body) FROM main.bodies WHERE seq = ? AND {THERE}"  # noqa: S608 - ours
_BODY = f"UPDATE main.bodies SET body = NULL, secret = NULL WHERE seq = ? AND {THERE}"  # noqa: S608 - ours
_EMPTY_ROW = f"DELETE FROM main.bodies WHERE seq = ? AND NOT ({THERE})"  # noqa: S608 - ours
_BLANK = (
    "UPDATE main.entries SET leaf = zeroblob(length(leaf)) WHERE seq = ? AND length(leaf) > 0 "
    "RETURNING length(leaf)"
)
_TAKE = (
    "DELETE FROM main.entries WHERE seq = ? AND length(leaf) > 0 AND leaf = zeroblob(length(leaf)) "
    "RETURNING seq, leaf_hash, mac"
)
_STUB = "INSERT INTO main.entries (seq, leaf, leaf_hash, mac) VALUES (?, x'', ?, ?)"
_RUN_KEY = "DELETE FROM main.run_keys WHERE sender = ? AND run_id = ? RETURNING run_id"


def remove(log: Log, seqs: Iterable[int], run_keys: Iterable[RunKey]) -> Removed:
    """Empty the bodies of these entries, delete the keys of these runs, in the open transaction."""
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


def clear(log: Log, seqs: Iterable[int]) -> None:
    """Take out rows of emptied bodies, in the open transaction.

    MUST: be given none that shares three pages with a body that is there.
    """
    with log.guard.purging():
        for seq in seqs:
            query(log.db, _EMPTY_ROW, seq)


def blank(log: Log, seqs: Iterable[int]) -> Removed:
    """Overwrite the leaves of these entries with zeros, in the open transaction.

    In place: cells that keep their size are never moved to another page. What is left of a body
    goes with the leaf that spoke of it.
    """
    leaves = size = 0
    with log.guard.pruning():
        for seq in seqs:
            query(log.db, _BODY, seq)
            for (length,) in query(log.db, _BLANK, seq):
                leaves, size = leaves + 1, size + length
        query(log.db, f"PRAGMA user_version={PRUNED_VERSION}")
    return Removed(bytes=size, leaves=leaves)


def cut(log: Log, seqs: Iterable[int]) -> None:
    """Cut blanked leaves to nothing, in the open transaction.

    The rows are taken out and put back without leaf: an UPDATE would leave their pages as they are,
    and no room would be won. MUST: come when every leaf near them that may ever go was blanked or
    is far enough away. Pages that shrink are merged, and what SQLite moves then may leave a copy.
    """
    with log.guard.pruning():
        taken = [row for seq in seqs for row in query(log.db, _TAKE, seq)]
        for row in taken:
            query(log.db, _STUB, *row)


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
