"""What a run does to the files of its workspace: look, act, look again.

Promise: every change between two looks is in exactly one answer, with who did it: the calls whose
windows were open between the two. One open window: that call; several: one of them; none:
unattributed. A look that finds nothing to look at reads nothing.

    begin -> (before(call) -> after(call))* -> end
"""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.capture.files.changes import Change, changes
from desktop_app.capture.files.dirty import DirtyFolders
from desktop_app.capture.files.facts import Fact, Limits, Tree
from desktop_app.capture.files.gitpaths import GIT, in_git
from desktop_app.capture.files.images import Blobs, Images
from desktop_app.capture.files.ops import FileOp, State, state_of
from desktop_app.capture.files.paths import name_of, shown
from desktop_app.capture.files.repos import (
    RefOp,
    RepoState,
    blobs_of,
    find_repos,
    ignored_by,
    moved,
    state_of_repo,
)
from desktop_app.capture.files.scan import Scanner
from desktop_app.capture.files.seen import Begun, Seen, begun_of
from desktop_app.host import folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop_app.capture.files.store import Store
    from desktop_app.model.clock import Clock

_TRUST_US = 60_000_000  # after this long everything is looked at again, whatever was told


class FileWatch:
    """The files of one run. Any thread may call; looks take turns. `begin` comes first.

    What the store raises (StorageError) comes through: what was seen then is told by the next look.

    Args:
        store: where contents go.
        key: the run's, for checksums (32 bytes).
        clock: tells the time of looks.
        mark_dir: a private folder of ours, outside of the workspace.
        limits: how much is taken.
        exclude: folders that are passed over wherever they are: our own.
    """

    def __init__(
        self,
        *,
        store: Store,
        key: bytes,
        clock: Clock,
        mark_dir: Path,
        limits: Limits | None = None,
        exclude: Iterable[Path] = (),
    ) -> None:
        self._store, self._key, self._clock, self._mark_dir = store, key, clock, mark_dir
        self._limits = limits or Limits()
        self._exclude = frozenset(_identity(path) for path in exclude if path.is_dir())
        self._lock = Lock()
        self._open: dict[str, None] = {}
        self._last_us = self._full_us = 0
        self._known: tuple[Tree, dict[bytes, int]] | None = None

    def begin(self, workspace: Path) -> Begun:
        """Scan the workspace and take copies of what is there.

        Raises:
            OSError: the workspace cannot be opened; ENOTSUP where the system cannot open files
                without following links.
            StorageError: copies cannot be kept.
        """
        if not folder.supported():
            raise OSError(errno.ENOTSUP, "Files are not captured on this system.")
        with self._lock:
            root = self._root = os.fsencode(workspace)
            self._inode = workspace.stat().st_ino
            self._last_us = self._full_us = self._clock.now_us()
            first = self._scanner(_Nothing()).full(Tree())
            self._dirty = DirtyFolders(root, self._mark_dir)
            self._dirty.arm(self._watchable(first))
            self._repos = find_repos(root, first)
            self._states = {repo: state_of_repo(repo) for repo in self._repos}
            self._blobs = blobs_of(self._repos) if self._limits.git_objects else Blobs({}, {})
            ignored = ignored_by(self._repos) if not self._limits.ignored else _never
            self._images = Images(self._store, self._limits, self._blobs, ignored)
            self._scan = self._scanner(self._images)
            self._tree = self._scan.full(Tree())
            self._images.flush()
            return begun_of(self._tree, self._images, self._states, len(self._blobs.ids))

    def before(self, call: str) -> Seen:
        """Look, then open the window of a call."""
        with self._lock:
            seen = self._look(full=False)
            self._open[call] = None
            return seen

    def after(self, call: str) -> Seen:
        """Look, then close the window of a call, also of one that was never carried out."""
        with self._lock:
            seen = self._look(full=False)
            self._open.pop(call, None)
            return seen

    def end(self) -> Seen:
        """Look at everything, close all windows, stop watching."""
        with self._lock:
            seen = self._look(full=True)
            self._open.clear()
            self._dirty.close()
            return seen

    def _look(self, *, full: bool) -> Seen:
        since, self._last_us = self._last_us, self._clock.now_us()
        full = full or self._last_us - self._full_us > _TRUST_US
        try:
            tree = self._scanned(full=full)
        except FileNotFoundError:
            tree, self._full_us = Tree(), 0
        except OSError as error:
            self._full_us = 0  # what was told of is not seen yet: look at everything next time
            return Seen(
                problem=f"The workspace cannot be read: {error.strerror}.", at_us=self._last_us
            )
        return self._told(tree, since)

    def _told(self, tree: Tree, since: int) -> Seen:
        """Return what differs in a new tree; when copies cannot be kept it is told next time."""
        found, old = changes(self._tree, tree), self._tree
        self._tree = tree
        try:
            files = tuple(self._op(change, since) for change in found)
            self._images.flush()
        except BaseException:
            self._tree, self._last_us, self._full_us = old, since, 0
            raise
        return Seen(files, tuple(self._refs(found, since)), at_us=self._last_us)

    def _scanned(self, *, full: bool) -> Tree:
        folders = self._folders(self._tree)
        dirty = None if full else self._dirty.changed(folders)
        self._git_touched = dirty is None or any(in_git(path + b"/x") for path in dirty)
        if dirty is None:
            self._full_us = self._last_us
            self._dirty.arm(self._watchable(self._tree))
            return self._scan.full(self._tree)
        return self._scan.partial(self._tree, dirty, ()) if dirty else self._tree

    def _refs(self, found: list[Change], since: int) -> list[RefOp]:
        if any(name_of(change.path) == GIT for change in found):
            known = {repo.path for repo in self._repos}
            new = [repo for repo in find_repos(self._root, self._tree) if repo.path not in known]
            self._repos = (*self._repos, *new)
            self._git_touched = True
        refs: list[RefOp] = []
        for repo in self._repos:
            if repo.inside and not self._git_touched:
                continue
            state = state_of_repo(repo)
            refs += moved(repo, self._states.get(repo, RepoState()), state)
            self._states[repo] = state
        calls, until = tuple(self._open), self._last_us
        return [replace(op, calls=calls, since_us=since, until_us=until) for op in refs]

    def _op(self, change: Change, since: int) -> FileOp:
        source = change.source if change.source is not None else change.path
        return FileOp(
            deed=change.deed,
            path=change.path,
            before=self._state(change.path, change.before),
            after=self._state(change.path, change.after),
            source=change.source,
            source_before=self._state(source, change.source_before),
            calls=tuple(self._open),
            since_us=since,
            until_us=self._last_us,
        )

    def _state(self, path: bytes, fact: Fact | None) -> State | None:
        if fact is None:
            return None
        if fact.content is not None:
            image = self._images.pin(path, fact.content.image)
            fact = replace(fact, content=replace(fact.content, image=image))
        return state_of(fact, self._key)

    def _folders(self, tree: Tree) -> dict[bytes, int]:
        """Return all folders with their inodes; made once for each tree."""
        if self._known is not None and self._known[0] is tree:
            return self._known[1]
        found = {b"": self._inode}
        for path in tree.folders:
            fact = tree.get(path) if path else None
            if fact is not None:
                found[path] = fact.inode
        self._known = tree, found
        return found

    def _watchable(self, tree: Tree) -> dict[bytes, int]:
        """Return folders in which every name is UTF-8: the library gives up at another."""
        found = dict(self._folders(tree))
        for path, names in tree.folders.items():
            if not all(map(_is_utf8, names)):
                found.pop(path, None)
        return found

    def _scanner(self, taker: Images | _Nothing) -> Scanner:
        return Scanner(self._root, self._limits, self._clock, taker, self._exclude)


class _Nothing:
    """Reads nothing: the first scan only looks for folders."""

    def take(self, _handle: int, _name: bytes, _path: bytes, fact: Fact) -> Fact:
        """Return the fact as it is."""
        return fact


def _is_utf8(name: bytes) -> bool:
    return shown(name).encode() == name


def _never(_path: bytes) -> bool:
    return False


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
