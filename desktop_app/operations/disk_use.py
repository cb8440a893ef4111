"""How much disk the stores take, and how much is left: measured, without a recorder."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.operations.context import Context

_BESIDE = ("", "-wal", "-shm")


def disk_use(context: Context) -> dict[str, int]:
    """Return bytes of `ledger` and `index` with what SQLite keeps beside them, and `free`."""
    paths = context.paths
    there = next(path for path in (paths.data_dir, *paths.data_dir.parents) if path.exists())
    return {
        "ledger": _size(paths.ledger),
        "index": _size(paths.index),
        "free": shutil.disk_usage(there).free,
    }


def _size(path: Path) -> int:
    total = 0
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            total += path.with_name(path.name + end).stat().st_size
    return total
