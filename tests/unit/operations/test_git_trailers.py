"""operations.git_trailers: put in once, taken out exactly, and what was changed is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.agents.trailers import hook_text
from desktop_app.errors import ConfigError
from desktop_app.operations import git_trailers
from tests.fakes.scripted_agent import git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty repository without sample hooks."""
    git(tmp_path, "init", "-q", "--template=")
    return tmp_path


def hooks(repository: Path) -> dict[str, str]:
    """Return what lies among the hooks."""
    folder = repository / ".git" / "hooks"
    return {one.name: one.read_text() for one in folder.iterdir()} if folder.exists() else {}


def test_in_and_out(repository: Path) -> None:
    """Shown, written once, renewed when our program moved, and gone."""
    shown = git_trailers.install(repository, dry_run=True)
    assert (shown.changed, hooks(repository)) == (True, {})
    done = git_trailers.install(repository)
    assert hooks(repository) == {"prepare-commit-msg": done.text} == {done.path.name: shown.text}
    assert git_trailers.install(repository).changed is False
    done.path.write_text(hook_text(["/an/older/program"]))
    assert git_trailers.install(repository, dry_run=True).changed is True
    assert hooks(repository)["prepare-commit-msg"] != done.text
    assert git_trailers.install(repository).changed is True
    assert hooks(repository)["prepare-commit-msg"] == done.text
    assert git_trailers.undo(repository, dry_run=True).changed is True
    assert git_trailers.undo(repository).before is None
    assert hooks(repository) == {}
    assert git_trailers.undo(repository).changed is False


def test_beside_another_hook(repository: Path) -> None:
    """It is told where it lies, and comes back; without ours it is no business of ours."""
    (repository / ".git" / "hooks").mkdir()
    theirs = repository / ".git" / "hooks" / "prepare-commit-msg"
    theirs.write_text("#!/bin/sh\n")
    before = hooks(repository)
    assert git_trailers.undo(repository).changed is False
    done = git_trailers.install(repository)
    assert done.before is not None
    assert done.before.read_text() == "#!/bin/sh\n"
    assert git_trailers.install(repository).before == done.before
    theirs.write_text("mine now\n")
    with pytest.raises(ConfigError, match="changed since"):
        git_trailers.undo(repository)
    theirs.unlink()
    assert git_trailers.undo(repository).changed is True
    assert hooks(repository) == before


def test_without_an_agent_a_message_stays_as_it_is(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one it is named."""
    for name in ("COUNTERSIGN_RUN_ID", "COUNTERSIGN_RUN_SENDER", "CLAUDECODE", "GEMINI_CLI"):
        monkeypatch.delenv(name, raising=False)
    for name in ("CODEX_THREAD_ID", "CODEX_SESSION_ID", "GEMINI_SESSION_ID", "TRACEPARENT"):
        monkeypatch.delenv(name, raising=False)
    message = repository / "message"
    message.write_text("One\n")
    assert git_trailers.add(message) == ()
    assert message.read_text() == "One\n"
    monkeypatch.setenv("GEMINI_CLI", "1")
    assert git_trailers.add(message) == (("Agent", "gemini"),)
    assert message.read_text() == "One\n\nAgent: gemini\n"
