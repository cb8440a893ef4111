"""Opening again. Kills, losses and forgeries: test_writer; power loss: tests/crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.ledger import connection
from desktop_app.ledger.log import Log
from tests.fakes.ledger_place import COMMAND, Place

if TYPE_CHECKING:
    from pathlib import Path


def test_a_reader_does_not_hinder_opening(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only mending after an error must merge the WAL."""
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_MS", 10)
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.kill(writer)
    reader = connection.open_reader(place.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchall()
    writer = place.open()
    writer.append([COMMAND]).result(60)
    writer._committer._broke(StorageError("a fault"))
    with pytest.raises(StorageError, match="Another program holds the ledger"):
        writer.append([COMMAND]).result(60)
    reader.close()
    assert writer.append([COMMAND]).result(60)
    writer.close()
    place.verify()


def test_a_file_that_changes_while_it_is_opened(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is not appended to before somebody looked again."""
    place.open().close()
    monkeypatch.setattr(Log, "begin", lambda _self: False)
    with pytest.raises(StorageError, match="while it was being opened"):
        place.open()
    monkeypatch.undo()
    place.open().close()
    place.verify()


def test_an_open_ledger_says_what_it_is(place: Place, quick_path: Path) -> None:
    """The state that `status` shows."""
    writer = place.open()
    state = writer.state()
    (install,) = place.stores.by_install
    assert (state.install_id, state.custody, state.size) == (install, "plain-file", 2)
    assert (state.sealed_size, state.pinned_size, state.epoch) == (2, 2, 1)
    assert (state.last_error, state.refusing, state.keys_error) == (None, None, None)
    assert state.waiting == 0
    assert state.bytes == sum(
        (quick_path / name).stat().st_size for name in ("ledger.db", "ledger.db-wal")
    )
    assert len(state.fingerprint) == 35
