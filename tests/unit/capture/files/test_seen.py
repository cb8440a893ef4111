"""capture.files.seen: what a start tells of what cannot be put back."""

from __future__ import annotations

from desktop_app.capture.files.facts import Content, Fact, Image, Kind, Limits, Tree
from desktop_app.capture.files.images import Blobs, Images
from desktop_app.capture.files.repos import Repo, RepoState
from desktop_app.capture.files.seen import OUTSIDE, begun_of
from desktop_app.host.git import Git
from tests.fakes.file_store import MemoryStore


def fact(image: Image) -> Fact:
    """Return the fact of a file with that copy."""
    return Fact(Kind.FILE, 0o644, 1, 1, 1, 1, 1, 1, Content(b"d", binary=False, image=image))


def test_a_start_counts_and_lists_by_path() -> None:
    """Files without a copy, what was not seen, and refs that are not ours to move."""
    names = {b"a": fact(Image(blob="1")), b"b": fact(Image(why="too large"))}
    tree = Tree({b"": {**names, b"c": fact(Image(ref="r"))}}, {b"deep": "folders too deep"})
    images = Images(MemoryStore(), Limits(), Blobs({}, {}))
    state = RepoState("refs/heads/main", "1" * 40)
    repo = Repo(b"", Git("git", b"/w"), b"/elsewhere/.git", inside=False)
    begun = begun_of(tree, images, {repo: state}, 3)
    assert (begun.files, begun.tracked, begun.dirty, begun.repo) == (3, 1, 2, state)
    assert begun.cannot == ((b"", OUTSIDE), (b"b", "too large"), (b"deep", "folders too deep"))
    assert begun_of(Tree(), images, {}, 0).repo is None
