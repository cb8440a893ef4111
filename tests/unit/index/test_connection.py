"""Connections to index.db: readers cannot write, errors say what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import IndexUnreadableError
from desktop_app.index.connection import open_reader, remove_file, telling
from tests.fakes.indexed import follow, small_ledger

if TYPE_CHECKING:
    from pathlib import Path


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """Not even by mistake."""
    index = follow(tmp_path, small_ledger())
    with closing(open_reader(index)) as reader, pytest.raises(sqlite3.OperationalError):
        reader.execute("DELETE FROM entries")


def test_a_reader_takes_any_path(tmp_path: Path) -> None:
    """Spaces, per cent and question marks in the data directory are part of its name."""
    folder = tmp_path / "a b%20?x#y"
    folder.mkdir()
    open_reader(follow(folder, small_ledger())).close()


def test_readers_load_neither_sqlite_utils_nor_protobuf() -> None:
    """Start-up time: only the follower needs them."""
    code = (
        "import sys, desktop_app.query.query; "
        "sys.exit(not {'sqlite_utils', 'google.protobuf'}.isdisjoint(sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_errors_are_told_apart(tmp_path: Path) -> None:
    """Damage is an unreadable index."""
    with pytest.raises(IndexUnreadableError), telling(tmp_path / "index.db"):
        raise sqlite3.DatabaseError("malformed")
    with pytest.raises(IndexUnreadableError), telling(tmp_path / "index.db"):
        raise sqlite3.OperationalError("no such table")


def test_remove_file_takes_all_of_it(tmp_path: Path) -> None:
    """The file and what lies beside it; nothing there is fine."""
    index = follow(tmp_path, small_ledger())
    remove_file(index)
    remove_file(index)
    assert list(tmp_path.iterdir()) == []
