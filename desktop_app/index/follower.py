"""The follower: reads the ledger, fills index.db, and mends it when it must.

Promise: what index.db shows is exactly what the ledger's first `position` entries say. Rows and
position change in one transaction, so a follower that was killed goes on without a gap and without
a double. The file is disposable: damaged, older, or of another ledger, it is rebuilt into a new
file and swapped in; one written by a newer Countersign is refused, never touched.

MUST run in one process at a time (the recorder starts it). MUST NOT be needed for an
acknowledgement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import IndexUnreadableError, NewerFormatError, NotFoundError
from desktop_app.index import swap
from desktop_app.index.applier import Applier
from desktop_app.index.connection import check_identity, file_id, open_writer, telling
from desktop_app.index.position import Position, read_position, write_position
from desktop_app.index.schema import migrate
from desktop_app.index.steps import Source, apply, fill
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.closing import Closing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path


CHECK_BYTES = 64 * 1024 * 1024  # larger files are not checked as a whole at every start


class Follower(Closing):
    """Keeps one index.db up with one ledger.

    Args:
        ledger_path: ledger.db.
        index_path: index.db; made when missing.
        open_source: opens the ledger; tests bring their own.

    Raises (constructor and `catch_up`):
        NewerFormatError: index.db or an entry is of a later version; nothing was changed.
        StorageError: index.db is locked by another program, or the disk is full; try again.
        UnreadableError: the ledger cannot be read.
    """

    def __init__(
        self,
        ledger_path: Path,
        index_path: Path,
        *,
        open_source: Callable[[Path], Source] = LedgerReader,
    ) -> None:
        self._ledger_path = ledger_path
        self._index_path = index_path
        self._open_source = open_source
        self._source = open_source(ledger_path)
        try:
            self._open()
        except BaseException:
            self._source.close()
            raise

    @property
    def position(self) -> int:
        """Number of ledger entries that the index holds."""
        return self._position.size

    def lag(self) -> int:
        """Return how many entries the ledger is ahead."""
        return max(0, self._source.size() - self._position.size)

    def catch_up(self, max_entries: int = 10_000) -> int:
        """Apply up to `max_entries` further entries; return how many. 0: the index is up to date.

        A damaged index is rebuilt on the way; the entries of the rebuild are not counted.
        """
        done = 0
        while done < max_entries:
            try:
                count = self._step(max_entries - done)
            except IndexUnreadableError:
                self.rebuild()
                return done
            if not count:
                break
            done += count
        return done

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Build the index anew from the whole ledger, then swap it in; return its entries.

        Readers see the old file until the new one is complete.

        Args:
            progress: called with (entries done, entries in the ledger).
        """
        self._connection.close()
        count = rebuild(
            self._ledger_path, self._index_path, progress=progress, open_source=self._open_source
        )
        self._source.close()
        self._source = self._open_source(self._ledger_path)
        self._attach(open_writer(self._index_path))
        return count

    def close(self) -> None:
        """Release both files; twice is fine."""
        self._connection.close()
        self._source.close()

    def _open(self) -> None:
        if not self._index_path.exists():
            swap.clear(self._index_path)
            create(self._index_path)
        connection = open_writer_or_none(self._index_path)
        if connection is not None:
            self._attach(connection)
            if _belongs(self._position, self._source):
                return
            connection.close()
        rebuild(self._ledger_path, self._index_path, open_source=self._open_source)
        self._attach(open_writer(self._index_path))

    def _attach(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._applier = Applier(connection)
        self._file = file_id(self._index_path)[0]
        with telling(self._index_path):
            self._position = read_position(connection)

    def _step(self, limit: int) -> int:
        """Apply one transaction's worth of entries."""
        if file_id(self._index_path)[0] != self._file:
            raise IndexUnreadableError("The index was deleted or exchanged.")
        with telling(self._index_path):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                position = read_position(connection)
                if position != self._position:  # another follower was here: trust the file
                    self._applier = Applier(connection)
                reached = apply(self._applier, self._source, position, limit)
                write_position(connection, reached)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._applier = Applier(connection)
                raise
        self._position = reached
        return reached.size - position.size


def open_or_replace(
    ledger_path: Path,
    index_path: Path,
    asked: Callable[[NewerFormatError], bool | None],
    *,
    open_source: Callable[[Path], Source] = LedgerReader,
) -> Follower | None:
    """Open a follower; an index that a later version wrote is replaced only when asked for.

    Args:
        ledger_path: ledger.db.
        index_path: index.db.
        asked: called while the index is a later version's, with what was refused; waits for
            somebody's word and returns True to rebuild it, False to look again, None to give up.
        open_source: as in `Follower`.

    Returns:
        None when given up.
    """
    while True:
        try:
            return Follower(ledger_path, index_path, open_source=open_source)
        except NewerFormatError as error:
            answer = asked(error)
        if answer is None:
            return None
        if answer:
            rebuild(ledger_path, index_path, open_source=open_source)


def rebuild(
    ledger_path: Path,
    index_path: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    open_source: Callable[[Path], Source] = LedgerReader,
) -> int:
    """Build index.db from the whole ledger into a new file and swap it in; return its entries.

    Raises:
        UnreadableError: the ledger cannot be read; the old index stays as it was.
        StorageError: no room, or another program holds the file.
    """
    new = swap.new_file(index_path)
    source = open_source(ledger_path)
    try:
        with telling(new):
            connection = open_writer(new, disposable_build=True)
            try:
                reached = fill(connection, source, progress)
            finally:
                connection.close()
        swap.swap_in(index_path)
    finally:
        source.close()
        swap.discard_new(index_path)
    return reached.size


def create(path: Path) -> None:
    """Make an empty index.db."""
    with telling(path):
        connection = open_writer(path)
        try:
            migrate(connection)
            write_position(connection, Position.start())
        finally:
            connection.close()


def open_writer_or_none(path: Path) -> sqlite3.Connection | None:
    """Open an index for writing; None when only a rebuild can mend it.

    Raises:
        NewerFormatError: a later version wrote it.
        StorageError: locked, or no room.
    """
    connection = None
    try:
        connection = open_writer(path)
        with telling(path):
            check_identity(connection, path)
            if _sound(connection, path) and read_position(connection).current:
                return connection
    except IndexUnreadableError:
        pass  # damaged, older, or not an index: the rebuild takes its place
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    if connection is not None:
        connection.close()
    return None


def _sound(connection: sqlite3.Connection, path: Path) -> bool:
    """Look for damage where that is quick; in a large file it is met, and mended, on the way."""
    if path.stat().st_size > CHECK_BYTES:
        return True
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _belongs(position: Position, source: Source) -> bool:
    """Tell whether the index was made from this very ledger."""
    if position.size == 0:
        return True
    try:
        return source.leaf_hash(position.size - 1) == position.leaf_hash
    except NotFoundError:
        return False
