"""Folders of others, looked at without being led astray.

Promise: a path below a folder is opened component by component (`openat`, O_NOFOLLOW), so that no
symbolic link leads out, whoever swaps one in meanwhile. Nothing but a regular file is opened for
reading, and without waiting for it (O_NONBLOCK: a FIFO has no writer). Names are bytes.

POSIX alone: Windows has no `openat`; callers ask `supported()` first.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DIRECTORY: int = getattr(os, "O_DIRECTORY", 0)
_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_NON_BLOCK: int = getattr(os, "O_NONBLOCK", 0)
_DIR_FLAGS = os.O_RDONLY | _DIRECTORY | _NO_FOLLOW | getattr(os, "O_CLOEXEC", 0)
_PATH_ONLY: int = getattr(os, "O_PATH", 0)
_WAY_FLAGS = _PATH_ONLY | _DIRECTORY | _NO_FOLLOW | getattr(os, "O_CLOEXEC", 0)
_FILE_FLAGS = os.O_RDONLY | _NO_FOLLOW | _NON_BLOCK | getattr(os, "O_CLOEXEC", 0)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look into a file gave.

    Attributes:
        status: of the open file, after the last byte was read.
        steady: nothing of size and times changed while it was read.
    """

    status: os.stat_result
    steady: bool


def supported() -> bool:
    """Return whether this system can open below a folder without following links."""
    return os.open in os.supports_dir_fd and sys.platform != "win32"


@contextmanager
def opened(root: bytes, path: bytes = b"") -> Iterator[int]:
    """Open the directory `path` below `root`, no component of either through a link.

    Where there is no O_PATH (not Linux) the way to `root` may lead through links.

    Args:
        root: absolute, links resolved.
        path: relative, separated by `/`; empty: `root`.

    Raises:
        OSError: ELOOP or ENOTDIR when a component is a symbolic link or no directory.
        ValueError: a component is empty, `.` or `..`.
    """
    parts = path.split(b"/") if path else []
    if any(part in (b"", b".", b"..") for part in parts):
        raise ValueError("A path that leaves its folder.")
    handle = _root(root)
    try:
        for part in parts:
            below = os.open(part, _DIR_FLAGS, dir_fd=handle)
            os.close(handle)
            handle = below
        yield handle
    finally:
        os.close(handle)


def _root(root: bytes) -> int:
    if not _PATH_ONLY:
        return os.open(root, _DIR_FLAGS & ~_NO_FOLLOW)
    above = os.open(b"/", _WAY_FLAGS)  # needs no permission to list what is on the way
    try:
        for part in root.split(b"/"):
            if part:
                below = os.open(part, _WAY_FLAGS, dir_fd=above)
                os.close(above)
                above = below
        return os.open(b".", _DIR_FLAGS, dir_fd=above)
    finally:
        os.close(above)


@contextmanager
def opened_below(parent: int, name: bytes) -> Iterator[int]:
    """Open one directory in an open one.

    Raises:
        OSError: as `opened`.
    """
    handle = os.open(name, _DIR_FLAGS, dir_fd=parent)
    try:
        yield handle
    finally:
        os.close(handle)


def listed(handle: int) -> list[tuple[bytes, os.stat_result]]:
    """Return name and status (of links themselves) of each thing in an open directory.

    What vanishes meanwhile is left out.
    """
    found = []
    with os.scandir(handle) as entries:
        for entry in entries:
            try:
                found.append((os.fsencode(entry.name), entry.stat(follow_symlinks=False)))
            except FileNotFoundError:
                continue
    return found


def status_of(handle: int, name: bytes) -> os.stat_result | None:
    """Return the status of a name in an open directory, or None when there is no such thing."""
    try:
        return os.stat(name, dir_fd=handle, follow_symlinks=False)
    except (FileNotFoundError, NotADirectoryError):
        return None


def status_here(handle: int) -> os.stat_result:
    """Return the status of an open directory."""
    return os.fstat(handle)


def target_of(handle: int, name: bytes) -> bytes:
    """Return where a symbolic link points, unfollowed.

    Raises:
        OSError: it is none, or gone.
    """
    return os.readlink(name, dir_fd=handle)


def read(handle: int, name: bytes, sink: Callable[[bytes], object], *, max_bytes: int) -> Reading:
    """Read a regular file of an open directory, piece by piece, into `sink`.

    Raises:
        OSError: it cannot be opened; EINVAL when it is no regular file, EFBIG when it is longer.
    """
    file = os.open(name, _FILE_FLAGS, dir_fd=handle)
    try:
        before = os.fstat(file)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "Not a regular file")
        left = max_bytes
        while piece := os.read(file, _CHUNK):
            left -= len(piece)
            if left < 0:
                raise OSError(errno.EFBIG, "Too large")
            sink(piece)
        after = os.fstat(file)
    finally:
        os.close(file)
    return Reading(after, _times(before) == _times(after))


def _times(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
