"""A scan: what is in a workspace now, reading only what may have changed since the last time.

Promise: no symbolic link is followed below the workspace, no special file is opened, no other file
system is entered. A fact of the previous tree is taken over only when nothing the system tells of
the file differs and it is not racy (`Fact.racy`); all else is read again. What cannot be seen is in
`Tree.problems`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from desktop_app.capture.files.facts import Fact, Kind, Limits, Tree, fact_of
from desktop_app.capture.files.gitpaths import is_ref, is_skipped
from desktop_app.capture.files.images import CHANGING
from desktop_app.capture.files.paths import joined, parent_of
from desktop_app.host import folder

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from desktop_app.model.clock import Clock

TOO_DEEP = "folders too deep"
TOO_MANY = "too many files"
UNREADABLE_FOLDER = "folder cannot be read"
OTHER_SYSTEM = "another file system"


class Taker(Protocol):
    """Reads what a scan finds changed (`images.Images`)."""

    def take(self, handle: int, name: bytes, path: bytes, fact: Fact) -> Fact:
        """Return the fact with its content."""
        ...


class Scanner:
    """Scans one workspace.

    Args:
        root: absolute path.
        limits: of files and depth.
        clock: tells when a scan began.
        taker: reads.
        exclude: (device, inode) of folders that are passed over: our own.
    """

    def __init__(
        self,
        root: bytes,
        limits: Limits,
        clock: Clock,
        taker: Taker,
        exclude: frozenset[tuple[int, int]] = frozenset(),
    ) -> None:
        self.root = root
        self._limits, self._clock, self._taker, self._exclude = limits, clock, taker, exclude

    def full(self, previous: Tree) -> Tree:
        """Scan everything.

        Raises:
            OSError: the workspace itself cannot be opened.
        """
        pass_ = _Pass(self, previous, {}, {})
        with folder.opened(self.root) as handle:
            pass_.walk(handle, b"")
        return Tree(pass_.folders, pass_.problems)

    def partial(self, previous: Tree, folders: Iterable[bytes], whole: Iterable[bytes]) -> Tree:
        """Scan some folders again: `folders` themselves, `whole` with all that is below.

        Returns:
            A tree that shares with `previous` what was not looked at.
        """
        pass_ = _Pass(self, previous, dict(previous.folders), dict(previous.problems))
        everything = frozenset(whole)
        for path in sorted({*folders, *everything}):
            pass_.again(path, everything)
        return Tree(pass_.folders, pass_.problems)

    def begin_ns(self) -> int:
        """Return the wall time."""
        return self._clock.now_us() * 1000

    def read(self, handle: int, name: bytes, path: bytes, fact: Fact) -> Fact:
        """Read one thing."""
        return self._taker.take(handle, name, path, fact)

    def refusal(self, path: bytes, status: os.stat_result, device: int) -> str | None:
        """Return why a folder is not entered, None when it is; empty: without a word."""
        if (status.st_dev, status.st_ino) in self._exclude:
            return ""
        if status.st_dev != device:
            return OTHER_SYSTEM
        return TOO_DEEP if path.count(b"/") >= self._limits.depth else None

    def over(self, count: int) -> bool:
        """Return whether there are more files than a scan looks at."""
        return count >= self._limits.files


class _Pass:
    """One pass over a workspace."""

    def __init__(
        self,
        scanner: Scanner,
        previous: Tree,
        folders: dict[bytes, Mapping[bytes, Fact]],
        problems: dict[bytes, str],
    ) -> None:
        self._scanner, self._previous = scanner, previous
        self.folders, self.problems = folders, problems
        self._seen_ns = scanner.begin_ns()
        self._count = sum(map(len, folders.values()))
        self._walked: set[bytes] = set()

    def walk(self, handle: int, path: bytes, *, deep: bool = True) -> None:
        """List a folder; with `deep` all that is below, else only what is new below."""
        self._walked.add(path)
        old = self._previous.folders.get(path, {})
        self._count -= len(self.folders.get(path, ()))
        names: dict[bytes, Fact] = {}
        self.folders[path] = names
        device = folder.status_here(handle).st_dev
        for name, status in folder.listed(handle):
            below = joined(path, name)
            self.problems.pop(below, None)
            if is_skipped(below):
                continue
            if self._scanner.over(self._count):
                self.problems[path] = TOO_MANY
                break
            self._count += 1
            names[name] = fact = self._fact(handle, name, below, status, old.get(name))
            if fact.kind is Kind.DIR:
                known = old.get(name)
                new = known is None or known.kind is not Kind.DIR or known.inode != fact.inode
                if deep or new:
                    self._enter(handle, name, below, status, device)
            else:
                self.forget(below)
        for name in old.keys() - names.keys():
            self.forget(joined(path, name))

    def again(self, path: bytes, everything: frozenset[bytes]) -> None:
        """Look at one folder once more; when it cannot be opened, at the one that it is in."""
        if path in self._walked:
            return
        try:
            with folder.opened(self._scanner.root, path) as handle:
                self.walk(handle, path, deep=path in everything)
        except OSError:
            if not path:
                raise
            self.again(parent_of(path), everything)

    def forget(self, path: bytes) -> None:
        """Leave out a folder that is gone, and all that was below."""
        if path in self.folders and path not in self._walked:
            prefix = path + b"/"
            for known in [known for known in self.folders if known.startswith(prefix)]:
                self._count -= len(self.folders.pop(known))
            self._count -= len(self.folders.pop(path))

    def _enter(
        self, handle: int, name: bytes, path: bytes, status: os.stat_result, device: int
    ) -> None:
        refusal = self._scanner.refusal(path, status, device)
        if refusal is not None:
            self.forget(path)
            if refusal:
                self.problems[path] = refusal
            return
        try:
            with folder.opened_below(handle, name) as below:
                self.walk(below, path)
        except PermissionError:
            self.problems[path] = UNREADABLE_FOLDER
            self._assume(path)
        except OSError:  # gone, or another thing by now: the next scan tells
            self.forget(path)

    def _assume(self, path: bytes) -> None:
        """Take over what was below a folder that cannot be read any more: it may be there."""
        prefix = path + b"/"
        for known, names in self._previous.folders.items():
            if (known == path or known.startswith(prefix)) and known not in self.folders:
                self.folders[known] = names
                self._count += len(names)

    def _fact(
        self, handle: int, name: bytes, path: bytes, status: os.stat_result, old: Fact | None
    ) -> Fact:
        fact = fact_of(status, self._seen_ns)
        same = old is not None and old.same_status(fact)
        if fact.kind is Kind.DIR or is_ref(path):
            return old if same and old is not None else fact
        if same and old is not None and old.content is not None and not _unsure(old):
            return old
        taken = self._scanner.read(handle, name, path, fact)
        if same and old is not None and old.content == taken.content:
            return replace(old, seen_ns=self._seen_ns)
        return taken


def _unsure(fact: Fact) -> bool:
    return fact.racy or (fact.content is not None and fact.content.image.why == CHANGING)
