"""Making a ledger: whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.ledger import genesis
from desktop_app.ledger.connection import open_reader
from tests.fakes.ledger_place import COMMAND, Place

if TYPE_CHECKING:
    from pathlib import Path


def test_files_are_private(place: Place) -> None:
    """Database and WAL are for this user only."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    for suffix in ("", "-wal"):
        mode = place.path.with_name(f"ledger.db{suffix}").stat().st_mode
        assert os.name == "nt" or mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"garbage" * 1_000])
def test_a_half_made_file_is_removed(place: Place, content: bytes) -> None:
    """One that says not even its install."""
    genesis.new_path(place.path).write_bytes(content)
    place.open().close()
    assert not genesis.new_path(place.path).exists()


def test_a_new_ledger_takes_no_other_ones_place(place: Place) -> None:
    """A whole one beside a whole one is for the person to decide."""
    place.open().close()
    content = place.path.read_bytes()
    genesis.new_path(place.path).write_bytes(content)
    with pytest.raises(StorageError, match="there already"):
        place.open()
    assert place.path.read_bytes() == content


def test_a_new_ledger_that_is_held_open_is_not_moved(place: Place) -> None:
    """Its WAL would stay behind."""
    place.open().close()
    made = genesis.new_path(place.path)
    place.path.rename(made)
    reader = open_reader(made)
    reader.execute("SELECT count(*) FROM meta").fetchall()
    with pytest.raises(StorageError, match="held open"):
        place.open()
    reader.close()
    place.open().close()


def test_names_are_made_durable_where_that_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has no such call; a folder that is gone is an error."""
    genesis.sync_folder(tmp_path)
    with pytest.raises(StorageError):
        genesis.sync_folder(tmp_path / "none")
    monkeypatch.setattr(genesis, "_WINDOWS", True)
    genesis.sync_folder(tmp_path / "none")
