"""Real git, real commits: an agent's say which run made them, a person's say nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="hooks there: not tried")
COUNTERSIGN = (sys.executable, "-P", "-m", "desktop_app")
COMMIT = ("git", "commit", "-q", "--allow-empty")
CLAUDE = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "session-1"}


class Repository:
    """A repository and the environment of whoever works in it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        folder.mkdir()
        self.run("git", "init", "-q", "-b", "main", "--template=")

    def run(self, *words: str, **more: str) -> str:
        """Run a program there; it must succeed."""
        done = subprocess.run(
            words,
            cwd=self.folder,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def message(self) -> str:
        """Return the newest commit's message."""
        return self.run("git", "log", "-1", "--format=%B").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    """A repository with the hook, of a person whom no agent runs."""
    person = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }
    found = Repository(tmp_path / "repository", running.environment(tmp_path) | person)
    found.run(*COUNTERSIGN, "git-trailers", "install")
    yield found
    found.run(*COUNTERSIGN, "git-trailers", "install", "--undo")
    assert not any((found.folder / ".git" / "hooks").iterdir())


def test_an_agents_commit_names_its_run(repository: Repository) -> None:
    """From its own variables; a person's does not; amended in the same run it is named once."""
    repository.run(*COMMIT, "-m", "mine")
    assert repository.message() == "mine"
    repository.run(*COMMIT, "-m", "theirs", **CLAUDE)
    told = "theirs\n\nAgent: claude-code\nAgent-Run-Id: session-1"
    assert repository.message() == told
    repository.run(*COMMIT, "--amend", "--no-edit", **CLAUDE)
    assert repository.message() == told
    found = repository.run("git", "log", "--format=%(trailers:key=Agent-Run-Id,valueonly)")
    assert found.split() == ["session-1"]


def test_a_run_under_record_is_found_by_its_commit(repository: Repository) -> None:
    """The trailers are the ids under which `countersign show` finds the run and its trace."""
    repository.run(*COUNTERSIGN, "run", "--name", "job", "--", *COMMIT, "-m", "by a job")
    lines = dict(line.split(": ") for line in repository.message().splitlines()[2:])
    assert set(lines) == {"Agent", "Agent-Run-Id", "Trace-Id"}
    with running.running(repository.folder.parent) as recorder:
        recorder.wait_indexed()
        shown = recorder.cli_json("show", lines["Agent-Run-Id"])
    assert shown["run_id"] == lines["Agent-Run-Id"]
    assert lines["Trace-Id"] in str(shown)


def test_a_hook_that_was_there_goes_on(repository: Repository) -> None:
    """It runs first, and its refusal counts; ours failing stops nothing."""
    hooks = repository.folder / ".git" / "hooks"
    repository.run(*COUNTERSIGN, "git-trailers", "install", "--undo")
    theirs = hooks / "prepare-commit-msg"
    theirs.write_text('#!/bin/sh\necho "Ticket: 1" >> "$1"\n')
    theirs.chmod(0o755)
    repository.run(*COUNTERSIGN, "git-trailers", "install")
    repository.run(*COMMIT, "-m", "theirs", **CLAUDE)
    assert "Ticket: 1" in repository.message()
    assert "Agent: claude-code" in repository.message()
    aside = hooks / "prepare-commit-msg.before-countersign"
    aside.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(AssertionError):
        repository.run(*COMMIT, "-m", "refused", **CLAUDE)
    aside.unlink()
    ours = theirs.read_text()
    theirs.write_text(ours.replace(sys.executable, "/no/such/program"))
    repository.run(*COMMIT, "-m", "still", **CLAUDE)
    assert repository.message() == "still"
