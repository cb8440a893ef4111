"""An index of some entries of a ledger, in a file of its own: what a bundle's views are read from.

It is made by the same code as index.db, from entries that need not follow one another, so what
`Query` answers over it is what it answers over the ledger, of these entries. Nothing follows it:
it is complete, or it is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index.applier import Applier
from desktop_app.index.connection import open_writer, remove_file, telling
from desktop_app.index.position import Position, write_position
from desktop_app.index.schema import migrate
from desktop_app.index.steps import MAX_BODY_BYTES, MAX_RECORDS, uncollected

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

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


def _apply(connection: sqlite3.Connection, entries: Iterable[tuple[Entry, bytes | None]]) -> int:
    """Apply in transactions of bounded size, as the follower does."""
    applier, position, done, work, held = Applier(connection), Position.start(), 0, 0, 0
    connection.execute("BEGIN")
    with uncollected():
        for entry, body in entries:
            work += applier.apply(entry, body)
            held += len(body or b"")
            done += 1
            position = position._replace(size=entry.seq + 1, log=entry.log)
            if work >= MAX_RECORDS or held >= MAX_BODY_BYTES:
                applier.flush()
                connection.execute("COMMIT")
                connection.execute("BEGIN")
                work, held = 0, 0
    applier.flush()
    write_position(connection, position._replace(leaf_hash=applier.last_leaf_hash))
    connection.execute("COMMIT")
    return done
