"""Managed defaults in a recorder of its own process: what a person's environment cannot move."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import canonical
from tests.fakes import at_terminal, managed, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = "[redact]\nstrict = true\n[gate]\nwithout_recorder = 'deny'\n"
PUSH = {
    "hook_event_name": "PreToolUse",
    "session_id": "s1",
    "tool_name": "Bash",
    "tool_input": {"command": "git push origin main"},
    "tool_use_id": "t1",
}
OPEN = "version: 1\nextends: none\ndefault: allow\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An administrator's folder."""
    made = tmp_path / "etc"
    made.mkdir(mode=0o755)
    managed.write(made, settings=SETTINGS, policy=managed.NO_PUSH)
    return made


def started(tmp_path: Path, folder: Path, **more: str) -> running.RunningRecorder:
    """Start a recorder of a person who wants it loose, in an environment of their choice."""
    env = running.environment(tmp_path, **{managed.VARIABLE: str(folder), **more})
    return running.start(env, module="tests.fakes.managed")


@pytest.fixture
def recorder(tmp_path: Path, folder: Path) -> Iterator[running.RunningRecorder]:
    """A recorder that is started with what an agent would set to be free."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "policy.yaml").write_text(OPEN)
    (data / "settings.toml").write_text("[redact]\nstrict = false\n")
    elsewhere = {"XDG_CONFIG_DIRS": str(tmp_path / "x"), "COUNTERSIGN_MANAGED_DIR": str(tmp_path)}
    made = started(tmp_path, folder, **elsewhere)
    yield made
    made.stop()


def asked(recorder: running.RunningRecorder, call: dict[str, Any]) -> str:
    """Declare a call as an agent's hook; return what it is told."""
    body = {"agent": "claude-code", "tool": "Bash", "arguments": call["tool_input"]}
    headers = {"content-type": "application/json"}
    status, _, answer = recorder.post("/v1/actions", canonical.encode_body(body), headers)
    assert status == 200, answer
    return str(json.loads(answer)["decision"])


def test_it_holds_whatever_the_person_started_it_with(recorder: running.RunningRecorder) -> None:
    """Policy, settings, ledger; and the person sees all of it."""
    assert asked(recorder, PUSH) == "deny"
    status = recorder.cli_json_any("status")
    assert status["managed"]["settings"] == {"redact.strict": True, "gate.without_recorder": "deny"}
    assert status["policy"]["managed"]["digest"]
    shown = recorder.cli("status").stdout
    assert "2 settings and a policy" in shown
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        (first,) = [one for one in ledger.entries() if str(one.kind) == "recorder.start"]
    assert first.subject["managed"]["policy"] == status["policy"]["managed"]["digest"]
    assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"


def test_a_person_at_their_terminal_is_refused(recorder: running.RunningRecorder) -> None:
    """The recorder says so, who set it stands in the sentence, and no entry is written."""
    code, shown = at_terminal.confirmed(
        recorder.environment, "config", "set", "redact.strict", "off"
    )
    assert code != 0
    assert "by whoever administers this computer" in shown
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        assert not [one for one in ledger.entries() if str(one.kind) == "config.changed"]


def test_what_runs_already_hears_nothing_of_an_agents_environment(
    recorder: running.RunningRecorder, tmp_path: Path
) -> None:
    """A command with other variables talks to the same recorder."""
    recorder.environment["HOME"] = str(tmp_path / "elsewhere")
    recorder.environment["COUNTERSIGN_MANAGED_DIR"] = str(tmp_path / "none")
    assert recorder.cli_json_any("status")["managed"]["settings"]["redact.strict"] is True
    assert asked(recorder, PUSH) == "deny"


def test_a_change_by_the_administrator_applies_at_once(
    recorder: running.RunningRecorder, folder: Path
) -> None:
    """The policy; settings at the next start."""
    assert asked(recorder, PUSH) == "deny"
    managed.write(folder, policy="version: 1\n")
    recorder.cli_json_any("policy", "explain", "--tool", "Bash", "--command", "ls")
    recorder.cli_json_any("consent", "approvers", "list")  # which looks at the file
    assert asked(recorder, PUSH) != "deny"


def test_a_managed_port_is_not_for_the_command_line(tmp_path: Path, folder: Path) -> None:
    """Another one is refused before anything is listened on."""
    managed.write(folder, settings="[receive]\nhttp_port = 4400\n")
    env = running.environment(tmp_path, **{managed.VARIABLE: str(folder)})
    words = ("serve", "--otlp-http-port", "0", "--output", "json")
    done = subprocess.run(
        [sys.executable, "-m", "tests.fakes.managed", *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "receive.http_port is set to 4400 by whoever administers" in done.stdout + done.stderr
    assert not (tmp_path / "data" / "ledger.db").exists()
