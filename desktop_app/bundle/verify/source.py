"""The files of a bundle that may be hostile, out of a zip or a directory: all of our disk access.

Promise: whatever lies at the path, opening it takes bounded time and memory and gives either files
that the layout's table has, each a plain file, or `HostileBundleError`. Nothing is unpacked.
"""

from __future__ import annotations

import os
import stat
import tempfile
from typing import IO, TYPE_CHECKING, Protocol

from desktop_app.bundle.layout import (
    CHECKPOINT,
    MAX_FILES,
    MAX_SMALL_BYTES,
    NONCE,
    is_content,
    parse_path,
)
from desktop_app.bundle.verify.ziplist import CHUNK_BYTES, list_members, stream_member
from desktop_app.errors import HostileBundleError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_THEIRS = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
_FILE_MANAGERS = " A file manager makes such files: delete it, and verify again."
_MAX_DEPTH = 10  # log/tile/entries/x001/x002/x003/x004/x005/006.p/255


class Files(Protocol):
    """The files of a bundle. Every method may raise `HostileBundleError` for damage it meets."""

    def paths(self) -> Sequence[str]:
        """Return all names, sorted."""
        ...

    def has(self, path: str) -> bool:
        """Whether there is a file of that name."""
        ...

    def size(self, path: str) -> int:
        """Return a file's length in bytes; NotFoundError where there is none."""
        ...

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; one with more than `limit` bytes is refused."""
        ...

    def stream(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes in chunks of at most 64 KiB."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_files(path: Path) -> Files:
    """Open a bundle: a zip or a directory.

    Raises:
        NotFoundError: there is nothing, or nothing that may be read.
        HostileBundleError: it is no bundle, or a hostile one.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _DirectoryFiles(path, _listing(path))
        if not stat.S_ISREG(mode):
            raise HostileBundleError("The bundle is neither a file nor a directory.")
        return open_zip(path.open("rb", buffering=0), known=_known)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened: {error.strerror}.") from error


def read_anchor(path: Path) -> bytes:
    """Return the note of a checkpoint that somebody kept, alone or in an earlier bundle.

    Raises:
        NotFoundError: there is nothing, or nothing that may be read.
        HostileBundleError: it is too large for a note, or a bundle that cannot be read.
    """
    try:
        if not path.is_dir():
            with path.open("rb") as file:
                data = file.read(MAX_SMALL_BYTES + 1)
            if not data.startswith(b"PK\3\4"):
                _check_limit(str(path), len(data), MAX_SMALL_BYTES)
                return data
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened: {error.strerror}.") from error
    files = open_files(path)
    try:
        return files.read(CHECKPOINT, MAX_SMALL_BYTES)
    finally:
        files.close()


def open_content(file: IO[bytes]) -> Files:
    """Open the zip that was encrypted; `close` closes the file.

    Raises:
        HostileBundleError: it is no such zip, or a hostile one.
    """
    return open_zip(file, known=lambda name: name == NONCE or (_known(name) and is_content(name)))


def open_zip(file: IO[bytes], *, known: Callable[[str], bool]) -> Files:
    """Open a zip whose names must all be `known`; the file is closed with it, and on errors.

    Raises:
        HostileBundleError: as `ziplist.list_members`.
    """
    try:
        return _ZipFiles(file, known)
    except BaseException:
        file.close()
        raise


def scratch_file() -> IO[bytes]:
    """Return a temporary file that no name leads to and that is gone when closed."""
    return tempfile.TemporaryFile(buffering=0)


class _ZipFiles:
    def __init__(self, file: IO[bytes], known: Callable[[str], bool]) -> None:
        self._file = file
        self._members = list_members(file, known)
        self._paths = sorted(self._members)

    def paths(self) -> Sequence[str]:
        return self._paths

    def has(self, path: str) -> bool:
        return path in self._members

    def size(self, path: str) -> int:
        if path not in self._members:
            raise _missing(path)
        return self._members[path].size

    def read(self, path: str, limit: int) -> bytes:
        _check_limit(path, self.size(path), limit)
        return b"".join(self.stream(path))

    def stream(self, path: str) -> Iterator[bytes]:
        if path not in self._members:
            raise _missing(path)
        return stream_member(self._file, path, self._members[path])

    def close(self) -> None:
        self._file.close()


class _DirectoryFiles:
    """Sizes and identities are those of the listing: a file that was swapped since is refused."""

    def __init__(self, root: Path, listing: dict[str, os.stat_result]) -> None:
        self._root = root
        self._listing = listing
        self._paths = sorted(listing)

    def paths(self) -> Sequence[str]:
        return self._paths

    def has(self, path: str) -> bool:
        return path in self._listing

    def size(self, path: str) -> int:
        if path not in self._listing:
            raise _missing(path)
        return self._listing[path].st_size

    def read(self, path: str, limit: int) -> bytes:
        _check_limit(path, self.size(path), limit)
        return b"".join(self.stream(path))

    def stream(self, path: str) -> Iterator[bytes]:
        left = self.size(path)
        try:
            with self._open(path) as file:
                while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
                    left -= len(chunk)
                    yield chunk
                left += len(file.read(1))
        except OSError as error:
            raise HostileBundleError(f"{path} cannot be read: {error.strerror}.") from error
        if left:
            raise _changed(path)

    def close(self) -> None:
        self._listing = {}

    def _open(self, path: str) -> IO[bytes]:
        file = (self._root / path).open("rb", buffering=0)
        if not os.path.samestat(os.fstat(file.fileno()), self._listing[path]):
            file.close()
            raise _changed(path)
        return file


def _listing(root: Path) -> dict[str, os.stat_result]:
    """Return what lies under a directory, by path: plain files of the table and nothing else."""
    listing: dict[str, os.stat_result] = {}
    waiting = [""]
    seen = 0
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as found:
            for item in found:
                seen += 1
                path = f"{folder}{item.name}"
                info = os.lstat(root / path)
                if seen > 2 * MAX_FILES or path.count("/") > _MAX_DEPTH:
                    raise HostileBundleError(f"A bundle has at most {MAX_FILES} files.")
                if stat.S_ISDIR(info.st_mode):
                    waiting.append(f"{path}/")
                    continue
                _check_plain(path, info)
                listing[path] = info
    if not 0 < len(listing) <= MAX_FILES:
        raise HostileBundleError(f"{len(listing)} files; a bundle has 1 to {MAX_FILES}.")
    return listing


def _check_plain(path: str, info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode):
        raise HostileBundleError(f"{path[:80]!r} is a link, a pipe or a device.")
    if not _known(path):
        name = path.rpartition("/")[2]
        why = _FILE_MANAGERS if name in _THEIRS or name.startswith("._") else ""
        raise HostileBundleError(f"No bundle of this format has a file {path[:80]!r}.{why}")


def _check_limit(path: str, size: int, limit: int) -> None:
    if size > limit:
        raise HostileBundleError(f"{path} has {size} bytes; it may have {limit}.")


def _known(name: str) -> bool:
    return parse_path(name) is not None


def _missing(path: str) -> NotFoundError:
    return NotFoundError(f"The bundle has no {path}.")


def _changed(path: str) -> HostileBundleError:
    return HostileBundleError(f"{path} changed while it was read.")
