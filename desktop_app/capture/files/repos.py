"""The repositories of a workspace: what they have, where their refs are, what commits were made.

Promise: values, read through `host.git` alone. A repository whose own folder is not inside the
workspace (a linked work tree, a folder above) gives blobs and is looked at, but its refs are never
moved back: `inside` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Kind, Tree
from desktop_app.capture.files.gitpaths import GIT, in_git
from desktop_app.capture.files.images import Blobs
from desktop_app.capture.files.paths import format_path, joined, parent_of, parse_path
from desktop_app.errors import BadEncodingError
from desktop_app.host.git import Git, find_git

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON

_MAX_REPOS = 50
_MAX_COMMITS = 1_000
_BLOB_MODES = frozenset(("100644", "100755"))


@dataclass(frozen=True, slots=True)
class Repo:
    """One repository.

    Attributes:
        path: the folder of the workspace that it belongs to; empty: the workspace.
        git: asks it.
        own: absolute path of its own folder.
        inside: whether that is inside the workspace.
    """

    path: bytes
    git: Git
    own: bytes
    inside: bool


@dataclass(frozen=True, slots=True)
class RepoState:
    """Where a repository stands.

    Attributes:
        branch: full name of the branch that HEAD is on, None when detached.
        head: commit, None when unborn.
        refs: object of each ref.
    """

    branch: str | None = None
    head: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefOp:
    """A ref that moved, with the commits that came into reach.

    Attributes:
        repo: as in `Repo.path`.
        name: full name (`refs/heads/main`); `HEAD` when it went to another branch or commit.
        before: object (of `HEAD`: branch or commit) before, None: not there.
        after: as `before`.
        inside: as in `Repo.inside`.
        commits: ids, newest first, at most 1,000.
        calls: who, as in `FileOp.calls`.
        since_us: it moved after this time,
        until_us: and before this one.
    """

    repo: bytes
    name: str
    before: str | None
    after: str | None
    inside: bool
    commits: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    since_us: int = 0
    until_us: int = 0


def find_repos(root: bytes, tree: Tree) -> tuple[Repo, ...]:
    """Return the repositories that a scan met, and the one that the workspace is part of."""
    program = find_git(outside=root)
    if program is None:
        return ()
    marks = {
        folder
        for folder, names in tree.folders.items()
        if not in_git(joined(folder, b"x")) and GIT in names
        if names[GIT].kind in {Kind.DIR, Kind.FILE}
    }
    found: dict[bytes, Repo] = {}
    for path in sorted(marks | {b""})[:_MAX_REPOS]:
        git = Git(program, root + b"/" + path if path else root)
        own = git.directory_of_git()
        if own is not None and own not in found:  # a broken one is taken for that around it
            found[own] = Repo(path, git, own, inside=git.lies_within(root))
    return tuple(found.values())


def blobs_of(repos: tuple[Repo, ...]) -> Blobs:
    """Return the blobs of tracked regular files that the repositories really have."""
    ids: dict[bytes, str] = {}
    readers: dict[bytes, Git] = {}
    for repo in repos:
        tracked = {
            joined(repo.path, path): entry.blob
            for path, entry in repo.git.tracked().items()
            if entry.mode in _BLOB_MODES
        }
        present = repo.git.present(tracked.values())
        for path, blob in tracked.items():
            if blob in present:
                ids[path], readers[path] = blob, repo.git
    return Blobs(ids, readers)


def ignored_by(repos: tuple[Repo, ...]) -> Callable[[bytes], bool]:
    """Return what tells whether the ignore rules name a path, as they are now."""
    named = frozenset(
        joined(repo.path, path.rstrip(b"/")) for repo in repos for path in repo.git.ignored()
    )

    def ignored(path: bytes) -> bool:
        while path:
            if path in named:
                return True
            path = parent_of(path)
        return False

    return ignored


def state_of_repo(repo: Repo) -> RepoState:
    """Return where a repository stands now; nowhere when it is gone, whatever is around it."""
    if repo.git.directory_of_git() != repo.own:
        return RepoState()
    branch, head = repo.git.head()
    return RepoState(branch, head, repo.git.refs())


def moved(repo: Repo, before: RepoState, after: RepoState) -> list[RefOp]:
    """Return what differs between two states, with the commits that are new in the later one."""
    was = tuple(dict.fromkeys([*before.refs.values(), *([before.head] if before.head else [])]))
    found = []
    for name in sorted(before.refs.keys() | after.refs.keys()):
        old, new = before.refs.get(name), after.refs.get(name)
        if old != new:
            commits = repo.git.commits([new], was, _MAX_COMMITS) if new else ()
            found.append(RefOp(repo.path, name, old, new, repo.inside, commits))
    old, new = before.branch or before.head, after.branch or after.head
    if old != new:
        detached = [after.head] if after.branch is None and after.head else []
        commits = repo.git.commits(detached, was, _MAX_COMMITS)
        found.append(RefOp(repo.path, "HEAD", old, new, repo.inside, commits))
    return found


def format_ref_op(op: RefOp) -> dict[str, JSON]:
    """Return the JSON form of a moved ref; what is None is left out."""
    whole: dict[str, JSON] = {
        "repo": format_path(op.repo),
        "ref": op.name,
        "before": op.before,
        "after": op.after,
        "inside": op.inside,
        "commits": list(op.commits),
        "calls": list(op.calls),
        "since_us": op.since_us,
        "until_us": op.until_us,
    }
    return {name: value for name, value in whole.items() if value is not None}


def parse_ref_op(value: Mapping[str, object]) -> RefOp:
    """Parse the JSON form of a moved ref.

    Raises:
        BadEncodingError: it is none.
    """
    try:
        repo, since, until = value["repo"], value["since_us"], value["until_us"]
        if not isinstance(since, int) or not isinstance(until, int):
            raise BadEncodingError("A time that is no number.")
        return RefOp(
            repo=b"" if repo == "" else parse_path(repo),
            name=_text(value["ref"]) or "",
            before=_text(value.get("before")),
            after=_text(value.get("after")),
            inside=value["inside"] is True,
            commits=_texts(value["commits"]),
            calls=_texts(value["calls"]),
            since_us=since,
            until_us=until,
        )
    except KeyError as error:
        raise BadEncodingError(f"Not a moved ref: {error} is missing.") from error


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadEncodingError("Not a string.")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadEncodingError("No list of strings.")
    return tuple(value)
