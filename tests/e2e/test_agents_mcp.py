"""The real agents' MCP calls through `countersign mcp-proxy`: what policy denies never runs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_real_agents import AGENTS, HERE, prefix  # noqa: F401 - a fixture
from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.agents
RULES = "version: 1\nextends: none\nrules:\n"
RULE = RULES + "  - {name: echoes, effect: %s, tools: [mcp__e__echo], why: A test.}\n"


def run(recorder: running.RunningRecorder, prefix: Path, name: str) -> None:  # noqa: F811
    """Run an agent that calls the tool `echo` of a server behind the proxy."""
    home = recorder.data_dir.parent
    workdir = home / f"{name}-work"
    workdir.mkdir()
    proxy = [sys.executable, "-m", "desktop_app", "--data-dir", str(recorder.data_dir)]
    proxy += ["mcp-proxy", "--name", "e", "--"]
    command = [sys.executable, str(HERE / "run_agent.py"), AGENTS[name][0], "--scenario", "mcp"]
    command += ["--npm-prefix", str(prefix), "--home", str(home), "--workdir", str(workdir)]
    command += ["--mcp-before", json.dumps(proxy)]  # noqa: TID251 - an argument
    done = running.subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
    assert json.loads(done.stdout)["rc"] == 0, done.stdout


def entries(recorder: running.RunningRecorder, kind: str) -> list[dict[str, Any]]:
    """Return what the entries of a kind say."""
    told = map(json.loads, recorder.cli("ledger", "export", "--jsonl").stdout.splitlines())
    return [entry["subject"] for entry in told if entry["kind"] == kind]


@pytest.mark.parametrize("effect", ["allow", "deny"])
@pytest.mark.parametrize("name", AGENTS)
def test_real_agents(tmp_path: Path, prefix: Path, name: str, effect: str) -> None:  # noqa: F811
    """The call is declared as that agent's, decided before it runs, and its effect is told."""
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "policy.yaml").write_text(RULE % effect)
    with running.running(tmp_path) as recorder:
        run(recorder, prefix, name)
        (intent,) = entries(recorder, "action.intent")
        decided = {"allow": "allowed", "deny": "denied"}[effect]
        assert (intent["tool"], intent["decision"]) == ("mcp__e__echo", decided)
        assert (intent["via"], intent["agent"]) == ("mcp", name)
        effects = [one["outcome"] for one in entries(recorder, "action.effect")]
        assert effects == (["ok"] if effect == "allow" else [])
