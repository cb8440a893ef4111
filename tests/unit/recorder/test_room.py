"""Room taken, allowed and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.recorder.room import is_near, room
from desktop_app.recorder.settings import MIB, Settings
from tests.fakes.recording import paths

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index with its write-ahead log, the quota in force, the disk's free space."""
    where = paths(tmp_path)
    settings = Settings(where.settings)
    settings.set("ledger.quota_bytes", "64MiB")
    found = room(where, settings)
    assert (found["index_bytes"], found["quota_bytes"]) == (0, 64 << 20)
    assert found["free_bytes"] > 0
    assert found["free_bytes"] % 10_000_000 == 0
    where.index.write_bytes(b"x" * 100)
    where.index.with_name("index.db-wal").write_bytes(b"x" * 11)
    assert room(where, settings)["index_bytes"] == 111

    def broken(_path: Path) -> int:
        raise StorageError("The disk does not answer.")

    monkeypatch.setattr("desktop_app.host.disk.free_bytes", broken)
    assert room(where, settings)["free_bytes"] is None


def test_a_ledger_that_is_nearly_full_is_told_early(tmp_path: Path) -> None:
    """From 80 % of its quota on."""
    settings = Settings(paths(tmp_path).settings)
    settings.set("ledger.quota_bytes", "100MiB")
    assert not is_near(80 * MIB - 1, settings)
    assert is_near(80 * MIB, settings)
