"""Statements and rows from the table definitions."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing

from desktop_app.index.rows import insert, named, next_id, select, values
from desktop_app.index.schema import migrate


def test_a_row_is_read_as_it_was_written() -> None:
    """Columns keep their order; absent ones are NULL; ids go on after the largest."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        assert next_id(connection, "scopes") == 1
        row = {"id": 4, "name": "n", "version": "v"}
        connection.execute(insert("scopes"), values("scopes", row))
        found = connection.execute(select("scopes", "id = ?"), (4,)).fetchone()
        assert named("scopes", found) == {**row, "attributes": None}
        assert next_id(connection, "scopes") == 5
        assert insert("meta", verb="INSERT OR IGNORE").startswith("INSERT OR IGNORE INTO meta")
