"""Changes in a folder of others, each one whole or not at all.

Promise: every call works in an open directory (`host.folder.opened`), so that no link swapped in
meanwhile leads elsewhere. A file is replaced by temporary, fsync and rename in that same directory:
at any moment its name holds the old bytes or the new ones. The directory is synced after.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

_FLAGS = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


def put_file(handle: int, name: bytes, data: bytes, mode: int, *, replace: bool) -> None:
    """Make or replace a file.

    Args:
        handle: open folder.
        name: in it.
        data: all of its bytes.
        mode: its permission bits, whatever the umask.
        replace: whether something may have that name; else EEXIST when it does.

    Raises:
        OSError: nothing was changed.
    """
    temporary = _temporary()
    try:
        file = os.open(temporary, _FLAGS, 0o600, dir_fd=handle)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(file, view) :]
            os.fchmod(file, mode)
            os.fsync(file)
        finally:
            os.close(file)
        if replace:
            os.rename(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)
        else:
            _name_new(handle, temporary, name)
        os.fsync(handle)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=handle)


def put_link(handle: int, name: bytes, target: bytes) -> None:
    """Make or replace a symbolic link.

    Raises:
        OSError: nothing was changed.
    """
    temporary = _temporary()
    try:
        os.symlink(target, temporary, dir_fd=handle)
        os.rename(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)
        os.fsync(handle)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=handle)


def make_dir(handle: int, name: bytes) -> None:
    """Make a directory that its owner alone may enter; its mode comes last.

    Raises:
        OSError: there is something of that name, or it cannot be made.
    """
    os.mkdir(name, 0o700, dir_fd=handle)
    os.fsync(handle)


def remove_file(handle: int, name: bytes) -> None:
    """Remove a file or a symbolic link, never what it points to.

    Raises:
        OSError: it is a directory, or cannot be removed.
    """
    os.unlink(name, dir_fd=handle)
    os.fsync(handle)


def remove_dir(handle: int, name: bytes) -> None:
    """Remove an empty directory.

    Raises:
        OSError: ENOTEMPTY when something is in it.
    """
    os.rmdir(name, dir_fd=handle)
    os.fsync(handle)


def move(source: int, name: bytes, target: int, new_name: bytes) -> None:
    """Give a thing another name; what has that name would be replaced: look first.

    Raises:
        OSError: it cannot be moved.
    """
    os.rename(name, new_name, src_dir_fd=source, dst_dir_fd=target)
    os.fsync(source)
    os.fsync(target)


def set_mode(handle: int, name: bytes, mode: int) -> None:
    """Set the permission bits of a file or directory; a symbolic link is refused.

    Raises:
        OSError: ELOOP for a link.
    """
    path_only: int | None = getattr(os, "O_PATH", None)  # Linux: opens what its owner may not read
    file = os.open(name, (path_only or os.O_RDONLY | os.O_NONBLOCK) | os.O_NOFOLLOW, dir_fd=handle)
    try:
        if path_only is None:
            os.fchmod(file, mode)
        elif stat.S_ISLNK(os.fstat(file).st_mode):
            raise OSError(errno.ELOOP, "A symbolic link")
        else:
            Path(f"/proc/self/fd/{file}").chmod(mode)
    finally:
        os.close(file)


def _name_new(handle: int, temporary: bytes, name: bytes) -> None:
    """Give a file its name, never over another one."""
    try:
        os.link(temporary, name, src_dir_fd=handle, dst_dir_fd=handle, follow_symlinks=False)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS}:
            raise
        os.rename(temporary, name, src_dir_fd=handle, dst_dir_fd=handle)  # no hard links: FAT


def _temporary() -> bytes:
    return b".countersign-" + os.urandom(8).hex().encode() + b".tmp"
