"""What the looks of a run found: values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.capture.files.facts import Tree
    from desktop_app.capture.files.images import Images
    from desktop_app.capture.files.ops import FileOp
    from desktop_app.capture.files.repos import RefOp, Repo, RepoState

OUTSIDE = "refs of a repository outside the workspace"


@dataclass(frozen=True, slots=True)
class Begun:
    """What the start of a run found.

    Attributes:
        files: names in the workspace.
        kept_bytes: that were copied.
        tracked: files whose copy is a git object: clean tracked ones.
        dirty: tracked files that are not clean, or not there.
        repo: where the repository of the workspace itself stands, None without one.
        cannot: what cannot be put back: path and reason, by path.
    """

    files: int
    kept_bytes: int
    tracked: int
    dirty: int
    repo: RepoState | None
    cannot: tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found.

    Attributes:
        files: changes of files.
        refs: refs that moved.
        problem: why nothing could be seen, else None.
        at_us: when the look began.
    """

    files: tuple[FileOp, ...] = ()
    refs: tuple[RefOp, ...] = ()
    problem: str | None = None
    at_us: int = 0


def begun_of(
    tree: Tree, images: Images, states: Mapping[Repo, RepoState], tracked_paths: int
) -> Begun:
    """Return what a start found.

    Args:
        tree: the first scan.
        images: that took the copies.
        states: of the repositories.
        tracked_paths: how many regular files the repositories track.
    """
    facts = list(tree.items())
    taken = [(path, fact.content.image) for path, fact in facts if fact.content is not None]
    cannot = {path: image.why for path, image in taken if image.why is not None}
    cannot |= tree.problems
    cannot |= {repo.path: OUTSIDE for repo in states if not repo.inside}
    tracked = sum(image.blob is not None for _, image in taken)
    return Begun(
        files=len(facts),
        kept_bytes=images.kept_bytes,
        tracked=tracked,
        dirty=tracked_paths - tracked,
        repo=next((state for repo, state in states.items() if repo.path == b""), None),
        cannot=tuple(sorted(cannot.items())),
    )
