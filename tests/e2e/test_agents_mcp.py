"""The real agents' MCP calls through `countersign mcp-proxy`: what policy denies never runs.

With the agent's own hooks before it, its person is asked once about one call.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_gated_agents import gate, person
from tests.e2e.test_real_agents import AGENTS, HERE, prefix  # noqa: F401 - a fixture
from tests.fakes import running
from tests.unit.operations.test_mcp_http import served

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.agents
RULES = "version: 1\nextends: none\nrules:\n"
RULE = RULES + "  - {name: echoes, effect: %s, tools: [mcp__e__echo], why: A test.}\n"


def run(
    recorder: running.RunningRecorder,
    prefix: Path,  # noqa: F811
    name: str,
    called: str = "e",
    url: str = "",
) -> None:
    """Run an agent that calls `echo` of a server behind the proxy, on stdio or at a URL."""
    home = recorder.data_dir.parent
    workdir = home / f"{name}-work"
    workdir.mkdir()
    proxy = [sys.executable, "-m", "desktop_app", "--data-dir", str(recorder.data_dir)]
    proxy += ["mcp-proxy", "--name", called, "--"]
    command = [sys.executable, str(HERE / "run_agent.py"), AGENTS[name][0], "--scenario", "mcp"]
    command += ["--npm-prefix", str(prefix), "--home", str(home), "--workdir", str(workdir)]
    command += ["--mcp-url", url] if url else ["--mcp-before", json.dumps(proxy)]  # noqa: TID251 - an argument
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


@pytest.mark.parametrize("over", ["stdio", "http"])
@pytest.mark.parametrize("says", ["once", "deny"])
@pytest.mark.parametrize("name", AGENTS)
def test_one_call_is_one_question(
    tmp_path: Path,
    prefix: Path,  # noqa: F811
    name: str,
    says: str,
    over: str,
) -> None:
    """Its hook and its proxy both declare it; the person's one answer is what happens."""
    path = f"{prefix / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    ran = tmp_path / "ran"
    with running.running(tmp_path, PATH=path) as recorder:
        gate(recorder, name)
        with person(recorder, says) as questions:
            if over == "stdio":
                run(recorder, prefix, name, "echosrv")
            else:
                with served(recorder, ran, "", "--name", "echosrv") as (_, url):
                    run(recorder, prefix, name, url=url)
        assert len(questions) == 1
        told = entries(recorder, "action.intent")
        effects = entries(recorder, "action.effect")
        assert [one["via"] for one in told] == ["hook", "mcp"][: 1 if says == "deny" else 2]
        assert told[0].get("repeats") is None
        if says == "deny":
            assert effects == []
            assert not ran.exists()
            return
        first = questions[0]["intent"]
        assert (told[1]["repeats"], told[1]["agent"]) == (first, name)
        (effect,) = effects
        assert (effect["intent"], effect["outcome"], effect["differs"]) == (first, "ok", False)
        assert effect["approval_state"] == "approved"
        assert over == "stdio" or ran.read_text() == "echo hi\n"
        assert entries(recorder, "gate.failed_open") == []
