"""The writer's own seat belt: an SQLite authorizer that lets it do what a writer does, and no more.

It refuses UPDATE and DELETE of everything append-only, changes of the schema, ATTACH, and PRAGMAs
that would loosen the connection. UPDATE and DELETE of bodies and DELETE of run keys are open only
inside `purging`, UPDATE of leaves and DELETE of entries only inside `pruning`; the triggers of this
connection are off there.
Detection by `verify` is the promise; this only stops mistakes of our own.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

_PURGEABLE = frozenset(("bodies", "run_keys"))
_UPDATABLE = frozenset(("meta", "run_seqs"))
_DELETABLE = frozenset(("meta",))
_EMPTIED = frozenset((("bodies", "body"), ("bodies", "secret")))
_PRUNED = ("entries", "leaf")
_PRAGMAS = frozenset(("data_version", "freelist_count", "page_count", "wal_checkpoint"))
_PLAIN = frozenset(
    (
        apsw.SQLITE_SELECT,
        apsw.SQLITE_READ,
        apsw.SQLITE_TRANSACTION,
        apsw.SQLITE_FUNCTION,
        apsw.SQLITE_RECURSIVE,
    )
)


class Guard:
    """Authorizer of one writing connection."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._purging = self._pruning = False
        db.authorizer = self.allow

    @contextmanager
    def purging(self) -> Iterator[None]:
        """Open UPDATE and DELETE on bodies, DELETE on run keys; on the writer's thread."""
        with self._opened(pruning=False):
            yield

    @contextmanager
    def pruning(self) -> Iterator[None]:
        """Open UPDATE of leaves, DELETE of entries, and what `purging` does; likewise."""
        with self._opened(pruning=True):
            yield

    def allow(
        self, action: int, one: str | None, two: str | None, _db: str | None, _by: str | None
    ) -> int:
        """Return SQLITE_OK or SQLITE_DENY for one action of a statement being prepared."""
        if action in _PLAIN:
            allowed = True
        elif action == apsw.SQLITE_INSERT:
            allowed = one in TABLES
        elif action == apsw.SQLITE_UPDATE:
            allowed = (
                one in _UPDATABLE
                or (self._purging and (one, two) in _EMPTIED)
                or (self._pruning and (one, two) == _PRUNED)
            )
        elif action == apsw.SQLITE_DELETE:
            allowed = (
                one in _DELETABLE
                or (self._purging and one in _PURGEABLE)
                or (self._pruning and one == _PRUNED[0])
            )
        elif action == apsw.SQLITE_PRAGMA:
            allowed = one in _PRAGMAS or (self._pruning and one == "user_version")
        else:
            allowed = False
        return apsw.SQLITE_OK if allowed else apsw.SQLITE_DENY

    @contextmanager
    def _opened(self, *, pruning: bool) -> Iterator[None]:
        self._set(purging=True, pruning=pruning)
        self._db.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        try:
            yield
        finally:
            self._db.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)
            self._set(purging=False)

    def _set(self, *, purging: bool, pruning: bool = False) -> None:
        self._purging, self._pruning = purging, pruning
        self._db.authorizer = self.allow  # setting it expires statements prepared before
