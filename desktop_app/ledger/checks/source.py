"""Steps 1-3: open the file without trusting it; schema, file size, integrity.

Promise: read-only, one snapshot, and nothing of a foreign schema is executed: until `schema.check`
has passed, only `sqlite_schema` is read, and an authorizer refuses every function, virtual table,
trigger and foreign table throughout. Values come out in their columns' types or not at all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import UnreadableError
from desktop_app.ledger import schema
from desktop_app.ledger.connection import open_reader, storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import UnionType

    from desktop_app.model.findings import Findings

_INTEGRITY_ROWS = 20
_TABLES = frozenset((*schema.TABLES, "sqlite_schema", "sqlite_master"))
_PRAGMAS = frozenset(
    ("application_id", "user_version", "page_size", "page_count", "integrity_check")
)
_PLAIN = frozenset((apsw.SQLITE_SELECT, apsw.SQLITE_TRANSACTION))


class WalkEndedError(Exception):
    """The rest cannot be judged; why is in the findings already."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[apsw.Connection, int]]:
    """Yield a guarded connection to a ledger, in one read transaction, and the file's size.

    Raises:
        NewerFormatError, UnreadableError, StorageError: not a ledger, or it cannot be opened.
    """
    with readable(path) as place:
        if not place.is_file():
            raise UnreadableError(f"There is no ledger at {path}.")
        # Taken first: a recorder that runs on may let the file grow, never shrink.
        size = place.stat().st_size
        db = open_reader(place)
        try:
            guard(db)
            with storage_errors():
                db.execute("BEGIN")
            _check_schema(db)
            yield db, size
        finally:
            db.close()


def guard(db: apsw.Connection) -> None:
    """Refuse whatever a verifier has no use for."""
    db.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
    db.limit(apsw.SQLITE_LIMIT_TRIGGER_DEPTH, 0)
    db.authorizer = allow


def allow(action: int, one: str | None, two: str | None, base: str | None, by: str | None) -> int:
    """Return SQLITE_OK for reading our tables and for our PRAGMAs, else SQLITE_DENY."""
    if action == apsw.SQLITE_READ:
        allowed = one in _TABLES and base == "main" and by is None
    elif action == apsw.SQLITE_PRAGMA:
        allowed = one in _PRAGMAS
    elif action == apsw.SQLITE_FUNCTION:
        allowed = two == "max"
    else:
        allowed = action in _PLAIN
    return apsw.SQLITE_OK if allowed else apsw.SQLITE_DENY


def check_file(db: apsw.Connection, size: int, now: tuple[int, int], found: Findings) -> None:
    """Check that the file is as long as its pages say, once the WAL is merged (ATTACKS E09).

    Args:
        db: in its read transaction.
        size: bytes of the file before that began; more than the pages need lie behind the last.
        now: bytes of the file and of its WAL at present: a recorder that ended meanwhile merged
            one into the other.
        found: where findings go.
    """
    pages = int(str(db.pragma("page_count")))
    expected = pages * int(str(db.pragma("page_size")))
    if size > expected:
        found.invalid("file_size", f"{size - expected} bytes lie after the ledger's last page.")
    elif max(size, now[0]) < expected and now[1] == 0:
        found.invalid(
            "file_size", f"{expected - max(size, now[0])} bytes of the ledger file are missing."
        )


def check_integrity(db: apsw.Connection, found: Findings) -> None:
    """Let SQLite compare every page, row and key index (ATTACKS E03)."""
    try:
        lines = [
            str(row[0]) for row in db.execute(f"PRAGMA main.integrity_check({_INTEGRITY_ROWS})")
        ]
    except (apsw.Error, UnicodeDecodeError) as error:
        lines = [str(error)]
    if lines != ["ok"]:
        found.invalid("integrity", f"The database file is damaged: {'; '.join(lines)[:300]}.")


def rows(
    db: apsw.Connection,
    sql: str,
    types: tuple[type | UnionType, ...],
    found: Findings,
    values: tuple[int, ...] = (),
) -> Iterator[tuple]:  # type: ignore[type-arg]  # the types are the argument's
    """Yield rows whose values have these types, whatever a damaged page may hold.

    Raises:
        WalkEndedError: a row cannot be read or holds something else; the findings say so.
    """
    last: object = "the first"
    try:
        for row in db.execute(sql, values):
            if not all(map(isinstance, row, types)):
                found.invalid("row_type", f"A row holds a value of the wrong type after {last}.")
                raise WalkEndedError
            last = row[0]
            yield row
    except (apsw.Error, UnicodeDecodeError) as error:
        found.invalid("row_unreadable", f"A row after {last} cannot be read: {error}.")
        raise WalkEndedError from error


def _check_schema(db: apsw.Connection) -> None:
    try:
        schema.check(db)
    except UnicodeDecodeError as error:
        raise UnreadableError("The ledger's schema is not text.") from error


def sizes(path: Path) -> tuple[int, int]:
    """Return the bytes of a ledger file and of the write-ahead log beside it, 0 when it is gone."""
    wal = path.with_name(path.name + "-wal")
    wal_bytes = wal.stat().st_size if wal.is_file() else 0
    return path.stat().st_size if path.is_file() else 0, wal_bytes


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """Yield the path itself, or that of a private copy where SQLite could not write its -shm."""
    if os.access(path.parent, os.W_OK):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="countersign-verify-") as folder:
        for suffix in ("", "-wal"):
            source = path.with_name(path.name + suffix)
            if source.is_file():
                shutil.copyfile(source, Path(folder) / source.name)
        yield Path(folder) / path.name
