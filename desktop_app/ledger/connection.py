"""SQLite connections to a ledger: the only place that opens one, with every guard on.

Promise: a connection from here is durable at COMMIT (WAL, synchronous=FULL, on macOS a full fsync),
runs nothing that a hostile file brings along (DEFENSIVE, untrusted schema), keeps the append-only
triggers working for INSERT OR REPLACE too (recursive_triggers), and overwrites what is deleted.

MUST NOT: open or close the file by any other means in a process that holds a connection. POSIX
drops every lock a process holds on a file when it closes any descriptor of it.
Source: sqlite.org/howtocorrupt.html section 2.2, sqlite.org/security.html.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import apsw

from desktop_app.errors import SQLiteTooOldError, StorageError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can lose committed WAL transactions (the WAL-reset bug)."""

PAGE_BYTES = 4096
BUSY_TIMEOUT_MS = 5_000
WAL_LIMIT_BYTES = 64 * 1024 * 1024  # a WAL that grew behind a slow reader shrinks again
WAL_PAGES = 1_000  # SQLite's own default: larger ones are slower per commit, not faster

_DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError)
MAX_VALUE_BYTES = 320 * 1024 * 1024  # of one value; the largest body is 256 MiB
_COMMON = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
)
_WRITE = (
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    "PRAGMA secure_delete=ON",
    f"PRAGMA wal_autocheckpoint={WAL_PAGES}",
    f"PRAGMA journal_size_limit={WAL_LIMIT_BYTES}",
)


def require_sqlite(version: str | None = None) -> None:
    """Refuse a linked SQLite that can lose committed transactions (ATTACKS E07).

    Args:
        version: "3.51.3"; None asks the linked library.

    Raises:
        SQLiteTooOldError: it is older than 3.51.3.
    """
    found = apsw.sqlite_lib_version() if version is None else version
    if tuple(int(part) for part in found.split(".")) < OLDEST_SQLITE:
        raise SQLiteTooOldError(
            f"The linked SQLite is {found}; before 3.51.3 it can lose acknowledged entries."
        )


def open_writer(
    path: Path, *, vfs: str | None = None, create: bool = False, store: str = "ledger"
) -> apsw.Connection:
    """Open for writing, in WAL mode, durable at COMMIT.

    Args:
        path: the file.
        vfs: name of an SQLite VFS, for tests.
        create: make an empty file where there is none.
        store: what errors call it.

    Raises:
        SQLiteTooOldError: see `require_sqlite`.
        UnreadableError: not an SQLite file, or a damaged one.
        StorageError: anything else that the system refuses.
    """
    require_sqlite()
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    with storage_errors(store):
        db = apsw.Connection(str(path), flags=flags, vfs=vfs)
        try:
            _guard(db)
            pragmas = [*_COMMON, *_WRITE]
            if create:
                pragmas.insert(0, f"PRAGMA page_size={PAGE_BYTES}")
            pragmas.append("PRAGMA journal_mode=WAL")
            run(db, pragmas)
            _require_durable(db)
        except BaseException:
            close(db)
            raise
    return db


def open_reader(path: Path, *, store: str = "ledger") -> apsw.Connection:
    """Open read-only; reads see one committed state each and never block the writer.

    Raises:
        SQLiteTooOldError: see `require_sqlite`.
        UnreadableError: not an SQLite file, or a damaged one.
        StorageError: there is no such file, or the system refuses.
    """
    require_sqlite()
    with storage_errors(store):
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            _guard(db)
            run(db, [*_COMMON, "PRAGMA query_only=ON"])
        except BaseException:
            close(db)
            raise
    return db


def run(db: apsw.Connection, statements: Sequence[str]) -> None:
    """Execute statements one by one, each to its end."""
    for statement in statements:
        db.execute(statement).fetchall()


def close(db: apsw.Connection) -> None:
    """Close a connection. A failure here costs nothing: what was committed lies in the WAL."""
    try:
        db.close(force=True)
    except apsw.Error:
        return  # the next to open the file merges the WAL


Row: TypeAlias = "tuple[Any, ...]"  # type: ignore[explicit-any]  # columns: what SQLite holds
Value: TypeAlias = "int | str | bytes | None"


def query(db: apsw.Connection, sql: str, *values: Value) -> list[Row]:
    """Return all rows of one statement, errors turned into ours."""
    with storage_errors():
        rows: list[Row] = db.execute(sql, values).fetchall()
    return rows


@contextmanager
def storage_errors(store: str = "ledger") -> Iterator[None]:
    """Turn SQLite's errors into ours; `store` is what they call it.

    Raises:
        UnreadableError: the file is no database or is damaged.
        StorageError: every other failure, with SQLite's words.
    """
    try:
        yield
    except _DAMAGE as error:
        raise UnreadableError(f"The {store} file is damaged: {error}.") from error
    except (apsw.Error, OSError) as error:
        raise StorageError(f"The {store}'s storage failed: {error}.") from error


def _require_durable(db: apsw.Connection) -> None:
    found = (db.pragma("journal_mode"), db.pragma("synchronous"), db.pragma("recursive_triggers"))
    if found != ("wal", 2, 1):
        raise StorageError("The ledger cannot be opened in WAL mode with full syncs.")


def _guard(db: apsw.Connection) -> None:
    db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    db.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    db.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    db.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    db.config(apsw.SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, 0)
    db.config(apsw.SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, 0)
    db.config(apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0)
    db.limit(apsw.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    db.set_busy_timeout(BUSY_TIMEOUT_MS)
