"""The schema is a text: made exactly, accepted exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import NewerFormatError, UnreadableError
from desktop_app.ledger import connection, schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def db(quick_path: Path) -> Iterator[apsw.Connection]:
    """An empty ledger file."""
    made = connection.open_writer(quick_path / "x.db", create=True)
    schema.create(made)
    yield made
    made.close()


def test_what_is_made_is_accepted(db: apsw.Connection) -> None:
    """And is the four numbers of the specification."""
    schema.check(db)
    assert db.pragma("application_id") == 0x43534C47
    assert db.pragma("user_version") == 1


@pytest.mark.attack("E08")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("PRAGMA application_id = 7", UnreadableError),
        ("PRAGMA user_version = 0", UnreadableError),
        ("PRAGMA user_version = 3", NewerFormatError),
        ("DROP TABLE tiles", UnreadableError),
        ("CREATE TABLE more (x TEXT PRIMARY KEY)", UnreadableError),
        ("CREATE UNIQUE INDEX more ON bodies (secret)", UnreadableError),
    ],
)
def test_anything_else_is_not(db: apsw.Connection, change: str, error: type[Exception]) -> None:
    """Numbers and objects, more or less of them."""
    db.execute(change)
    with pytest.raises(error):
        schema.check(db)


@pytest.mark.attack("E08")
def test_another_page_size(quick_path: Path) -> None:
    """A file that was rebuilt with other pages is not ours."""
    db = apsw.Connection(str(quick_path / "x.db"))
    db.execute("PRAGMA page_size=8192")
    schema.create(db)
    with pytest.raises(UnreadableError, match="page size"):
        schema.check(db)
    db.close()


@pytest.mark.attack("E04")
def test_a_temporary_view_shadows_nothing(db: apsw.Connection) -> None:
    """The tables are read by their full names."""
    db.execute("CREATE TEMP VIEW entries AS SELECT 1 AS seq")
    schema.check(db)


@pytest.mark.attack("E10b")
@pytest.mark.parametrize("table", sorted(schema.APPEND_ONLY))
def test_append_only(db: apsw.Connection, table: str) -> None:
    """UPDATE, DELETE and replacing are refused in each append-only table, for any connection."""
    columns = len(db.execute(f"PRAGMA table_info({table})").fetchall())
    values = ", ".join("?" * columns)
    types = [row[2] for row in db.execute(f"PRAGMA table_info({table})")]
    row = [{"INTEGER": 1, "TEXT": "x", "BLOB": b"x"}[kind] for kind in types]
    db.execute(f"INSERT INTO {table} VALUES ({values})", row)  # noqa: S608 - our own names
    first = db.execute(f"PRAGMA table_info({table})").fetchall()[0][1]
    update, delete = f"UPDATE {table} SET {first} = 2", f"DELETE FROM {table}"  # noqa: S608
    for statement in (update, delete):
        with pytest.raises(apsw.ConstraintError, match="append-only"):
            db.execute(statement)
    for verb in ("INSERT", "REPLACE", "INSERT OR IGNORE"):
        with pytest.raises(apsw.ConstraintError, match="has that row already"):
            db.execute(f"{verb} INTO {table} VALUES ({values})", row)
