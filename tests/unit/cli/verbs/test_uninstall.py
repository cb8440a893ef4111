"""`countersign uninstall`: every wiring undone, one that fails in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes import at_terminal, running

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_set_up_is_said_so(tmp_path: Path) -> None:
    """No question, no recorder started."""
    done = running.run_cli(running.environment(tmp_path), "uninstall")
    assert done.stdout == "No agent is set up.\n"
    assert not (tmp_path / "data" / "ledger.db").exists()


def test_all_wiring_goes_with_no_recorder_running(tmp_path: Path) -> None:
    """The HOME is as it was, one agent's read-only config keeps that one alone wired."""
    with running.running(tmp_path) as recorder:
        for agent in ("claude-code", "codex", "gemini"):
            recorder.cli("setup", agent)
    environment = recorder.environment
    (tmp_path / ".codex" / "config.toml").chmod(0o400)
    mine = (tmp_path / ".codex" / "config.toml").read_text() + "# mine\n"
    (tmp_path / ".codex" / "config.toml").unlink()
    (tmp_path / ".codex" / "config.toml").write_text(mine)
    (tmp_path / ".codex" / "config.toml").chmod(0o400)
    code, shown = at_terminal.confirmed(environment, "uninstall")
    assert code == 1
    assert "Undone: Claude Code, Gemini CLI." in shown
    assert "read-only" in shown
    assert not (tmp_path / ".claude").exists()
    assert not (tmp_path / ".gemini").exists()
    (tmp_path / ".codex" / "config.toml").chmod(0o600)
    code, shown = at_terminal.confirmed(environment, "uninstall")
    assert code == 0, shown
    assert (tmp_path / ".codex" / "config.toml").read_text() == "# mine\n"
    assert running.run_cli(environment, "verify").returncode == 0


def test_a_recorder_that_cannot_start_is_in_nobodys_way(tmp_path: Path) -> None:
    """The undo is done, and it is told that it could not be written down."""
    with running.running(tmp_path) as recorder:
        recorder.cli("setup", "gemini")
    (tmp_path / "data" / "ledger.db").write_bytes(b"not a ledger any more")
    code, shown = at_terminal.confirmed(recorder.environment, "uninstall")
    assert code == 0, shown
    assert "could not be written into the record" in shown
    assert not (tmp_path / ".gemini").exists()
