"""host.git: a hostile repository runs nothing; what is asked is answered."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.git import Git, environment, find_git
from tests.fakes.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


def asked(work: Workspace) -> Git:
    """Return git in a workspace."""
    program = find_git(outside=b"/nowhere")
    assert program is not None
    return Git(program, os.fsencode(work.root))


def test_what_the_index_holds(tmp_path: Path) -> None:
    """Mode and blob by path, also of names that are no UTF-8; blobs as they are."""
    work = Workspace(tmp_path)
    (work.root / "f").write_bytes(b"x\r\n")
    (work.root / os.fsdecode(b"\xff")).write_bytes(b"y")
    work.committed()
    git = asked(work)
    tracked = git.tracked()
    assert sorted(tracked) == [b"f", b"\xff"]
    assert git.blob(tracked[b"f"].blob) == b"x\r\n"
    assert git.present([tracked[b"f"].blob, "0" * 40]) == {tracked[b"f"].blob}
    assert git.blob("0" * 40) is None
    assert git.directory_of_git() == os.fsencode(work.root / ".git")


def test_refs_and_commits(tmp_path: Path) -> None:
    """Branches, the head, and what came into reach, newest first."""
    work = Workspace(tmp_path)
    work.committed()
    git = asked(work)
    (first,) = git.refs().values()
    assert git.head() == ("refs/heads/main", first)
    work.git("commit", "-q", "--allow-empty", "-m", "second")
    (second,) = git.refs().values()
    assert git.commits([second], [first], 10) == (second,)
    assert git.commits([], [first], 10) == ()
    work.git("checkout", "-q", "--detach")
    assert git.head() == (None, second)


def test_refs_move_together_or_not_at_all(tmp_path: Path) -> None:
    """One that is not where it was said to be stops all."""
    work = Workspace(tmp_path)
    work.committed()
    git = asked(work)
    main = git.refs()["refs/heads/main"]
    new = {"refs/heads/new": (None, main)}
    assert git.move_refs(new | {"refs/heads/main": ("1" * 40, None)})
    assert set(git.refs()) == {"refs/heads/main"}
    assert git.move_refs(new) is None
    assert git.move_refs({"refs/heads/new": (main, None)}) is None
    assert set(git.refs()) == {"refs/heads/main"}


@pytest.mark.parametrize("way", ["", "commondir", "refs", "refs/heads"])
def test_where_a_repository_keeps_its_refs(tmp_path: Path, way: str) -> None:
    """One that leads into another repository is not within: moving its refs moves the other's."""
    both = []
    for name in ("own", "other"):
        (tmp_path / name).mkdir()
        both.append(Workspace(tmp_path / name))
        both[-1].committed()
    work, theirs = both[0], both[1].root / ".git"
    git = asked(work)
    main = git.refs()["refs/heads/main"]
    if way == "commondir":
        (work.root / ".git" / "commondir").write_text(f"{theirs}\n")
    elif way:
        (work.root / ".git" / way).rename(tmp_path / "aside")
        (work.root / ".git" / way).symlink_to(theirs / way)
    root = os.fsencode(work.root)
    assert git.lies_within(root, ["refs/heads/main"]) is not bool(way)
    assert not git.lies_within(root + b"/below")
    assert git.move_refs({"refs/heads/made": (None, main)}) is None
    assert (theirs / "refs" / "heads" / "made").exists() is bool(way)


