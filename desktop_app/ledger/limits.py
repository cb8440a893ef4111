"""How much room a ledger may take, and when to refuse before the disk is full.

Telemetry is refused while there is still room for consent, gate and sealing entries: those use the
reserve. Our own seals and checkpoints are never refused here; the disk itself has the last word.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import DiskFullError

if TYPE_CHECKING:
    from pathlib import Path

_MIB = 1024 * 1024
_WINDOWS = os.name == "nt"  # no statvfs there


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one ledger.

    Attributes:
        quota_bytes: most that database and WAL may take together.
        free_floor_bytes: telemetry is refused when less than this would stay free on the disk.
        reserve_bytes: the part of quota and floor that only `reserve=True` drafts may use.
        max_batch: most entries of one commit, unless a single call brings more.
        max_waiting_bytes: most bytes of bodies that may wait for a commit; more is refused.
    """

    quota_bytes: int = 20 * 1024 * _MIB
    free_floor_bytes: int = 512 * _MIB
    reserve_bytes: int = 64 * _MIB
    max_batch: int = 5_000
    max_waiting_bytes: int = 256 * _MIB


def used_bytes(path: Path) -> int:
    """Return the bytes of the database and its WAL on disk."""
    return sum(_size(f"{path}{suffix}") for suffix in ("", "-wal"))


def free_bytes(path: Path) -> int:
    """Return the bytes free for this user on the file system of the ledger."""
    if _WINDOWS:
        return shutil.disk_usage(path.parent).free
    found = os.statvfs(path.parent)
    return found.f_bavail * found.f_frsize


def check_room(
    limits: Limits, *, need: int, reserve: bool, used: int, free: int
) -> DiskFullError | None:
    """Decide whether `need` more bytes may be stored.

    A new byte may lie on the disk twice for a while, in WAL and database, hence 2 x need.

    Returns:
        None, or the error to answer with.
    """
    quota = limits.quota_bytes - (0 if reserve else limits.reserve_bytes)
    if used + need > quota:
        return DiskFullError(
            f"The ledger has {used} bytes of its {limits.quota_bytes}-byte quota in use."
        )
    floor = limits.free_floor_bytes - (limits.reserve_bytes if reserve else 0)
    if free - 2 * need < max(0, floor):
        return DiskFullError(
            f"Only {free} bytes are free on the ledger's disk; {limits.free_floor_bytes} are kept.",
            hint="Free space on the disk; what was acknowledged is safe.",
        )
    return None


def _size(name: str) -> int:
    try:
        return os.stat(name).st_size  # noqa: PTH116 - on the hot path, a Path costs more
    except FileNotFoundError:
        return 0
