"""host.disk: free space."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.host import disk

if TYPE_CHECKING:
    from pathlib import Path


def test_free_bytes_of_a_path_that_is_not_there_yet(tmp_path: Path) -> None:
    """A data directory that is yet to be made has its parent's space."""
    assert disk.free_bytes(tmp_path / "a" / "b") > 0


def test_a_disk_that_does_not_answer_is_a_storage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An I/O error is told in a sentence."""

    def fail(_path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "disk_usage", fail)
    with pytest.raises(StorageError, match="Input/output error"):
        disk.free_bytes(tmp_path)
