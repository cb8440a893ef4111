"""Making the schema."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing

from desktop_app.index.connection import APPLICATION_ID, USER_VERSION
from desktop_app.index.schema import MIGRATIONS, migrate


def test_migrations_make_the_schema_once() -> None:
    """A second call changes nothing; the file says whose it is and which version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        before = connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()
        migrate(connection)
        assert (
            connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall() == before
        )
        assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert connection.execute("PRAGMA user_version").fetchone()[0] == USER_VERSION


def test_the_version_is_the_number_of_migrations() -> None:
    """Who adds a migration raises the version, so that older programs refuse the file."""
    assert len(MIGRATIONS._migrations) == USER_VERSION
