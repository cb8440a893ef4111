"""How many entries each run has: the next `run_seq` of (sender, run), kept beside the entries.

The table `run_seqs` is written in the transaction of the entries it counts, so a restart asks one
row instead of reading the log. A wrong row shows at once: `audit` counts the leaves.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.ledger.connection import query

if TYPE_CHECKING:
    import apsw

RunKey: TypeAlias = tuple[str, str]
CACHED = 10_000

_UPSERT = (
    "INSERT INTO main.run_seqs (sender, run_id, next) VALUES (?, ?, ?) "
    "ON CONFLICT (sender, run_id) DO UPDATE SET next = excluded.next"
)


class RunSeqs:
    """Counters of one ledger. After a transaction that failed, make a new one."""

    def __init__(self, db: apsw.Connection, cached: int = CACHED) -> None:
        self._db = db
        self._cached = cached
        self._next: OrderedDict[RunKey, int] = OrderedDict()
        self._changed: dict[RunKey, int] = {}

    def next(self, key: RunKey) -> int:
        """Return the `run_seq` that the run's next entry gets."""
        if key in self._next:
            self._next.move_to_end(key)
        else:
            self._next[key] = stored(self._db, key)
        return self._next[key]

    def set(self, key: RunKey, value: int) -> None:
        """Say what the next one is, for the end of this transaction."""
        self._next[key] = self._changed[key] = value

    def flush(self) -> None:
        """Write what changed; inside the transaction, before its COMMIT."""
        if self._changed:
            rows = [(sender, run_id, value) for (sender, run_id), value in self._changed.items()]
            self._db.executemany(_UPSERT, rows)
            self._changed.clear()
            while len(self._next) > self._cached:
                self._next.popitem(last=False)


def stored(db: apsw.Connection, key: RunKey) -> int:
    """Return what the table says."""
    sql = "SELECT next FROM main.run_seqs WHERE sender = ? AND run_id = ?"
    rows = query(db, sql, *key)
    return int(rows[0][0]) if rows else 0
