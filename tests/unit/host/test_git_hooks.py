"""host.git_hooks: a hook is put beside what was there, and taken out as if it never was."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from desktop_app.errors import ConfigError, NotFoundError, StorageError
from desktop_app.host import git_hooks
from desktop_app.host.git_hooks import Hook, add_trailers, hook_of


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository; no configuration of the person's counts."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = tmp_path / "repository"
    found.mkdir()
    git(found, "init", "-q")
    return found


def git(folder: Path, *words: str) -> None:
    """Run git."""
    subprocess.run(["git", *words], cwd=folder, check=True, timeout=60)


def test_where_it_lies(repository: Path, tmp_path: Path) -> None:
    """Of the repository that a folder is in, also of a linked work tree."""
    below = repository / "deep"
    below.mkdir()
    path = repository / ".git" / "hooks" / "prepare-commit-msg"
    assert hook_of(below).path == hook_of(repository).path == path.resolve()
    git(repository, "-c", "user.name=a", "-c", "user.email=a@b", *COMMIT)
    git(repository, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert hook_of(tmp_path / "tree").path == path.resolve()
    with pytest.raises(NotFoundError, match="no git repository"):
        hook_of(tmp_path)


COMMIT = ("commit", "-q", "--allow-empty", "-m", "one")


def test_hooks_that_may_be_anothers_are_left_alone(repository: Path, tmp_path: Path) -> None:
    """`core.hooksPath` may name a folder of all repositories, or one that is committed."""
    for folder in (tmp_path / "shared", repository / ".husky"):
        git(repository, "config", "core.hooksPath", str(folder))
        with pytest.raises(ConfigError, match=r"core\.hooksPath") as told:
            hook_of(repository)
        assert "git-trailers hook" in told.value.hint


def umask() -> int:
    """Return this process's umask, whatever ran before."""
    now = os.umask(0)
    os.umask(now)
    return now


def test_put_and_taken_out(repository: Path) -> None:
    """The one before is moved as it is, mode and all, also when it is a link that leads nowhere."""
    hook = hook_of(repository)
    hook.path.parent.mkdir(exist_ok=True)
    assert hook.text() is None
    hook.put("ours")
    assert (hook.text(), stat.S_IMODE(hook.path.stat().st_mode)) == ("ours", 0o755 & ~umask())
    assert hook.take_out() is False
    assert not hook.path.exists()
    hook.path.write_bytes(b"theirs \xff")
    hook.path.chmod(0o711)
    hook.put("ours")
    with pytest.raises(ConfigError, match="are there already"):
        hook.put("again")
    assert hook.take_out() is True
    assert (hook.path.read_bytes(), hook.path.stat().st_mode & 0o777) == (b"theirs \xff", 0o711)
    hook.path.unlink()
    hook.path.symlink_to("nowhere")
    hook.put("ours")
    assert hook.take_out() is True
    assert hook.path.readlink() == Path("nowhere")


def test_a_folder_without_hooks_gets_one(tmp_path: Path) -> None:
    """`git init --template=` makes none."""
    hook = Hook(tmp_path / "hooks" / "prepare-commit-msg")
    hook.put("ours")
    assert hook.text() == "ours"


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    """A folder in the place of the hook, a file in the place of its folder."""
    hook = Hook(tmp_path / "prepare-commit-msg")
    hook.path.mkdir()
    with pytest.raises(StorageError, match="cannot be read"):
        hook.text()
    with pytest.raises(StorageError, match="cannot be removed"):
        hook.take_out()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be written"):
        Hook(tmp_path / "file" / "x" / "prepare-commit-msg").put("ours")


def test_trailers_are_gits_own(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below those that are there, above comments, once; a line of dashes is no end."""
    monkeypatch.chdir(repository)
    message = repository / ".git" / "COMMIT_EDITMSG"
    message.write_text("Mend it\n\n---\nbody\n\nSigned-off-by: Ada <ada@example.org>\n\n# help\n")
    for value in ("one", "one", "two"):
        add_trailers(Path(".git/COMMIT_EDITMSG"), [("Agent-Run-Id", value)])
    assert message.read_text() == (
        "Mend it\n\n---\nbody\n\nSigned-off-by: Ada <ada@example.org>\n"
        "Agent-Run-Id: one\nAgent-Run-Id: two\n\n# help\n"
    )
    with pytest.raises(StorageError, match="git refuses"):
        add_trailers(Path("not/there"), [("Agent", "x")])


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None on the search path; one that does not answer."""
    monkeypatch.setattr(git_hooks, "_SECONDS", 0)
    with pytest.raises(NotFoundError, match="no git repository") as told:
        hook_of(repository)
    assert "does not answer" in str(told.value.__cause__)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotFoundError, match="no git program"):
        hook_of(repository)
