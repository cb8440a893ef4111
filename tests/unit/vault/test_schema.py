"""A file is a vault when its schema is ours to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import NewerFormatError, UnreadableError, VaultDamagedError
from desktop_app.ledger.connection import close, open_writer
from desktop_app.vault import schema
from tests.fakes.vault_place import INSTALL, Place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty vault."""
    made = Place(tmp_path)
    made.create().close()
    return made


def checked(place: Place) -> None:
    """Check the schema as opening does."""
    db = open_writer(place.path, store="vault")
    try:
        schema.check(db)
    finally:
        close(db)


def test_what_was_made_passes(place: Place) -> None:
    """With the pages that give room back."""
    checked(place)
    assert place.rows("PRAGMA auto_vacuum") == [(2,)]
    assert place.rows("PRAGMA application_id") == [(0x43535654,)]


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA application_id=1",
        "PRAGMA user_version=0",
        "CREATE TRIGGER t AFTER INSERT ON reveals BEGIN DELETE FROM reveals; END",
        "CREATE VIEW v AS SELECT * FROM payloads",
        "CREATE TABLE more (a)",
        "CREATE INDEX more ON lists (root)",
        "DROP INDEX uses_list",
        "DROP TABLE escrow",
        "ALTER TABLE lists ADD COLUMN more TEXT",
        "CREATE TABLE more (a TEXT PRIMARY KEY)",
    ],
)
def test_any_other_schema_is_refused(place: Place, statement: str) -> None:
    """A trigger that a thief left runs for nobody."""
    place.edit(statement)
    with pytest.raises(UnreadableError):
        checked(place)


def test_another_page_size_is_refused(tmp_path: Path) -> None:
    """Of a file that is ours otherwise."""
    db = apsw.Connection(str(tmp_path / "vault.db"))
    db.pragma("page_size", 8192)
    schema.create(db)
    with pytest.raises(UnreadableError, match="page size"):
        schema.check(db)
    db.close()


def test_a_later_version_is_said(place: Place) -> None:
    """It is newer, not broken."""
    place.edit("PRAGMA user_version=2")
    with pytest.raises(NewerFormatError):
        checked(place)


def test_whose_it_is_must_stand_there(place: Place) -> None:
    """Install and check value, both as bytes."""
    db = apsw.Connection(str(place.path))
    assert schema.read_meta(db)[schema.INSTALL] == INSTALL.encode()
    db.execute("DELETE FROM meta WHERE key = 'check'").fetchall()
    with pytest.raises(UnreadableError, match="whose it is"):
        schema.read_meta(db)
    db.close()
    with pytest.raises(VaultDamagedError):
        schema.read_meta(_untyped())


def _untyped() -> apsw.Connection:
    db = apsw.Connection(":memory:")
    db.execute("CREATE TABLE meta (key, value)").fetchall()
    db.execute("INSERT INTO meta VALUES ('install', 'text'), ('check', 1)").fetchall()
    return db
