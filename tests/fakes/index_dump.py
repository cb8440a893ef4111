"""Everything that an index says, in the documented order, so that two can be compared."""

from __future__ import annotations

# ruff: noqa: S608, TID251 - looks at the file as a stranger would; the names are ours
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from desktop_app.index.tables import FTS, TABLES

if TYPE_CHECKING:
    from pathlib import Path


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return each table's rows by primary key, and each full-text table's words and places."""
    result = {}
    with closing(sqlite3.connect(path)) as connection:
        for name, table in TABLES.items():
            order = ",".join(table.pk)
            result[name] = connection.execute(f"SELECT * FROM {name} ORDER BY {order}").fetchall()
        for name in FTS:
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.{name}_words USING fts5vocab(main, {name}, instance)"
            )
            sql = f"SELECT term, doc, offset FROM temp.{name}_words ORDER BY 2, 3, 1"
            result[name] = connection.execute(sql).fetchall()
    return result
