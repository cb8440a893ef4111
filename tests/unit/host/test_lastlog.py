"""host.lastlog: which log a data directory held last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError
from desktop_app.host.lastlog import LastLog
from desktop_app.host.paths import Paths

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = "0011223344556677", "8899aabbccddeeff"


def _paths(folder: Path, data: str = "data") -> Paths:
    return Paths(folder / data, folder / "config", folder / "run")


def test_it_is_remembered_outside_the_data_directory(tmp_path: Path) -> None:
    """Each data directory has its own; reading makes nothing."""
    last = LastLog(_paths(tmp_path))
    assert last.install() is None
    assert list(tmp_path.iterdir()) == []
    last.remember(ONE)
    last.remember(TWO)
    assert LastLog(_paths(tmp_path)).install() == TWO
    assert LastLog(_paths(tmp_path, "other")).install() is None
    assert [path.name for path in tmp_path.iterdir()] == ["config"]


def test_what_is_remembered_already_is_not_written_again(tmp_path: Path) -> None:
    """Every start remembers; only the first one writes."""
    last = LastLog(_paths(tmp_path))
    last.remember(ONE)
    (file,) = (tmp_path / "config" / "logs").iterdir()
    before = file.stat().st_ino
    last.remember(ONE)
    assert file.stat().st_ino == before


@pytest.mark.parametrize("damaged", [b"", b"{}", b'{"install":"../../x","v":1}', b'{"install":7}'])
def test_a_damaged_memory_is_said(tmp_path: Path, damaged: bytes) -> None:
    """It is never taken for a first start."""
    last = LastLog(_paths(tmp_path))
    last.remember(ONE)
    (file,) = (tmp_path / "config" / "logs").iterdir()
    file.write_bytes(damaged)
    with pytest.raises(ConfigError, match="does not name a log"):
        last.install()
