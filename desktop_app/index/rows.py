"""INSERT and SELECT statements from the table definitions, and rows with names."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from desktop_app.index.tables import TABLES

# SQLite stores NaN as NULL. The binding asks for an adapter of each None, and of no float: a None
# costs as much as three texts.
NULL = float("nan")

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping


@cache
def insert(table: str, *, verb: str = "INSERT") -> str:
    """Return the statement that inserts one whole row; `verb` may be INSERT OR REPLACE / IGNORE."""
    names = TABLES[table].names
    places = ",".join("?" * len(names))
    return f"{verb} INTO {table} ({','.join(names)}) VALUES ({places})"


@cache
def select(table: str, where: str) -> str:
    """Return the statement that reads whole rows, columns in the order of the definition."""
    names = ",".join(f"{table}.{name}" for name in TABLES[table].names)
    return f"SELECT {names} FROM {table} WHERE {where}"  # noqa: S608 - our names


def named(table: str, row: Iterable[Any]) -> dict[str, Any]:
    """Return a whole row as a dict."""
    return dict(zip(TABLES[table].names, row, strict=True))


def values(table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return a dict as a whole row; absent columns are NULL."""
    return tuple(row.get(name) for name in TABLES[table].names)


def nulled(row: Iterable[Any]) -> list[Any]:
    """Return a row for INSERT with `NULL` for each None."""
    return [NULL if item is None else item for item in row]


def next_id(connection: sqlite3.Connection, table: str) -> int:
    """Return the id after the largest, from 1: ids are given in the order of the ledger."""
    found = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]  # noqa: S608 - our name
    return (found or 0) + 1
