"""Putting a new index in the place of the old one."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.index import swap
from desktop_app.index.follower import create
from tests.fakes.indexed import follow, small_ledger

if TYPE_CHECKING:
    from pathlib import Path


def test_the_old_log_is_never_applied_to_the_new_file(tmp_path: Path) -> None:
    """The old file's -wal is written back and gone before the new file has the name."""
    index = follow(tmp_path, small_ledger())
    with closing(sqlite3.connect(index, isolation_level=None)) as old:
        old.execute("PRAGMA wal_autocheckpoint = 0")
        old.execute("UPDATE meta SET value = 'old' WHERE key = 'log'")
        assert index.with_name("index.db-wal").stat().st_size > 0
        create(swap.new_file(index))
        swap.swap_in(index)
        with closing(sqlite3.connect(index)) as new:
            assert new.execute("SELECT value FROM meta WHERE key = 'log'").fetchone() == ("",)
            assert new.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_refusal_of_the_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows keeps a file that a program has open: say which program to close."""
    index = follow(tmp_path, small_ledger())
    create(swap.new_file(index))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(StorageError, match="in use"):
        swap.swap_in(index)
