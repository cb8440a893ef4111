"""What waits on the disk comes back as it was, and says nothing to anybody else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import VaultDamagedError
from desktop_app.recorder import spool as module
from desktop_app.recorder.spool import Spool, clear
from desktop_app.vault.crypto import CHUNK_BYTES
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from pathlib import Path

SAID = b"a plum-coloured thing "


def filled(folder: Path, data: bytes, size: int = 100_000) -> Spool:
    """Return a whole spool."""
    spool = Spool(folder, FakeIds("spool"))
    for start in range(0, len(data), size):
        spool.write(data[start : start + size])
    spool.finish()
    return spool


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES - 1])
def test_it_comes_back_as_often_as_wanted(tmp_path: Path, size: int) -> None:
    """From its begin each time."""
    data = (SAID * (size // len(SAID) + 1))[:size]
    spool = filled(tmp_path, data)
    assert [b"".join(spool.pieces()) for _ in range(2)] == [data, data]
    next(spool.pieces())
    assert b"".join(spool.pieces()) == data
    spool.close()
    spool.close()


def test_nobody_can_read_it(tmp_path: Path) -> None:
    """Its file is this user's alone and holds no word of it; it is gone once it is closed."""
    spool = filled(tmp_path, SAID * 50_000)
    handle = spool._file.fileno()
    assert os.fstat(handle).st_mode & 0o077 == 0
    stored = os.pread(handle, 1 << 24, 0)
    assert len(stored) > 50_000 * len(SAID)
    assert SAID[:8] not in stored
    spool.close()
    assert [*tmp_path.iterdir()] == []


def test_what_the_disk_gives_back_wrongly_is_refused(tmp_path: Path) -> None:
    """One bit of it."""
    spool = filled(tmp_path, SAID * 50_000)
    os.pwrite(spool._file.fileno(), b"\0", CHUNK_BYTES + 100)
    pieces = spool.pieces()
    next(pieces)
    with pytest.raises(VaultDamagedError):
        next(pieces)
    spool.close()


def test_what_a_process_left_goes(tmp_path: Path) -> None:
    """And nothing else."""
    for name in (f"{module.PREFIX}a1b2", "ledger.db"):
        (tmp_path / name).write_bytes(b"x")
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]
