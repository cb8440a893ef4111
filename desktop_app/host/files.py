"""Small private files, written whole and durably, read with a bound.

Promise: after `write_durable` returns, the new bytes survive power loss; at any moment before, the
old ones do. Nobody but the owner can read what is written here. `read_bounded` never reads more
than it was told, whatever the file is.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, DiskFullError, StorageError, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_NON_BLOCK: int = getattr(os, "O_NONBLOCK", 0)
_CLOSE_ON_EXEC: int = getattr(os, "O_CLOEXEC", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_FULL = {errno.ENOSPC, errno.EDQUOT}


def make_private_dir(path: Path) -> None:
    """Make a directory (and its parents) that only its owner may enter; mend the mode of ours.

    Raises:
        ConfigError: it is a symbolic link, no directory, or another user's.
        StorageError: it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode) or not stat.S_ISDIR(status.st_mode):
            raise ConfigError(f"{path} is not a directory of its own.", hint="Remove it.")
        if sys.platform != "win32":
            if status.st_uid != os.geteuid():
                raise ConfigError(
                    f"{path} belongs to user id {status.st_uid}, not to {os.geteuid()}.",
                    hint="Remove it, or set another directory.",
                )
            if stat.S_IMODE(status.st_mode) & 0o077:
                path.chmod(0o700)
    except OSError as error:
        raise _storage_error(f"make the directory {path}", error) from error


def write_durable(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace a file by `data`, atomically and durably (fsync of the file and its directory).

    Raises:
        StorageError: nothing was changed (DiskFullError when the disk is full).
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _CLOSE_ON_EXEC | _BINARY
    try:
        handle = os.open(temporary, flags, mode)
        try:
            _write_all(handle, data)
            sync_handle(handle)
        finally:
            os.close(handle)
        temporary.replace(path)
        sync_dir(path.parent)
    except OSError as error:
        raise _storage_error(f"write {path}", error) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def read_bounded(path: Path, max_bytes: int) -> bytes | None:
    """Return a regular file's bytes, or None when there is no file.

    Raises:
        UnreadableError: no regular file, a symbolic link, or longer than `max_bytes`.
        StorageError: it cannot be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NON_BLOCK | _CLOSE_ON_EXEC | _BINARY)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnreadableError(f"{path} is a symbolic link.") from error
        raise _storage_error(f"read {path}", error) from error
    try:
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError(f"{path} is not a regular file.")
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise _storage_error(f"read {path}", error) from error
    if len(data) > max_bytes:
        raise UnreadableError(f"{path} has more than {max_bytes} bytes.")
    return data


def check_private(path: Path) -> None:
    """Refuse a secret's file that another user owns, may read or may write (as ssh does).

    Raises:
        ConfigError: says which file and how to mend it.
    """
    if sys.platform == "win32":
        return
    try:
        status = path.lstat()
    except FileNotFoundError:
        return
    if status.st_uid != os.geteuid():
        raise ConfigError(f"{path} belongs to user id {status.st_uid}.", hint="Make it yours.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise ConfigError(f"Other users can open {path}.", hint=f"Run `chmod 600 {path}`.")


def shred(path: Path) -> None:
    """Overwrite a file with zeros, then remove it durably; no error when there is none.

    Copy-on-write and flash storage may keep the old bytes: this is the best a program can do.
    """
    try:
        handle = os.open(path, os.O_WRONLY | _NO_FOLLOW | _CLOSE_ON_EXEC | _BINARY)
    except FileNotFoundError:
        return
    except OSError as error:
        raise _storage_error(f"remove {path}", error) from error
    try:
        try:
            _write_all(handle, bytes(os.fstat(handle).st_size))
            sync_handle(handle)
        finally:
            os.close(handle)
        path.unlink()
        sync_dir(path.parent)
    except OSError as error:
        raise _storage_error(f"remove {path}", error) from error


def sync_handle(handle: int) -> None:
    """Flush a file descriptor to the medium (F_FULLFSYNC on macOS, where fsync does not)."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415 - not there on Windows

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def sync_dir(path: Path) -> None:
    """Flush a directory, so that a rename or removal in it is durable (nothing on Windows)."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY | _CLOSE_ON_EXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _storage_error(what: str, error: OSError) -> StorageError:
    kind = DiskFullError if error.errno in _FULL else StorageError
    return kind(f"Cannot {what}: {error.strerror or error}.")
