"""Create index.db and bring an older one up: ordered sqlite-utils migrations.

Append-only: a migration that was released is never edited. `user_version` counts the migrations
applied; a file with more than we know is refused (`connection.check_identity`). sqlite-utils notes
the time of each in `_sqlite_migrations`: the one table that is not the same after a rebuild.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlite_utils
from sqlite_utils import Migrations

from desktop_app.index.connection import APPLICATION_ID, USER_VERSION
from desktop_app.index.tables import (
    CALL_INDEXES,
    FIRST_TABLES,
    FTS,
    GATE_TABLES,
    TIMELINE_INDEXES,
    UNATTRIBUTED,
)
from desktop_app.index.views import VIEWS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from desktop_app.index.tables import Table

MIGRATIONS = Migrations("countersign.index")


def migrate(connection: sqlite3.Connection) -> None:
    """Create or upgrade the schema on a writer's connection."""
    database = sqlite_utils.Database(connection, execute_plugins=False)
    MIGRATIONS.apply(database)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")


@MIGRATIONS()
def m001_first(database: sqlite_utils.Database) -> None:
    """All tables, full-text tables and views of the first format."""
    _create(database, FIRST_TABLES)
    for name in UNATTRIBUTED:
        database.execute(
            f"CREATE INDEX idx_{name}_unattributed ON {name} (trace_id) WHERE run IS NULL"
        )
    database.execute(
        "CREATE INDEX idx_tool_calls_key ON tool_calls (run, call_key) WHERE call_key IS NOT NULL"
    )
    for name in FTS:
        # Contentless: the text is in the rows already. Rows never go from an index (a purge
        # rebuilds it into a new file), so neither contentless_delete nor secure-delete is needed,
        # and any SQLite from 3.37 can read the file.
        # Answers are ordered by row, never ranked: no sizes of texts either.
        database.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, content='', columnsize=0)")
    for name, sql in VIEWS.items():
        database.create_view(name, sql)


@MIGRATIONS()
def m002_timeline(database: sqlite_utils.Database) -> None:
    """What lists of runs by start, and sums of tools over time, ask for again and again."""
    for name, sql in TIMELINE_INDEXES.items():
        database.execute(f"CREATE INDEX {name} ON {sql}")


@MIGRATIONS()
def m003_gate(database: sqlite_utils.Database) -> None:
    """What agents were about to do, what was decided and answered, and how it ended."""
    _create(database, GATE_TABLES)
    for name, sql in CALL_INDEXES.items():
        database.execute(f"CREATE INDEX {name} ON {sql}")


def _create(database: sqlite_utils.Database, tables: Mapping[str, Table]) -> None:
    for name, table in tables.items():
        made = database.table(name).create(
            dict(table.columns),
            pk=table.pk[0] if len(table.pk) == 1 else table.pk,
            foreign_keys=[(column, other, "id") for column, other in table.refs.items()],
            strict=True,
        )
        for unique, columns in table.indexes:
            made.create_index(columns, unique=unique)
