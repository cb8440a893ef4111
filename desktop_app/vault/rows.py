"""Statements on the vault's file: rows come out in the types that were asked for, or not at all.

Promise: whatever a damaged file holds, the caller gets values that it can work with or an error of
ours that names the vault. One flipped bit makes text of a BLOB, and text need not be UTF-8.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.errors import UnreadableError, VaultDamagedError
from desktop_app.ledger.connection import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import UnionType

    import apsw

    from desktop_app.ledger.connection import Row, Value

    Types = tuple[type | UnionType, ...]

STORE = "vault"


@contextmanager
def errors() -> Iterator[None]:
    """Turn SQLite's errors into ours.

    Raises:
        UnreadableError: the file is no database or is damaged.
        StorageError: every other failure, with SQLite's words.
    """
    try:
        with storage_errors(STORE):
            yield
    except UnicodeDecodeError as error:
        raise UnreadableError("The vault file is damaged: text in it is not UTF-8.") from error


def execute(db: apsw.Connection, sql: str, *values: Value) -> None:
    """Execute one statement to its end."""
    with errors():
        db.execute(sql, values).fetchall()


def select(db: apsw.Connection, types: Types, sql: str, *values: Value) -> list[Row]:
    """Return all rows of one statement.

    Raises:
        VaultDamagedError: a row holds a value of another type.
    """
    with errors():
        rows: list[Row] = db.execute(sql, values).fetchall()
    for row in rows:
        typed(row, types)
    return rows


def stream(db: apsw.Connection, types: Types, sql: str, *values: Value) -> Iterator[Row]:
    """Yield the rows of one statement, one at a time.

    Raises:
        VaultDamagedError: a row holds a value of another type.
    """
    with errors():
        for row in db.execute(sql, values):
            yield typed(row, types)


def typed(row: Row, types: Types) -> Row:
    """Return a row whose values have these types.

    Raises:
        VaultDamagedError: they have not.
    """
    if not all(map(isinstance, row, types)):
        raise VaultDamagedError("A row of the vault holds a value of the wrong type.")
    return row
