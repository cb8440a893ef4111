"""capture.files.repos: repositories of every kind, and what moved in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.capture.files.paths import is_below
from desktop_app.capture.files.repos import (
    RefOp,
    blobs_of,
    find_repos,
    format_ref_op,
    moved,
    parse_ref_op,
    state_of_repo,
)
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from tests.fakes.workspace import Workspace
from tests.unit.capture.files.test_scan import Setting

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.capture.files.repos import Repo

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def found(root: Path) -> tuple[Repo, ...]:
    """Return the repositories of a folder."""
    return find_repos(os.path.realpath(os.fsencode(root)), Setting(root).full())


@given(
    op=st.builds(
        RefOp,
        repo=st.just(b"") | st.binary(min_size=1, max_size=8).filter(is_below),
        name=TEXT,
        before=st.none() | TEXT,
        after=st.none() | TEXT,
        inside=st.booleans(),
        commits=st.lists(TEXT, max_size=2).map(tuple),
        calls=st.lists(TEXT, max_size=2).map(tuple),
        since_us=st.integers(0, 2**50),
        until_us=st.integers(0, 2**50),
    )
)
def test_every_moved_ref_comes_back(op: RefOp) -> None:
    """Round trip, through JSON that may be hashed."""
    assert parse_ref_op(canonical.decode(canonical.encode(format_ref_op(op)))) == op


@pytest.mark.parametrize(
    "change", [{"repo": ".."}, {"ref": 1}, {"since_us": "1"}, {"commits": "x"}, {"calls": [1]}]
)
def test_what_is_no_moved_ref_is_refused(change: dict[str, object]) -> None:
    """One defect at a time."""
    whole = format_ref_op(RefOp(b"", "refs/heads/x", None, "1", inside=True))
    with pytest.raises(BadEncodingError):
        parse_ref_op({**whole, **change})
    with pytest.raises(BadEncodingError):
        parse_ref_op({})


def test_a_nested_repository_and_a_submodule_are_repositories_of_their_own(tmp_path: Path) -> None:
    """Their tracked files count as theirs."""
    inner = Workspace(tmp_path)
    (inner.root / "f").write_text("x")
    inner.committed()
    (tmp_path / "outer").mkdir()
    outer = Workspace(tmp_path / "outer")
    (outer.root / "g").write_text("y")
    outer.committed()
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "sub")
    inner.root.rename(outer.root / "nested")
    repos = found(outer.root)
    assert [(repo.path, repo.inside) for repo in repos] == [
        (b"", True), (b"nested", True), (b"sub", True),
    ]  # fmt: skip
    assert {b"g", b"nested/f", b"sub/f"} <= blobs_of(repos).ids.keys()


def test_a_linked_work_tree_and_a_folder_of_a_repository_have_their_refs_outside(
    tmp_path: Path,
) -> None:
    """Blobs are used, refs are only looked at."""
    work = Workspace(tmp_path)
    (work.root / "d").mkdir()
    (work.root / "d" / "f").write_text("x")
    work.committed()
    work.git("worktree", "add", "-q", str(tmp_path / "linked"))
    for root, path in ((tmp_path / "linked", b"d/f"), (work.root / "d", b"f")):
        (repo,) = found(root)
        assert not repo.inside
        assert path in blobs_of((repo,)).ids


def test_a_git_file_that_points_anywhere_is_no_way_out(tmp_path: Path) -> None:
    """To a folder that is none, and to another repository: never inside."""
    other = Workspace(tmp_path)
    other.committed()
    trap = tmp_path / "trap"
    trap.mkdir()
    for target in ("/nowhere", str(other.root / ".git"), "\0", "x" * 5000):
        (trap / ".git").write_text(f"gitdir: {target}\n")
        assert not any(repo.inside for repo in found(trap))
    (trap / ".git").unlink()
    (trap / ".git").symlink_to(other.root / ".git")
    assert not any(repo.inside for repo in found(trap))


def test_what_moved(tmp_path: Path) -> None:
    """Refs made, moved and deleted; HEAD to another branch, and detached with commits."""
    work = Workspace(tmp_path)
    work.committed()
    work.git("branch", "old")
    (repo,) = found(work.root)
    before = state_of_repo(repo)
    work.git("branch", "-D", "old")
    work.git("checkout", "-q", "--detach")
    work.git("commit", "-q", "--allow-empty", "-m", "adrift")
    adrift = work.git("rev-parse", "HEAD").strip()
    after = state_of_repo(repo)
    ops = moved(repo, before, after)
    assert [(op.name, op.before, op.after, op.commits) for op in ops] == [
        ("refs/heads/old", before.head, None, ()),
        ("HEAD", "refs/heads/main", adrift, (adrift,)),
    ]
    assert moved(repo, after, after) == []
