"""What lies at some paths of a workspace now, for who wants to put them back.

Promise: looks, changes nothing, and follows no link below the workspace.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Fact, Kind, Limits, fact_of
from desktop_app.capture.files.gitpaths import GIT, in_git
from desktop_app.capture.files.ops import State, checksum
from desktop_app.capture.files.paths import name_of, parent_of
from desktop_app.host import folder

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_OBJECTS = "the repository's objects are gone"
REPO_MADE = "a repository that the run made stays"
GIT_BUSY = "git is at work in the repository (index.lock)"


@dataclass(frozen=True, slots=True)
class Present:
    """One path as it is now.

    Attributes:
        state: what is there (without a copy), None: nothing.
        fact: the status that it was read with.
        content: of a file or link, only where it was asked for.
        names: of a folder: what is in it.
        stopped_at: the first folder on the way that is missing or no folder, None: all are.
        blocked: why this path must not be touched, whatever is there.
        like: checksum of another content that means the same (`indexes`).
    """

    state: State | None = None
    fact: Fact | None = None
    content: bytes | None = None
    names: frozenset[bytes] = frozenset()
    stopped_at: bytes | None = None
    blocked: str | None = None
    like: str | None = None


def look(root: bytes, paths: Iterable[bytes], key: bytes) -> dict[bytes, Present]:
    """Return what lies at each path.

    Args:
        root: absolute path of the workspace.
        paths: of the workspace.
        key: the run's.

    Raises:
        OSError: the workspace cannot be opened.
    """
    with folder.opened(root):
        return {path: look_at(root, path, key) for path in paths}


def look_at(root: bytes, path: bytes, key: bytes, *, keep: bool = False) -> Present:
    """Return what lies at one path, with its content when it is to be kept."""
    try:
        with folder.opened(root, parent_of(path)) as handle:
            return _at(handle, path, key, _blocked(root, path), keep=keep)
    except FileNotFoundError:
        return Present(stopped_at=_stop(root, path), blocked=_blocked(root, path))
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            return Present(stopped_at=_stop(root, path), blocked=_blocked(root, path))
        return Present(blocked=error.strerror or "unreadable")


def _at(handle: int, path: bytes, key: bytes, blocked: str | None, *, keep: bool) -> Present:
    name = name_of(path)
    status = folder.status_of(handle, name)
    if status is None:
        return Present(blocked=blocked)
    fact = fact_of(status, 0)
    if fact.kind is Kind.DIR:
        with folder.opened_below(handle, name) as inside:
            names = frozenset(below for below, _ in folder.listed(inside))
        return Present(State(Kind.DIR, fact.mode), fact, names=names, blocked=blocked)
    if fact.kind is Kind.SPECIAL:
        return Present(State(Kind.SPECIAL, fact.mode, why="special file"), fact, blocked=blocked)
    if fact.kind is Kind.LINK:
        target = folder.target_of(handle, name)
        sealed = checksum(key, hashlib.sha256(target).digest())
        state = State(Kind.LINK, fact.mode, len(target), sealed)
        return Present(state, fact, target if keep else None, blocked=blocked)
    return _file(handle, name, key, blocked, keep=keep, fact=fact)


def _file(
    handle: int, name: bytes, key: bytes, blocked: str | None, *, keep: bool, fact: Fact
) -> Present:
    digest = hashlib.sha256()
    pieces: list[bytes] = []

    def sink(piece: bytes) -> None:
        digest.update(piece)
        if keep:
            pieces.append(piece)

    try:
        reading = folder.read(handle, name, sink, max_bytes=Limits().digest_bytes)
    except OSError as error:
        state = State(Kind.FILE, fact.mode, fact.size, why=error.strerror or "unreadable")
        return Present(state, fact, blocked=blocked)
    fact = fact_of(reading.status, 0)
    sealed = checksum(key, digest.digest()) if reading.steady else None
    state = State(Kind.FILE, fact.mode, fact.size, sealed)
    return Present(state, fact, b"".join(pieces) if keep else None, blocked=blocked)


def _stop(root: bytes, path: bytes) -> bytes | None:
    """Return the first folder on the way to a path that cannot be entered."""
    parts = path.split(b"/")[:-1]
    for n in range(1, len(parts) + 1):
        way = b"/".join(parts[:n])
        try:
            with folder.opened(root, way):
                continue
        except OSError:
            return way
    return None


def _blocked(root: bytes, path: bytes) -> str | None:
    """Return why a path inside a repository's own folder must not be touched now."""
    parts = path.split(b"/")
    if GIT not in parts:
        return None
    if parts[-1] == GIT and not in_git(path):
        return _gone(root, path)
    own = b"/".join(parts[: parts.index(GIT) + 1])
    try:
        with folder.opened(root, own) as handle:
            if folder.status_of(handle, b"objects") is None:
                return NO_OBJECTS
            return GIT_BUSY if folder.status_of(handle, b"index.lock") is not None else None
    except OSError:
        return NO_OBJECTS


def _gone(root: bytes, path: bytes) -> str | None:
    """Return why a repository's own folder is not made again: it would have no objects."""
    try:
        with folder.opened(root, parent_of(path)) as handle:
            return NO_OBJECTS if folder.status_of(handle, name_of(path)) is None else None
    except OSError:
        return NO_OBJECTS
