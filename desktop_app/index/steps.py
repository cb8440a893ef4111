"""Applying a ledger's entries to a connection, in transactions of bounded size."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from desktop_app.errors import UnreadableError
from desktop_app.index.applier import Applier
from desktop_app.index.position import Position, write_position
from desktop_app.index.schema import migrate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from desktop_app.model.entry import Entry

MAX_RECORDS = 20_000  # of one transaction: readers see progress, memory stays bounded
MAX_BODY_BYTES = 32 * 1024 * 1024  # of one transaction
_WINDOW = 64  # entries that the reader takes at a time


class Source(Protocol):
    """What the follower asks of a ledger; `ledger.reader.LedgerReader` is one."""

    def size(self) -> int:
        """Return the number of entries."""
        ...

    def entry(self, seq: int) -> Entry:
        """Return one entry."""
        ...

    def leaf_hash(self, seq: int) -> bytes:
        """Return the leaf hash of an entry."""
        ...

    def with_bodies(
        self, start: int = 0, stop: int | None = None
    ) -> Iterator[tuple[Entry, bytes | None]]:
        """Yield (entry, decompressed body or None) of [start, stop)."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector out: rows are many, and none is in a cycle (7 % of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def fill(
    connection: sqlite3.Connection, source: Source, progress: Callable[[int, int], None] | None
) -> Position:
    """Make the schema and apply the whole ledger; the file is not in use yet."""
    migrate(connection)
    applier, position, size = Applier(connection), Position.start(), source.size()
    while True:
        connection.execute("BEGIN")
        reached = apply(applier, source, position, size)
        write_position(connection, reached)
        connection.execute("COMMIT")
        if reached == position:
            return reached
        position = reached
        if progress is not None:
            progress(position.size, max(size, position.size))


def apply(applier: Applier, source: Source, position: Position, limit: int) -> Position:
    """Apply entries from `position` until `limit` or the transaction is full."""
    with uncollected():
        size, log, last = position.size, position.log, position.leaf_hash
        stop, records, body_bytes = size + limit, 0, 0
        while size < stop and records < MAX_RECORDS and body_bytes < MAX_BODY_BYTES:
            before = size
            for entry, body in _window(source, size, min(stop, size + _WINDOW)):
                records += applier.apply(entry, body)
                body_bytes += len(body or b"")
                size, log = entry.seq + 1, entry.log
            if size > before:
                last = applier.last_leaf_hash
                continue
            size = _passing(source, size, min(stop, size + _WINDOW))
            if size == before:
                break
            last = source.leaf_hash(size - 1)
        applier.flush()
        return Position(size, log, last, position.content)


def _passing(source: Source, start: int, stop: int) -> int:
    """Return where to go on when a window brought nothing: past it, when all in it was pruned."""
    return stop if source.size() > stop else start


def _window(source: Source, start: int, stop: int) -> Iterator[tuple[Entry, bytes | None]]:
    """Yield entries with bodies; one whose body is damaged comes without (verify names it)."""
    while start < stop:
        try:
            for entry, body in source.with_bodies(start, stop):
                yield entry, body
                start = entry.seq + 1
        except UnreadableError:
            yield source.entry(start), None
            start += 1
            continue
        return
