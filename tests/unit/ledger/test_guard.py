"""The authorizer lets the writer do what a writer does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.ledger import connection, schema
from desktop_app.ledger.guard import Guard

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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET mac = x''",
        "DELETE FROM entries",
        "DELETE FROM bodies",
        "DELETE FROM run_keys",
        "UPDATE checkpoints SET note = x''",
        "DROP TABLE entries",
        "DROP TRIGGER entries_no_delete",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE entries (x)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "ALTER TABLE entries ADD COLUMN x",
        "ATTACH ':memory:' AS other",
        "PRAGMA synchronous = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
        "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 2, 'x')",
        "ANALYZE",
        "REINDEX",
    ],
)
def test_denied(db: apsw.Connection, statement: str) -> None:
    """Changes of what is written, of the schema and of the connection."""
    Guard(db)
    with pytest.raises((apsw.AuthError, apsw.SQLError)):
        db.execute(statement)


def test_the_purger_may_delete_while_it_runs(db: apsw.Connection) -> None:
    """Bodies and run keys, nothing else, not a moment longer, not by a statement kept.

    Bodies may be emptied as well, their numbers not changed.
    """
    guard = Guard(db)
    for number in range(3):
        db.execute("INSERT INTO bodies VALUES (?, x'', x'')", (number,))
        db.execute("INSERT INTO run_keys VALUES (?, '', x'')", (str(number),))
    with guard.purging():
        db.execute("DELETE FROM bodies WHERE seq = 1")
        db.execute("DELETE FROM run_keys WHERE sender = '1'")
        db.execute("UPDATE bodies SET body = NULL, secret = NULL WHERE seq = 2")
        for statement in ("DELETE FROM entries", "UPDATE bodies SET seq = 9 WHERE seq = 2"):
            with pytest.raises(apsw.AuthError):
                db.execute(statement)
    for statement in ("DELETE FROM bodies WHERE seq = 1", "UPDATE bodies SET body = x''"):
        with pytest.raises(apsw.AuthError):
            db.execute(statement)
    db.authorizer = None
    with pytest.raises(apsw.ConstraintError):  # the trigger is back
        db.execute("UPDATE bodies SET body = x''")
    db.authorizer = guard.allow
    with pytest.raises(apsw.ConstraintError):
        db.execute("REPLACE INTO run_seqs VALUES ('a', 'b', NULL)")
    assert db.execute("SELECT count(*) FROM bodies").fetchall() == [(2,)]


def test_the_purger_may_empty_leaves_while_it_prunes(db: apsw.Connection) -> None:
    """Leaves alone, of no other column or table; the triggers are back at once."""
    guard = Guard(db)
    db.execute("INSERT INTO entries VALUES (0, x'7b7d', zeroblob(32), zeroblob(32))")
    update = "UPDATE entries SET leaf = x'' WHERE seq = 0"
    with guard.purging(), pytest.raises(apsw.AuthError):
        db.execute(update)
    with guard.pruning():
        db.execute(update)
        db.execute("PRAGMA user_version = 2")
        for other in ("UPDATE entries SET mac = x''", "DELETE FROM tiles", "DROP TABLE bodies"):
            with pytest.raises((apsw.AuthError, apsw.SQLError)):
                db.execute(other)
    for statement in (update, "PRAGMA user_version = 1"):
        with pytest.raises(apsw.AuthError):
            db.execute(statement)
    assert db.execute("SELECT length(leaf) FROM entries").fetchall() == [(0,)]
    db.authorizer = None
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        db.execute(update)
    schema.check(db)
