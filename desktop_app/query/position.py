"""How far the index has come, without a question about anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.index.connection import open_reader
from desktop_app.index.position import read_position

if TYPE_CHECKING:
    from pathlib import Path


def indexed_size(index_path: Path) -> int | None:
    """Return the number of ledger entries that the index holds; None when it cannot be read."""
    try:
        connection = open_reader(index_path)
    except CountersignError:
        return None
    try:
        return read_position(connection).size
    except CountersignError:
        return None
    finally:
        connection.close()
