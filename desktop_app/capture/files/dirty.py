"""Which folders of a workspace changed since the last look, as the operating system told.

Promise: `changed` never leaves out a change that happened before it was called: it writes to a
file of ours (the mark) that the same queue reports, and waits until it hears of that; all that was
queued before has then been told. Where that fails in any way (limits of the system, an overflow, a
name that is no UTF-8, no answer) it returns None: everything must be looked at.

It costs nothing while nothing happens: the operating system's events wait in `watchfiles` until
somebody asks. Each folder is watched by itself: a recursive watch would follow symbolic links.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from watchfiles._rust_notify import RustNotify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_STEP_MS = 1
_WAIT_MS = 250
_GROUP_MS = 2
_ROUNDS = 1_000
_MODIFIED = 2
_FLOOD = 4_096  # the kernel's queue holds 16,384: who hears this much may have missed some
_MAX_NEW = 128


class DirtyFolders:
    """Watches the folders of one workspace.

    Args:
        root: absolute path of the workspace.
        mark_dir: a private folder of ours, outside of every workspace.
    """

    def __init__(self, root: bytes, mark_dir: Path) -> None:
        self._root = root
        self._mark_dir = mark_dir
        self._marks = 0
        self._notify: RustNotify | None = None
        self._moved: set[str] = set()
        self._watched: dict[bytes, int] = {}

    def arm(self, folders: Mapping[bytes, int]) -> None:
        """Watch these folders from now on (path of the workspace -> inode), and no others.

        What happened before is forgotten: look at everything after this.
        """
        self.close()
        if sys.platform != "linux":  # elsewhere events come late, and in no order
            return
        known = {path: inode for path, inode in folders.items() if self._name(path) is not None}
        names = [name for path in known if (name := self._name(path)) is not None]
        try:
            watched = [str(self._mark_dir), *names]
            self._notify = RustNotify(watched, False, False, 0, False, True)  # noqa: FBT003 - theirs
        except (OSError, RuntimeError):
            return
        self._watched = known

    def changed(self, folders: Mapping[bytes, int]) -> frozenset[bytes] | None:
        """Return the folders in which something changed; None: look at everything, then `arm`.

        Args:
            folders: those that the last scan knows, with their inodes. One that is not watched, or
                another by the same name, counts as changed.
        """
        if self._notify is None:
            return None
        paths = self._drain(self._notify)
        self._forget()
        new = [path for path, inode in folders.items() if self._watched.get(path) != inode]
        if paths is None or len(new) > _MAX_NEW:
            self.close()
            return None
        return frozenset(self._folders_of(paths, folders)) | frozenset(new)

    def close(self) -> None:
        """Stop watching."""
        if self._notify is not None:
            self._notify.close()
        self._notify, self._watched = None, {}

    def _drain(self, notify: RustNotify) -> set[str] | None:
        found: set[str] = set()
        self._marks += 1  # another name each time: the removal of the last one may come late
        mark = self._mark_dir / f"mark-{os.getpid()}-{id(self)}-{self._marks}"
        try:
            mark.write_bytes(b"")
            for _ in range(_ROUNDS):
                told = notify.watch(_GROUP_MS, _STEP_MS, _WAIT_MS, None)
                if isinstance(told, str):
                    return None
                found.update(path for _, path in told)
                self._moved.update(path for change, path in told if change != _MODIFIED)
                if str(mark) in found:
                    return found if len(found) < _FLOOD else None
        except (OSError, RuntimeError):
            return None
        finally:
            with suppress(OSError):
                mark.unlink()
        return None

    def _forget(self) -> None:
        """Count as not watched what went or came: a new folder may even have the old inode."""
        prefix = self._root.rstrip(b"/") + b"/"
        paths = map(os.fsencode, self._moved)
        touched = {path[len(prefix) :] for path in paths if path.startswith(prefix)}
        self._moved = set()
        touched &= self._watched.keys()
        if not touched:
            return
        gone = [path for path in self._watched if _ways(path) & touched]
        for path in gone:
            del self._watched[path]

    def _folders_of(self, paths: set[str], folders: Mapping[bytes, int]) -> set[bytes]:
        prefix = self._root.rstrip(b"/") + b"/"
        found = set()
        for path in map(os.fsencode, paths):
            if path.startswith(prefix):
                below = path[len(prefix) :]
                found.add(below.rpartition(b"/")[0])
                if below in folders:
                    found.add(below)
            elif path + b"/" == prefix:
                found.add(b"")
        return found

    def _name(self, path: bytes) -> str | None:
        whole = self._root.rstrip(b"/") + (b"/" + path if path else b"")
        try:
            return whole.decode("utf-8")
        except UnicodeDecodeError:
            return None


def _ways(path: bytes) -> set[bytes]:
    """Return a path and all that it lies in, without the workspace itself."""
    parts = path.split(b"/")
    return {b"/".join(parts[:n]) for n in range(1, len(parts) + 1)} - {b""}
