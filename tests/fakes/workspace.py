"""A workspace with a run in it: edits by a pretended agent, looks, and undo."""

from __future__ import annotations

import os
import stat
import subprocess
from typing import TYPE_CHECKING

from desktop_app.capture.files.apply import Place
from desktop_app.capture.files.facts import Limits
from desktop_app.capture.files.planned import Wish
from desktop_app.capture.files.rollback import Outcome, Prepared, perform, prepare
from desktop_app.capture.files.watch import FileWatch, Seen
from desktop_app.host.clock import SystemClock
from tests.fakes.file_store import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.capture.files.ops import FileOp
    from desktop_app.capture.files.repos import RefOp

KEY = b"k" * 32
GIT_DATES = {"GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}


class Workspace:
    """A folder `root`, a store, and the run that watches it."""

    def __init__(self, base: Path, limits: Limits | None = None) -> None:
        self.root, marks = base / "work", base / "marks"
        self.root.mkdir()
        marks.mkdir()
        self.store, self.limits = MemoryStore(), limits or Limits()
        self.watch = FileWatch(
            store=self.store, key=KEY, clock=SystemClock(), mark_dir=marks, limits=self.limits
        )
        self.ops: list[FileOp] = []
        self.refs: list[RefOp] = []
        self.place = Place(os.fsencode(self.root), KEY, self.store, SystemClock())
        self.recorded: list[tuple[FileOp, ...]] = []

    def git(self, *arguments: str) -> str:
        """Run git as a person does."""
        identity = ["-c", "user.name=p", "-c", "user.email=p@localhost", "-c", "gc.auto=0"]
        environment = os.environ | GIT_DATES | {"GIT_CONFIG_GLOBAL": os.devnull}
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    def committed(self) -> None:
        """Make a repository of what is there."""
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "first")

    def call(self, name: str, edit: Callable[[], object]) -> Seen:
        """Let an agent edit in the window of a call; return what was seen after it."""
        self.note(self.watch.before(name))
        edit()
        return self.note(self.watch.after(name))

    def end(self) -> Seen:
        """End the run."""
        return self.note(self.watch.end())

    def note(self, seen: Seen) -> Seen:
        """Add what was seen to the run."""
        assert seen.problem is None
        self.ops += seen.files
        self.refs += seen.refs
        return seen

    def prepare(self, wish: Wish | None = None) -> Prepared:
        """Plan an undo."""
        return prepare(self.place, self.ops, self.refs, wish or Wish(), self.limits)

    def perform(self, prepared: Prepared) -> Outcome:
        """Undo."""
        return perform(prepared, self.place, label="rollback:1", record=self.recorded.append)

    def undo(self, outcome: Outcome) -> Outcome:
        """Undo an undo."""
        found = prepare(self.place, outcome.files, outcome.refs, Wish(), self.limits)
        assert not found.files.refused
        return perform(found, self.place, label="rollback:2", record=self.recorded.append)


def tree(root: Path, *, git: bool = True) -> dict[bytes, tuple[str, int, bytes]]:
    """Return all that is in a folder: kind, mode and content by path (of `.git` what counts)."""
    found = {}
    top = os.fsencode(root)
    for folder, folders, names in os.walk(top):
        below = os.path.relpath(folder, top)
        if b".git" in below.split(b"/") or not git:
            folders[:] = [name for name in folders if name not in {b"objects", b"logs", b"refs"}]
        for name in [*folders, *names]:
            path = os.path.normpath(os.path.join(below, name))
            if not git and path.split(b"/")[0] == b".git":
                continue
            found[path] = _one(os.path.join(folder, name))
    return found


def _one(path: bytes) -> tuple[str, int, bytes]:
    status = os.lstat(path)
    mode = stat.S_IMODE(status.st_mode)
    if stat.S_ISLNK(status.st_mode):
        return "link", mode, os.readlink(path)
    if stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            return "file", mode, file.read()
    return ("dir" if stat.S_ISDIR(status.st_mode) else "special"), mode, b""
