"""Put a freshly built index in the place of the old one, so that no reader meets half a file.

The new file is complete, closed and in WAL mode without a -wal before it gets the name. The old
file's -wal and -shm are emptied and removed first: SQLite would apply them to the new file. A crash
at any point leaves the old index, the new one, or a file that the follower rebuilds at its next
start.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, StorageError
from desktop_app.index.connection import open_writer, remove_file, side_files, telling

if TYPE_CHECKING:
    from pathlib import Path


def new_file(index_path: Path) -> Path:
    """Return the name of the file to build in; what an earlier attempt left there is removed."""
    path = _name(index_path)
    remove_file(path)
    return path


def swap_in(index_path: Path) -> None:
    """Give the complete new file the name of the index.

    Raises:
        StorageError: the system refuses (Windows: a program holds the old file open).
    """
    new = _name(index_path)
    with telling(new), closing(open_writer(new)) as connection:  # sets WAL mode, in the header
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _sync(new)
    _empty_wal(index_path)
    try:
        clear(index_path)
        new.replace(index_path)
        clear(index_path)  # what a reader of the old file made in between
    except OSError as error:
        raise StorageError(
            f"The new index cannot take its place: {error.strerror or error}.",
            hint="Close the program that has index.db open (Datasette?) and try again.",
        ) from error


def clear(index_path: Path) -> None:
    """Remove what SQLite keeps beside an index."""
    for name in side_files(index_path):
        with suppress(FileNotFoundError):
            name.unlink()


def discard_new(index_path: Path) -> None:
    """Remove an unfinished new file, if there is one."""
    remove_file(_name(index_path))


def _name(index_path: Path) -> Path:
    return index_path.with_name(index_path.name + ".new")


def _empty_wal(index_path: Path) -> None:
    """Write the old file's WAL back, so that the old file alone is whole; damaged ones stay so."""
    if not index_path.exists():
        return
    with (
        suppress(CountersignError, sqlite3.Error),
        closing(open_writer(index_path)) as connection,
    ):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
