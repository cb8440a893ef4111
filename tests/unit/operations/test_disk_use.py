"""What the stores take, measured."""

from __future__ import annotations

from desktop_app.host.paths import Paths
from desktop_app.operations.disk_use import disk_use
from tests.fakes.told_context import ToldContext


def test_what_sqlite_keeps_beside_a_store_counts(tmp_path):
    """The write-ahead log, too."""
    paths = Paths(tmp_path, tmp_path, tmp_path)
    paths.ledger.write_bytes(bytes(1000))
    (tmp_path / "ledger.db-wal").write_bytes(bytes(24))
    used = disk_use(ToldContext(paths))
    assert (used["ledger"], used["index"]) == (1024, 0)
    assert used["free"] > 0


def test_before_there_is_a_directory(tmp_path):
    """The disk on which it will be."""
    used = disk_use(ToldContext(Paths(tmp_path / "a" / "b", tmp_path, tmp_path)))
    assert used["ledger"] == 0
    assert used["free"] > 0
