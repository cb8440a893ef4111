"""Connections: what they refuse to open, and how they are guarded."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from desktop_app.errors import SQLiteTooOldError, StorageError, UnreadableError
from desktop_app.ledger import connection


@pytest.mark.attack("E07")
@pytest.mark.parametrize("version", ["3.51.2", "3.7.17", "2.8.17", "3.50.99"])
def test_an_old_sqlite_is_refused(version: str) -> None:
    """Before 3.51.3 the WAL can lose committed transactions."""
    with pytest.raises(SQLiteTooOldError, match=version):
        connection.require_sqlite(version)


@pytest.mark.attack("E07")
def test_an_old_linked_sqlite_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for writing nor for reading."""
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    for opener in (connection.open_writer, connection.open_reader):
        with pytest.raises(SQLiteTooOldError):
            opener(tmp_path / "x.db")


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "4.0.0"])
def test_newer_ones_are_fine(version: str) -> None:
    """From 3.51.3 on."""
    connection.require_sqlite(version)
    connection.require_sqlite()


def test_the_guards_are_on(tmp_path: Path) -> None:
    """Durable, defensive, triggers that fire for REPLACE, deleted content overwritten."""
    db = connection.open_writer(tmp_path / "x.db", create=True)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "page_size": 4096,
    }
    assert {name: db.pragma(name) for name in wanted} == wanted
    assert db.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, -1) == 1
    db.close()
    reader = connection.open_reader(tmp_path / "x.db")
    assert reader.pragma("query_only") == 1
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("CREATE TABLE t (x)")
    reader.close()


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """No file, a folder, not a database, and a database that cannot have a WAL."""
    for opener in (connection.open_writer, connection.open_reader):
        with pytest.raises(StorageError):
            opener(tmp_path / "none.db")
        with pytest.raises(StorageError):
            opener(tmp_path)
    (tmp_path / "text").write_bytes(b"no database" * 1_000)
    with pytest.raises(UnreadableError):
        connection.open_writer(tmp_path / "text")
    with pytest.raises(StorageError, match="WAL"):
        connection.open_writer(Path(":memory:"), create=True)


def test_a_close_that_fails_costs_nothing() -> None:
    """What was committed lies in the WAL."""

    class Failing:
        def close(self, *, force: bool) -> None:
            assert force
            raise apsw.IOError

    connection.close(Failing())


def test_a_reader_that_cannot_be_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is closed again."""
    connection.open_writer(tmp_path / "x.db", create=True).close()
    monkeypatch.setattr(connection, "_COMMON", ("PRAGMA nonsense syntax error",))
    with pytest.raises(StorageError):
        connection.open_reader(tmp_path / "x.db")
