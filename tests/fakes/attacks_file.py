"""Attacks on the file and its schema."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import apsw

from tests.fakes.forger import edit, sql

if TYPE_CHECKING:
    from tests.fakes.ledger_builder import Built

from tests.fakes.attack_table import UNREADABLE, attack


def hostile(built: Built, *statements: str) -> None:
    """Change the schema."""
    db = apsw.Connection(str(built.path))
    for statement in statements:
        db.execute(statement).fetchall()
    db.close()


@attack("E01", finding="seq_gap")
def drop_triggers_delete(built: Built) -> None:
    """Triggers are dropped, an entry deleted, the triggers put back."""
    sql(built.path, "DELETE FROM entries WHERE seq = 20")


@attack("E01", expected=UNREADABLE)
def drop_triggers(built: Built) -> None:
    """Triggers are dropped and stay away."""
    hostile(built, "DROP TRIGGER entries_no_delete")


@attack("E03", finding="integrity")
def index_page(built: Built) -> None:
    """Only the page of a key index is edited."""
    with edit(built.path):
        pass
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    query = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_run_seqs_1'"
    page = db.execute(query).fetchone()[0]
    db.close()
    data = bytearray(built.path.read_bytes())
    at = data.index(b"claude", (page - 1) * 4096, page * 4096)
    data[at : at + 6] = b"claudf"
    built.path.write_bytes(data)


@attack("E04", expected=UNREADABLE)
def shadowing_view(built: Built) -> None:
    """A view takes a table's name."""
    hostile(
        built,
        "ALTER TABLE run_keys RENAME TO elsewhere",
        "CREATE VIEW run_keys AS SELECT * FROM elsewhere",
    )


@attack("E05", expected=UNREADABLE)
def hostile_trigger(built: Built) -> None:
    """A trigger of the attacker's."""
    hostile(
        built,
        "CREATE TRIGGER evil AFTER INSERT ON bodies BEGIN DELETE FROM run_keys; END",
    )


@attack("E05", expected=UNREADABLE)
def hostile_generated(built: Built) -> None:
    """A generated column that runs for ever when read."""
    hostile(
        built,
        "DROP TABLE run_keys",
        "CREATE TABLE run_keys (sender TEXT NOT NULL, run_id TEXT NOT NULL, secret BLOB "
        "AS (zeroblob(900000000)) VIRTUAL, PRIMARY KEY (sender, run_id)) STRICT",
    )


@attack("E05", expected=UNREADABLE)
def hostile_check(built: Built) -> None:
    """A CHECK that integrity_check would run."""
    hostile(
        built,
        "DROP TABLE run_keys",
        "CREATE TABLE run_keys (sender TEXT NOT NULL, run_id TEXT NOT NULL, secret BLOB NOT NULL "
        "CHECK (length(zeroblob(900000000)) > 0), PRIMARY KEY (sender, run_id)) STRICT",
    )


@attack("E05", expected=UNREADABLE)
def hostile_virtual(built: Built) -> None:
    """A virtual table in the place of a table."""
    hostile(
        built,
        "DROP TABLE run_keys",
        "CREATE VIRTUAL TABLE run_keys USING fts5(sender, run_id, secret)",
    )


@attack("E08", expected=UNREADABLE)
def application_id(built: Built) -> None:
    """Another application_id."""
    hostile(built, "PRAGMA application_id = 1")


@attack("E08", "A14", expected=UNREADABLE)
def user_version(built: Built) -> None:
    """A newer user_version."""
    hostile(built, "PRAGMA user_version = 3")


@attack("E08", expected=UNREADABLE)
def page_size(built: Built) -> None:
    """Another page size."""
    hostile(
        built,
        "PRAGMA journal_mode = DELETE",
        "PRAGMA page_size = 8192",
        "VACUUM",
        "PRAGMA journal_mode = WAL",
    )


@attack("E09", finding="file_size")
def bytes_after_last_page(built: Built) -> None:
    """Bytes follow the last page."""
    with edit(built.path):
        pass
    with built.path.open("ab") as file:
        file.write(b"a message for those who look" * 200)


@attack("E09", expected=UNREADABLE)
def file_cut(built: Built) -> None:
    """The last page is gone."""
    with edit(built.path):
        pass
    os.truncate(built.path, built.path.stat().st_size - 4096)


@attack("E08", expected=UNREADABLE)
def not_a_database(built: Built) -> None:
    """Another file under the name."""
    (built.folder / "ledger.db-wal").unlink()
    built.path.write_bytes(b"hello" * 2000)
