"""Connections to index.db. Every file-level mishap becomes one error that says what to do.

The file is derived and disposable, so the writer trades power-loss safety for speed
(synchronous=NORMAL, or OFF while a new file is built); it never trades consistency: rows and
position change in one transaction, so a killed follower goes on where it was. Readers open
read-only, in WAL mode, and are never blocked by the writer. Readers do not import sqlite_utils
(start-up time).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from desktop_app.errors import IndexUnreadableError, NewerFormatError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Connection: TypeAlias = sqlite3.Connection
Record: TypeAlias = sqlite3.Row
FileId: TypeAlias = "tuple[tuple[int, int] | None, tuple[int, int] | None]"
APPLICATION_ID = 0x43534958  # "CSIX"
USER_VERSION = 3  # = number of migrations in index/schema.py; a newer file is refused
BUSY_MS = 5_000
_ATTEMPTS = 20  # to open a file that is being exchanged
PAGE_BYTES = 8_192  # rows are about 1 kB: measured 15 % quicker and smaller than 4,096
WAL_PAGES = 4_000  # 32 MB: index pages are written back once for many transactions


def open_writer(path: Path, *, disposable_build: bool = False) -> sqlite3.Connection:
    """Open or create index.db for the one follower.

    Args:
        path: the file; its directory exists.
        disposable_build: True for a file that is being built and swapped in when complete:
            no journal that outlives the process, no syncs.
    """
    with telling(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            _prepare_writer(connection, disposable_build=disposable_build)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare_writer(connection: sqlite3.Connection, *, disposable_build: bool) -> None:
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # of a new file only
    if disposable_build:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
    else:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA trusted_schema = OFF")


def open_reader(path: Path) -> sqlite3.Connection:
    """Open index.db read-only; rows come as `sqlite3.Row`.

    Raises:
        IndexUnreadableError: missing, damaged, or another program's file.
        NewerFormatError: written by a later version.
    """
    return open_reader_of(path)[0]


def open_reader_of(path: Path) -> tuple[sqlite3.Connection, FileId]:
    """Open index.db read-only, and return what `file_id` said of it.

    SQLite opens the file and what lies beside it by name, one after the other: a rebuild may swap
    the file in between. As long as `file_id` stays the same, nothing was mixed.

    Raises:
        As `open_reader`.
    """
    for _ in range(_ATTEMPTS):
        if not path.is_file():
            raise IndexUnreadableError(f"There is no index at {path.name} yet.")
        before = file_id(path)
        connection = _open_reader(path)
        after = file_id(path)
        if after[0] == before[0]:  # the first read made the files beside it, if there were none
            return connection, after
        connection.close()
    raise StorageError(f"{path.name} is being exchanged all the time.", hint="Try again.")


def file_id(path: Path) -> FileId:
    """Return what tells index.db and its shared memory from others of those names."""
    return _inode(path), _inode(path.with_name(path.name + "-shm"))


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _open_reader(path: Path) -> sqlite3.Connection:
    with telling(path):
        uri = f"file:{quote(str(path.resolve()))}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA mmap_size = 268435456")
            check_identity(connection, path)
        except BaseException:
            connection.close()
            raise
        connection.row_factory = sqlite3.Row
    return connection


def check_identity(connection: sqlite3.Connection, path: Path) -> None:
    """Raise unless the file is an index of a version that this program reads."""
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application_id != APPLICATION_ID:
        raise IndexUnreadableError(f"{path.name} is not an index of Countersign.")
    if version > USER_VERSION:
        raise NewerFormatError(
            f"{path.name} has format {version}; this Countersign knows {USER_VERSION}.",
            hint="Use the version that wrote it, or `countersign index rebuild` with this one.",
        )
    if version < USER_VERSION:
        raise IndexUnreadableError(f"{path.name} has the older format {version}.")


def remove_file(path: Path) -> None:
    """Remove an index and the files that SQLite keeps beside it."""
    for name in (path, *side_files(path)):
        with suppress(FileNotFoundError):
            name.unlink()


def side_files(path: Path) -> tuple[Path, ...]:
    """Return the names of the write-ahead log, its shared memory and the rollback journal."""
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about `path` into ours; a locked or full file is not a damaged one."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL}:
            raise StorageError(
                f"{path.name}: {error}.",
                hint="Nothing is lost. Close other programs that hold the file, or free space.",
            ) from error
        raise IndexUnreadableError(f"{path.name}: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise IndexUnreadableError(f"{path.name}: {error}.") from error
