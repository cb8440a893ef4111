"""`countersign setup`, with a real recorder and configs in a HOME of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fakes import at_terminal, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.running import RunningRecorder

CONFIG = b'{\n  // mine\n  "env": {"A": "1"},\n}'


def claude(environment: dict[str, str], content: bytes = CONFIG) -> Path:
    """Write a config of Claude Code."""
    path = Path(environment["HOME"]) / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_bytes(content)
    return path


def failed(environment: dict[str, str], *words: str) -> dict[str, str]:
    """Run a verb that is refused; return the error."""
    done = running.run_cli(environment, *words, "--output", "json", check=False)
    assert done.returncode != 0
    error: dict[str, str] = json.loads(done.stdout)["error"]
    return error


def test_set_up_proves_arrival_and_is_an_entry_and_undo_is_exact(tmp_path: Path) -> None:
    """Twice the same token; the undo asks the person and is written down."""
    with running.running(tmp_path) as recorder:
        path = claude(recorder.environment)
        told = recorder.cli_json("setup", "claude-code")
        assert told["arrived_at"] == f"{recorder.url}/v1/logs"
        assert told["recorder_stays"]
        assert "cs_…" in told["diff"]
        first = path.read_bytes()
        again = recorder.cli_json("setup", "claude-code")
        assert path.read_bytes() == first
        assert again["diff"] == ""
        code, shown = at_terminal.confirmed(recorder.environment, "setup", "claude-code", "--undo")
        assert (code, "byte for byte" in shown) == (0, True), shown
        assert path.read_bytes() == CONFIG
        kinds = [row["kind"] for row in recorder.cli_json("audit-log")]
        assert kinds.count("agent.setup") == 2
        assert kinds.count("sender.added") == 1
        assert kinds[-2:] == ["agent.setup_undone", "sender.removed"]
        error = failed(recorder.environment, "setup", "claude-code", "--undo")
        assert error["code"] == "NOT_FOUND"


def test_hooks_are_left_out_only_where_a_person_wants_it(tmp_path: Path) -> None:
    """Those of an earlier set-up go; a later one brings them back; undo is exact throughout."""
    with running.running(tmp_path) as recorder:
        path = claude(recorder.environment)
        both = failed(recorder.environment, "setup", "claude-code", "--no-hooks", "--undo")
        assert both["code"] == "USAGE"
        recorder.cli("setup", "claude-code")
        assert "PreToolUse" in path.read_text()
        error = failed(recorder.environment, "setup", "claude-code", "--no-hooks")
        assert error["code"] == "NOT_ANSWERED_BY_PERSON"
        assert "PreToolUse" in path.read_text()
        words = ("setup", "claude-code", "--no-hooks")
        assert '-            "command"' in recorder.cli(*words, "--dry-run").stdout
        code, shown = at_terminal.confirmed(recorder.environment, *words)
        assert (code, "it is recorded alone" in shown) == (0, True), shown
        assert "hooks" not in path.read_text()
        newest = [row for row in recorder.cli_json("audit-log") if row["kind"] == "agent.setup"][-1]
        assert newest["params"]["hooks"] is False
        assert newest["operator"] == "person"
        assert recorder.cli_json("setup", "claude-code")["hooks"] is True
        assert "PreToolUse" in path.read_text()
        assert at_terminal.confirmed(recorder.environment, "setup", "claude-code", "--undo")[0] == 0
        assert path.read_bytes() == CONFIG


def test_an_undo_needs_a_person(tmp_path: Path) -> None:
    """Without a terminal nothing is undone."""
    with running.running(tmp_path) as recorder:
        recorder.cli("setup", "gemini")
        assert failed(recorder.environment, "setup", "gemini", "--undo")["code"] == (
            "NOT_ANSWERED_BY_PERSON"
        )
        assert (tmp_path / ".gemini" / "settings.json").exists()


def test_a_dry_run_writes_nothing_and_makes_no_token(tmp_path: Path) -> None:
    """Neither with a recorder nor without one."""
    environment = running.environment(tmp_path)
    path = claude(environment)
    done = running.run_cli(environment, "setup", "claude-code", "--dry-run")
    assert "+    " in done.stdout or '+  "env"' in done.stdout
    assert "cs_… stands for the agent's token" in done.stdout
    assert "Nothing was written" in done.stdout
    assert path.read_bytes() == CONFIG
    assert not (tmp_path / "data").exists()
    with running.running(tmp_path) as recorder:
        before = recorder.cli_json_any("status")["size"]
        assert recorder.url in recorder.cli_json("setup", "claude-code", "--dry-run")["diff"]
        assert recorder.cli_json_any("status")["size"] == before
        assert not (recorder.data_dir / "senders.json").exists()
        assert not (recorder.data_dir / "agents").exists()
        recorder.cli("setup", "claude-code")
        wired = path.read_bytes()
        diff = recorder.cli_json("setup", "claude-code", "--undo", "--dry-run")["diff"]
        assert "-" in diff
        assert "cs_…" in diff
        assert path.read_bytes() == wired


def test_a_refused_config_costs_no_token(tmp_path: Path) -> None:
    """Read-only, or not JSON: a sentence, and what was wired before still works."""
    with running.running(tmp_path) as recorder:
        path = claude(recorder.environment)
        path.chmod(0o400)
        error = failed(recorder.environment, "setup", "claude-code")
        assert error["code"] == "AGENT_CONFIG"
        assert "read-only" in error["message"]
        assert path.read_bytes() == CONFIG
        assert not (recorder.data_dir / "senders.json").exists()


def test_a_recorder_on_another_port_and_a_lost_token_are_mended(
    tmp_path: Path, start: Callable[..., RunningRecorder]
) -> None:
    """Set up again: the new port is written, an unknown token is replaced by one that is known."""
    environment = running.environment(tmp_path)
    path = claude(environment)
    recorder = start(environment)
    recorder.cli("setup", "claude-code")
    first = path.read_text()
    recorder.stop()
    (recorder.data_dir / "senders.json").unlink()
    recorder = start(environment)
    found = [row["text"] for row in recorder.cli_json_any("doctor") if row["level"] == "error"]
    assert any("It sends to" in text for text in found)
    told = recorder.cli_json("setup", "claude-code")
    assert told["arrived_at"] == f"{recorder.url}/v1/logs"
    assert recorder.url in path.read_text() != first
    code, _ = at_terminal.confirmed(environment, "setup", "claude-code", "--undo")
    assert code == 0
    assert path.read_bytes() == CONFIG
    recorder.stop()


def test_a_paused_recorder_proves_nothing_and_the_config_is_put_back(tmp_path: Path) -> None:
    """200 is not enough: a record that was not kept is no proof."""
    with running.running(tmp_path) as recorder:
        path = claude(recorder.environment)
        code, shown = at_terminal.confirmed(recorder.environment, "pause")
        assert code == 0, shown
        error = failed(recorder.environment, "setup", "claude-code")
        assert "Its config is as it was" in error["message"]
        assert path.read_bytes() == CONFIG


def test_a_recorder_that_receives_nothing_is_told(
    tmp_path: Path, start: Callable[..., RunningRecorder]
) -> None:
    """No config leads to a port that nobody opened."""
    environment = running.environment(tmp_path)
    path = claude(environment)
    recorder = start(environment, "--no-receivers")
    assert "receives nothing" in failed(environment, "setup", "claude-code")["message"]
    assert path.read_bytes() == CONFIG
    recorder.stop()
