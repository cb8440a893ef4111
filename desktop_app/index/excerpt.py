"""An index of some entries of a ledger, in a file of its own: what a bundle's views are read from.

It is made by the same code as index.db, from entries that need not follow one another, so what
`Query` answers over it is what it answers over the ledger, of these entries. Nothing follows it:
it is complete, or it is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index.applier import Applier
from desktop_app.index.connection import open_reader, open_writer, remove_file, telling
from desktop_app.index.position import Position, write_position
from desktop_app.index.schema import migrate
from desktop_app.index.steps import MAX_BODY_BYTES, MAX_RECORDS, uncollected

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from desktop_app.index.connection import Connection
    from desktop_app.model.entry import Entry


def build_excerpt(path: Path, entries: Iterable[tuple[Entry, bytes | None]]) -> int:
    """Build an index of some entries; return how many there were.

    Args:
        path: a file that does not exist, in a directory that does; removed again after an error.
        entries: (entry, decompressed body or None), ascending by seq, each once; read once, as a
            stream.

    Raises:
        StorageError: no room.
    """
    with telling(path):
        connection = open_writer(path, disposable_build=True)
        try:
            migrate(connection)
            done = _apply(connection, entries)
        except BaseException:
            connection.close()
            remove_file(path)
            raise
        connection.close()
        return done


def open_excerpt(path: Path) -> Connection:
    """Open an excerpt to read all of it once: nothing of it stays mapped or cached for later."""
    connection = open_reader(path)
    connection.execute("PRAGMA mmap_size = 0")
    connection.execute("PRAGMA cache_size = -16384")
    return connection


def _apply(connection: sqlite3.Connection, entries: Iterable[tuple[Entry, bytes | None]]) -> int:
    """Apply in transactions of bounded size, as the follower does."""
    applier, position, source = Applier(connection), Position.start(), iter(entries)
    done = 0
    while True:
        connection.execute("BEGIN")
        count, last = _batch(applier, source)
        if last is not None:
            position = position._replace(size=last.seq + 1, log=last.log)
        write_position(connection, position._replace(leaf_hash=applier.last_leaf_hash))
        connection.execute("COMMIT")
        done += count
        if last is None:
            return done


def _batch(
    applier: Applier, source: Iterator[tuple[Entry, bytes | None]]
) -> tuple[int, Entry | None]:
    """Apply entries until a transaction is full; return how many, and the last one."""
    count, last, work, held = 0, None, 0, 0
    with uncollected():
        while work < MAX_RECORDS and held < MAX_BODY_BYTES:
            found = next(source, None)
            if found is None:
                break
            last, body = found
            work += applier.apply(last, body)
            held += len(body or b"")
            count += 1
        applier.flush()
    return count, last
