"""How much room index and ledger take and may take, as `status` tells it once a second."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.host import disk

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.host.paths import Paths
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.settings import Settings

WARN_PERCENT = 80
STEP_BYTES = 10_000_000  # so that what is shown does not change each second


def room(paths: Paths, settings: Settings) -> dict[str, JSON]:
    """Return `index_bytes`, `quota_bytes` (of the ledger), `free_bytes` (None: cannot be told)."""
    free: int | None = None
    with suppress(StorageError):
        free = disk.free_bytes(paths.data_dir) // STEP_BYTES * STEP_BYTES
    wal = paths.index.with_name(paths.index.name + "-wal")
    return {
        "index_bytes": _size(paths.index) + _size(wal),
        "quota_bytes": settings.number("ledger.quota_bytes"),
        "free_bytes": free,
    }


def is_near(used_bytes: int, settings: Settings) -> bool:
    """Tell whether the ledger takes 80 % of its quota or more: time to do something."""
    return used_bytes * 100 >= settings.number("ledger.quota_bytes") * WARN_PERCENT


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