@pytest.mark.parametrize(
    "setting",
    [
        ("core.fsmonitor", "{}"),
        ("core.hooksPath", "{}.d"),
        ("core.pager", "{}"),
        ("core.sshCommand", "{}"),
        ("diff.external", "{}"),
        ("gpg.program", "{}"),
        ("filter.x.clean", "{}"),
        ("filter.x.smudge", "{}"),
        ("filter.x.process", "{}"),
        ("diff.x.textconv", "{}"),
        ("core.alternateRefsCommand", "{}"),
        ("core.askPass", "{}"),
        ("alias.ls-files", "!{}"),
    ],
)
def test_no_setting_of_a_repository_runs_a_program(
    tmp_path: Path, setting: tuple[str, str]
) -> None:
    """Each question asked of a repository that wants to run something at each of them."""
    work = Workspace(tmp_path)
    (work.root / ".gitattributes").write_text("* filter=x diff=x\n")
    (work.root / "f").write_text("x")
    work.committed()
    trap, mark = tmp_path / "trap", tmp_path / "ran"
    trap.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    trap.chmod(0o755)
    hooks = tmp_path / "trap.d"
    hooks.mkdir()
    for name in ("reference-transaction", "post-index-change", "pre-auto-gc", "post-checkout"):
        (hooks / name).symlink_to(trap)
        (work.root / ".git" / "hooks" / name).unlink(missing_ok=True)
        (work.root / ".git" / "hooks" / name).symlink_to(trap)
    work.git("config", setting[0], setting[1].format(trap))
    (work.root / "f").write_text("changed")
    git = asked(work)
    main = git.refs()["refs/heads/main"]
    git.tracked()
    git.ignored()
    git.present([main])
    git.blob(main)
    git.head()
    git.commits([main], [], 5)
    git.entries_of((work.root / ".git" / "index").read_bytes())
    assert git.move_refs({"refs/heads/x": (None, main)}) is None
    assert not mark.exists()


def test_a_missing_object_of_a_partial_clone_is_not_fetched(tmp_path: Path) -> None:
    """A promised object is asked of no remote, whose address may be a program."""
    work = Workspace(tmp_path)
    work.committed()
    mark = tmp_path / "ran"
    for name, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", f"ext::sh -c touch% {mark}"),
        ("protocol.ext.allow", "always"),
    ):
        work.git("config", name, value)
    git = asked(work)
    assert git.present(["1" * 40]) == frozenset()
    assert git.blob("1" * 40) is None
    assert not mark.exists()


def test_no_repository_and_no_folder_are_no_error(tmp_path: Path) -> None:
    """Everything is empty or None."""
    for place in (b"/", os.fsencode(tmp_path / "none")):
        git = Git(find_git(outside=b"/nowhere") or "", place)
        assert git.directory_of_git() is None
        assert (git.tracked(), git.refs(), git.head()) == ({}, {}, (None, None))
        assert (git.ignored(), git.present(["0" * 40])) == ((), frozenset())
        assert git.move_refs({"refs/heads/x": (None, "0" * 40)}) is not None


def test_indexes_are_compared_by_what_is_staged(tmp_path: Path) -> None:
    """An index that was only refreshed says the same; another staged content does not."""
    work = Workspace(tmp_path)
    (work.root / "f").write_text("x")
    work.committed()
    git, index = asked(work), work.root / ".git" / "index"
    before = index.read_bytes()
    os.utime(work.root / "f", (1, 1))
    work.git("status")
    assert index.read_bytes() != before
    assert git.entries_of(before) == git.entries_of(index.read_bytes()) != b""
    assert git.entries_of(b"no index") is None


def test_a_git_inside_the_workspace_is_never_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent may have put it there."""
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_git(outside=os.fsencode(tmp_path)) is None
    assert find_git(outside=b"/nowhere") == str(tmp_path / "git")
    monkeypatch.setenv("PATH", "")
    assert find_git(outside=b"/nowhere") is None


def test_git_gets_no_variable_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """GIT_DIR and the like of the recorder's own environment do not reach it."""
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/bin/false")
    assert not {"GIT_DIR", "GIT_EXTERNAL_DIFF"} & environment().keys()


def test_the_trap_of_these_tests_is_one(tmp_path: Path) -> None:
    """Git as a person runs it falls into it: without this the others would hold nothing."""
    work = Workspace(tmp_path)
    work.committed()
    trap, mark = tmp_path / "trap", tmp_path / "ran"
    trap.write_text(f"#!/bin/sh\ntouch {mark}\n")
    trap.chmod(0o755)
    work.git("config", "core.fsmonitor", str(trap))
    work.git("status")
    assert mark.exists()
