"""How much room is left on the disk that holds a path."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path


def free_bytes(path: Path) -> int:
    """Return the bytes that this user may still write on the disk of `path` or its parents.

    Raises:
        StorageError: the disk does not answer.
    """
    try:
        return shutil.disk_usage(_existing(path)).free
    except OSError as error:
        raise StorageError(f"Cannot tell the free space at {path}: {error.strerror}.") from error


def _existing(path: Path) -> Path:
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
