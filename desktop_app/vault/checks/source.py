"""Open a vault without trusting it: read-only, one snapshot, nothing of a foreign schema is run.

Promise: an authorizer refuses every function but counting, every virtual table, trigger and foreign
table. Tables agree with their indexes, or a finding says that they do not.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.checks.source import readable
from desktop_app.ledger.connection import close, open_reader
from desktop_app.vault import schema
from desktop_app.vault.rows import STORE, errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.findings import Findings

_TABLES = frozenset((*schema.TABLES, "sqlite_schema", "sqlite_master"))
_PRAGMAS = frozenset(("application_id", "user_version", "page_size", "integrity_check"))
_PLAIN = frozenset((apsw.SQLITE_SELECT, apsw.SQLITE_TRANSACTION))
_INTEGRITY_ROWS = 20


@contextmanager
def opened(path: Path) -> Iterator[apsw.Connection]:
    """Yield a guarded connection to a vault, in one read transaction that has begun.

    Raises:
        NewerFormatError, UnreadableError, StorageError: not a vault, or it cannot be opened.
    """
    with readable(path) as place:
        db = open_reader(place, store=STORE)
        try:
            db.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
            db.limit(apsw.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
            db.authorizer = allow
            with errors():
                db.execute("BEGIN")
            schema.check(db)
            yield db
        finally:
            close(db)


def allow(action: int, one: str | None, two: str | None, base: str | None, by: str | None) -> int:
    """Return SQLITE_OK for reading our tables and for our PRAGMAs, else SQLITE_DENY."""
    if action == apsw.SQLITE_READ:
        allowed = one in _TABLES and base == "main" and by is None
    elif action == apsw.SQLITE_PRAGMA:
        allowed = one in _PRAGMAS
    elif action == apsw.SQLITE_FUNCTION:
        allowed = two == "count"
    else:
        allowed = action in _PLAIN
    return apsw.SQLITE_OK if allowed else apsw.SQLITE_DENY


def check_integrity(db: apsw.Connection, found: Findings) -> None:
    """Let SQLite compare every page, row and key index."""
    try:
        sql = f"PRAGMA main.integrity_check({_INTEGRITY_ROWS})"
        lines = [str(row[0]) for row in db.execute(sql)]
    except (apsw.Error, UnicodeDecodeError) as error:
        lines = [str(error)]
    if lines != ["ok"]:
        text = f"The vault's file is damaged: {'; '.join(lines)[:300]}."
        found.invalid("vault_integrity", text)
