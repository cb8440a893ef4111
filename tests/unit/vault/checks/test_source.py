"""A vault is opened read-only; what a foreign schema brings is not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import NewerFormatError, StorageError, UnreadableError
from desktop_app.model.findings import Findings
from desktop_app.vault.checks import source
from tests.fakes.vault_place import Place, codes, prompt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A vault with something in it."""
    made = Place(tmp_path)
    vault = made.create()
    made.keep(vault, prompt(b"hello"))
    vault.close()
    return made


def test_only_our_tables_are_read(place: Place) -> None:
    """Counting is the one function, and nothing can be written."""
    with source.opened(place.path) as db:
        assert db.execute("SELECT count(*) FROM main.payloads").fetchall() == [(1,)]
        for sql in (
            "SELECT hex(ref) FROM main.payloads",
            "SELECT * FROM pragma_table_list",
            "DELETE FROM main.lists",
            "PRAGMA journal_mode=DELETE",
            "ATTACH ':memory:' AS other",
        ):
            with pytest.raises(apsw.Error):
                db.execute(sql).fetchall()


def test_the_state_is_fixed_at_once(place: Place) -> None:
    """What is kept afterwards is not seen."""
    vault = place.open()
    with source.opened(place.path) as db:
        place.keep(vault, prompt(b"later"))
        assert db.execute("SELECT count(*) FROM main.payloads").fetchall() == [(1,)]
    vault.close()


def test_what_is_no_vault_is_not_opened(place: Place, tmp_path: Path) -> None:
    """A later version, a trigger, no file at all."""
    with pytest.raises(StorageError), source.opened(tmp_path / "none.db"):
        pass
    place.edit("PRAGMA user_version=9")
    with pytest.raises(NewerFormatError), source.opened(place.path):
        pass
    place.edit("PRAGMA user_version=1", "CREATE TRIGGER t DELETE ON lists BEGIN SELECT 1; END")
    with pytest.raises(UnreadableError), source.opened(place.path):
        pass


def test_an_index_that_says_something_else_is_found(place: Place) -> None:
    """SQLite compares each table with its indexes."""
    found = Findings()
    with source.opened(place.path) as db:
        source.check_integrity(db, found)
    assert codes(found) == []
    place.edit(
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = "
        "'subjects_payload') WHERE name = 'uses_list'",
    )
    with source.opened(place.path) as db:
        source.check_integrity(db, found)
    assert set(codes(found)) == {"vault_integrity"}


def test_a_page_that_cannot_be_read_is_found(place: Place) -> None:
    """Its error is the finding."""
    data = bytearray(place.path.read_bytes())
    root = place.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'lists'")[0][0]
    assert isinstance(root, int)
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    place.path.write_bytes(data)
    found = Findings()
    with source.opened(place.path) as db:
        source.check_integrity(db, found)
    assert "vault_integrity" in codes(found)


def test_what_integrity_check_itself_cannot_do_is_a_finding(place: Place) -> None:
    """Such as a table that is not there."""
    found = Findings()
    db = apsw.Connection(str(place.path))
    db.authorizer = lambda *_: apsw.SQLITE_DENY
    source.check_integrity(db, found)
    db.close()
    assert set(codes(found)) == {"vault_integrity"}
