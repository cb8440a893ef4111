"""countersign git-trailers: shows what it writes, says how to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.scripted_agent import git

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.fakes.commands import Commands


def test_shown_written_and_taken_out(
    empty: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a recorder and without a ledger; twice is said."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert "no git repository" in empty("git-trailers", "install").err
    git(folder, "init", "-q", "--template=")
    install = ("git-trailers", "install")
    dry = empty(*install, "--dry-run")
    assert "  #!/bin/sh" in dry.lines
    assert dry.lines[-1].startswith("Nothing was written. The hook is ")
    (folder / ".git" / "hooks").mkdir()
    (folder / ".git" / "hooks" / "prepare-commit-msg").write_text("#!/bin/sh\n")
    done = empty(*install)
    assert done.code == 0
    assert done.lines[-3].startswith("Written: ")
    assert "runs first: prepare-commit-msg.before-countersign" in done.lines[-2]
    assert done.lines[-1] == "Undo it with `countersign git-trailers install --undo`."
    assert "it is there already" in empty(*install).out
    data = empty(*install, "--undo", "--output", "json").data
    assert (data["changed"], data["undo"], data["text"]) == (True, True, "")
    assert "no hook of ours" in empty(*install, "--undo").out
    empty(*install)
    assert "The one before it is back." in empty(*install, "--undo").out


def test_the_hook_itself_is_silent(
    empty: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it added stands in the message, and in JSON for who asks."""
    monkeypatch.chdir(tmp_path)
    message = tmp_path / "message"
    message.write_text("One\n")
    done = empty("git-trailers", "hook", str(message), CODEX_THREAD_ID="t")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert message.read_text().endswith("Agent: codex\nAgent-Run-Id: t\n")
    told = empty("git-trailers", "hook", str(message), "--output", "json", CODEX_THREAD_ID="t")
    assert told.data == {"trailers": ["Agent: codex", "Agent-Run-Id: t"]}
