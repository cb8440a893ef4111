"""One recorder per data directory (ATTACKS G04).

Promise: at most one `DataDirLock` per data directory is held on this machine, by threads and
processes alike; the kernel releases it when its process dies, by kill -9 too. Children never keep
it: the handle closes on exec, and in a fork before the child runs. Where the system can lock a
directory, that is locked as well: who removes the lock file does not make room for a second one.

The file says who holds it, as canonical JSON `{"control": ADDRESS, "pid": N, "version": V}`, for
people and for the command line; only the kernel's lock decides.
"""

from __future__ import annotations

import errno
import os
import sys
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.errors import (
    BadEncodingError,
    RecorderRunningError,
    StorageError,
    UnreadableError,
)
from desktop_app.host import files
from desktop_app.model import canonical
from desktop_app.model.closing import Closing

if TYPE_CHECKING:
    from pathlib import Path

_MAX_BYTES = 4096
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_NO_DIRECTORY_LOCKS = {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOTSUP}  # NFS, say


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a data directory, as the lock file says.

    Attributes:
        pid: the recorder's process id.
        control: its control address, "" before it listens.
        version: its version.
    """

    pid: int
    control: str
    version: str


class DataDirLock(Closing):
    """The lock of one data directory, held from construction to `close` (or the end of a `with`).

    Args:
        path: `Paths.lock`; its directory exists.
        control: control address to announce.

    Raises:
        RecorderRunningError: another recorder holds it; the sentence names its process id.
        StorageError: the lock file cannot be made or locked.
    """

    def __init__(self, path: Path, *, control: str = "") -> None:
        self._handle = _open_locked(path)
        try:
            self._directory = _lock_directory(path)
        except BaseException:
            os.close(self._handle)
            raise
        _locks.add(self)
        self.announce(control)

    def announce(self, control: str) -> None:
        """Write into the file who holds it and where it listens."""
        text = canonical.encode({"pid": os.getpid(), "control": control, "version": __version__})
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, text)

    def close(self) -> None:
        """Let go; no error when it was let go before."""
        if self._handle >= 0:
            os.ftruncate(self._handle, 0)
            self.drop_handle()

    def drop_handle(self) -> None:
        """Close our handle alone: in a forked child, where the parent still holds the lock."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        if self._directory >= 0:
            os.close(self._directory)
            self._directory = -1


_locks: weakref.WeakSet[DataDirLock] = weakref.WeakSet()


def _drop_all() -> None:
    for lock in list(_locks):
        lock.drop_handle()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drop_all)


def read_holder(path: Path) -> Holder | None:
    """Return who wrote the lock file last, or None; it may be dead by now (ask its socket)."""
    try:
        value = canonical.decode(files.read_bounded(path, _MAX_BYTES) or b"")
    except (BadEncodingError, StorageError, UnreadableError):
        return None
    pid, control, version = value.get("pid"), value.get("control"), value.get("version")
    if isinstance(pid, int) and isinstance(control, str) and isinstance(version, str):
        return Holder(pid, control, version)
    return None


def _open_locked(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags, 0o600)
    except OSError as error:
        raise StorageError(f"Cannot open {path}: {error.strerror}.") from error
    try:
        _lock(handle)
        replaced = os.fstat(handle).st_ino != path.stat().st_ino
    except OSError as error:
        os.close(handle)
        if error.errno in _TAKEN:
            raise _running(path) from error
        raise StorageError(f"Cannot lock {path}: {error.strerror}.") from error
    if replaced:  # removed by its holder's clean-up between our open and our lock
        os.close(handle)
        raise _running(path)
    return handle


def _lock_directory(path: Path) -> int:
    """Lock the directory itself; -1 where a system cannot (there an open file is not removed)."""
    if sys.platform == "win32":
        return -1
    try:
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StorageError(f"Cannot open {path.parent}: {error.strerror}.") from error
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        if error.errno in _TAKEN:
            raise _running(path) from error
        if error.errno in _NO_DIRECTORY_LOCKS:
            return -1
        raise StorageError(f"Cannot lock {path.parent}: {error.strerror}.") from error
    return handle


def _running(path: Path) -> RecorderRunningError:
    holder = read_holder(path)
    who = f" (process {holder.pid})" if holder else ""
    return RecorderRunningError(f"A recorder{who} already serves {path.parent}.")


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt  # noqa: PLC0415 - Windows only

        os.lseek(handle, _MAX_BYTES, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl  # noqa: PLC0415 - not there on Windows

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
