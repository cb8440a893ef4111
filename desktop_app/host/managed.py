"""The administrator's folder: where it is, and whether what lies in it is the administrator's.

Promise: no environment variable decides where it is, and nothing that this user could have written
or exchanged counts. `resources/docs/managed.md`, "Whose it is".
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import StorageError
from desktop_app.host import files, managed_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS, POLICY = "settings.toml", "policy.yaml"
MAX_BYTES = 1024 * 1024
ROOT = 0  # who owns what counts; tests, which need not be root, put their own number here
FOLDER: Path | None = None  # where tests look instead of the system's; no option leads here


def folder() -> Path:
    """Return where an administrator puts what holds for everybody; it need not be there."""
    if FOLDER is not None:
        return FOLDER
    if sys.platform == "win32":
        return managed_windows.folder()
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Countersign")
    return Path("/etc/countersign")


def is_there() -> bool:
    """Tell whether there is such a folder, whosever it is."""
    return os.path.lexists(folder())


def why_not() -> str | None:
    """Return why nothing in the folder counts; None when it does, or there is no folder."""
    try:
        return _why_not(folder()) if is_there() else None
    except OSError as error:
        return f"{error.filename or folder()}: {error.strerror}."


def read(name: str) -> bytes | None:
    """Return a file of the folder, or None when there is none; ask `why_not` first.

    Raises:
        UnreadableError: no regular file, a symbolic link, or too long.
        StorageError: it cannot be read.
    """
    return files.read_bounded(folder() / name, MAX_BYTES)


def stamp(name: str) -> tuple[int, ...]:
    """Return what changes when a file of the folder, its owner or its mode does; () for none."""
    try:
        status = (folder() / name).lstat()
    except OSError:
        return ()
    mode, changed = status.st_mode, (status.st_mtime_ns, status.st_ctime_ns)
    return status.st_ino, status.st_size, *changed, status.st_uid, mode


def account_home() -> str:
    """Return the home of the account that we run as, whatever HOME says.

    Raises:
        StorageError: the system does not know it.
    """
    if sys.platform == "win32":
        return managed_windows.home()
    import pwd  # noqa: PLC0415 - not there on Windows

    try:
        return pwd.getpwuid(os.geteuid()).pw_dir
    except KeyError as error:
        raise StorageError(f"Nobody knows the home of user id {os.geteuid()}.") from error


def _why_not(here: Path) -> str | None:
    found = [here, *(path for path in (here / SETTINGS, here / POLICY) if os.path.lexists(path))]
    if sys.platform == "win32":
        return managed_windows.why_not(found)
    for path in found:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return f"{path} is a symbolic link."
        if stat.S_ISDIR(status.st_mode) is not (path == here):
            return f"{path} is no {'folder' if path == here else 'file'}."
    return next((why for path in (*_above(here), *found) if (why := _not_theirs(path))), None)


def _above(path: Path) -> Iterator[Path]:
    """Yield every folder above, as it is written and as links lead to it."""
    yield from path.parents
    yield from (real := Path(os.path.realpath(path.parent)), *real.parents)


def _not_theirs(path: Path) -> str | None:
    """Return why somebody but root could exchange a file or folder."""
    status = path.lstat()
    if status.st_uid not in (0, ROOT):
        return f"{path} belongs to user id {status.st_uid}, not to root."
    open_to_all = stat.S_IMODE(status.st_mode) & 0o022 and not stat.S_ISLNK(status.st_mode)
    sticky = stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX and path != folder()
    if open_to_all and not sticky:
        return f"Others than root can write {path}."
    return None
