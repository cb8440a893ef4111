"""One file committed in a person's repository, in whatever state, and nothing else touched."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, StorageError
from desktop_app.host import git_commit
from desktop_app.host.git_commit import Committed, commit_file
from tests.fakes.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

PATH = "countersign/0011223344556677/checkpoint"


def commit(place: Path, data: bytes = b"note\n") -> Committed:
    """Commit a file."""
    return commit_file(place, PATH, data, "Countersign: a checkpoint\n")


@pytest.fixture
def work(tmp_path: Path) -> Workspace:
    """A repository with one commit, something staged, something changed, something new."""
    made = Workspace(tmp_path)
    for name in ("staged", "changed", "as it was"):
        (made.root / name).write_text("before\n")
    made.committed()
    for name in ("staged", "changed", "new"):
        (made.root / name).write_text("after\n")
    made.git("add", "staged")
    return made


def test_that_file_alone_is_committed(work: Workspace) -> None:
    """From a folder below as well; all else stays staged, changed and new as it was."""
    before, head = work.git("status", "--porcelain"), work.git("rev-parse", "HEAD").strip()
    (work.root / "below").mkdir()
    made = commit(work.root / "below")
    assert made == Committed(work.git("rev-parse", "HEAD").strip(), "refs/heads/main", is_new=True)
    assert work.git("rev-parse", "HEAD^").strip() == head
    assert work.git("show", "--format=%an|%s", "--name-only", "HEAD").split("\n") == [
        *("Countersign|Countersign: a checkpoint", "", PATH, "")
    ]
    assert work.git("show", f"HEAD:{PATH}") == "note\n"
    assert (work.root / PATH).read_bytes() == b"note\n"
    assert stat.S_IMODE((work.root / PATH).stat().st_mode) == 0o644
    assert work.git("status", "--porcelain") == before
    assert not list((work.root / ".git").glob("countersign-*"))


def test_again_replaces_and_the_same_makes_no_commit(work: Workspace) -> None:
    """The history is the person's: each checkpoint is in it once."""
    first, again = commit(work.root), commit(work.root)
    assert (again.commit, again.is_new) == (first.commit, False)
    second = commit(work.root, b"newer\n")
    assert second.is_new
    assert work.git("rev-parse", "HEAD^").strip() == first.commit
    assert work.git("show", f"{first.commit}:{PATH}") == "note\n"


def test_the_first_commit_of_a_branch(tmp_path: Path) -> None:
    """A repository that was just made."""
    work = Workspace(tmp_path)
    work.git("init", "-q", "-b", "main")
    made = commit(work.root)
    assert work.git("log", "--format=%H").split() == [made.commit]
    assert work.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MERGE_HEAD", "A merge"),
        ("rebase-merge", "A rebase"),
        ("CHERRY_PICK_HEAD", "A cherry-pick"),
        ("BISECT_LOG", "A bisection"),
    ],
)
def test_nothing_is_done_in_the_midst_of_something(work: Workspace, name: str, said: str) -> None:
    """Which is named."""
    (work.root / ".git" / name).write_text("")
    with pytest.raises(ConfigError, match=f"{said} is under way"):
        commit(work.root)
    assert not (work.root / "countersign").exists()


def test_places_without_a_branch_are_refused(work: Workspace, tmp_path: Path) -> None:
    """No repository, a bare one, the inside of one, no branch checked out, no folder."""
    work.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    (tmp_path / "none").mkdir()
    for place, said in (
        (tmp_path / "none", "in no git repository"),
        (tmp_path / "bare", "no work tree"),
        (work.root / ".git", "no work tree"),
        (work.root / "staged", "no directory"),
    ):
        with pytest.raises(ConfigError, match=said):
            commit(place)
    work.git("checkout", "-q", "--detach")
    with pytest.raises(ConfigError, match="No branch"):
        commit(work.root)


def test_a_link_leads_nowhere(work: Workspace, tmp_path: Path) -> None:
    """Neither as a folder nor as the file; a plain file in the way is told likewise."""
    (tmp_path / "else").mkdir()
    (work.root / "countersign").symlink_to(tmp_path / "else")
    with pytest.raises(ConfigError, match="symbolic link"):
        commit(work.root)
    assert not list((tmp_path / "else").iterdir())
    (work.root / "countersign").unlink()
    (work.root / "countersign").write_text("a file")
    with pytest.raises(ConfigError, match="or a file"):
        commit(work.root)
    (work.root / "countersign").unlink()
    (work.root / PATH).parent.mkdir(parents=True)
    (tmp_path / "target").write_text("theirs")
    (work.root / PATH).symlink_to(tmp_path / "target")
    commit(work.root)
    assert (tmp_path / "target").read_text() == "theirs"
    assert not (work.root / PATH).is_symlink()


def test_nothing_of_the_repository_runs(work: Workspace, tmp_path: Path) -> None:
    """Hooks, filters and a signing program that would leave a mark."""
    mark = tmp_path / "ran"
    script = f"#!/bin/sh\ntouch {mark}\ncat\n"
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction"):
        hook = work.root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script)
        hook.chmod(0o755)
    work.git("config", "filter.a=b.c.clean", f"touch {mark}; cat")
    work.git("config", "filter.a=b.c.required", "true")
    work.git("config", "commit.gpgSign", "true")
    work.git("config", "gpg.program", f"{work.root}/.git/hooks/pre-commit")
    (work.root / ".gitattributes").write_text("* filter=a=b.c\n")
    commit(work.root, b"a\r\nb\n")
    assert not mark.exists()
    assert work.git("cat-file", "blob", f"HEAD:{PATH}").encode() in {b"a\r\nb\n", b"a\nb\n"}


def test_a_locked_index_and_a_missing_git_are_told(
    work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch does not move."""
    head = work.git("rev-parse", "HEAD")
    (work.root / ".git" / "index.lock").write_text("")
    with pytest.raises(StorageError, match="git made no commit"):
        commit(work.root)
    assert work.git("rev-parse", "HEAD") == head
    monkeypatch.setattr(git_commit, "find_git", lambda outside: None if outside else "")
    with pytest.raises(ConfigError, match="git is not installed"):
        commit(work.root)
