"""Claude Code, Codex and Gemini, the real programs, wired by `countersign setup`.

They talk to a scripted model on this machine (`agents/mock_model.py`), so that each run makes the
same tool calls and needs no account. COUNTERSIGN_AGENTS_PREFIX names where `agents/install.sh` put
them; without it pinned versions are installed into the user's cache with npm.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.agents
HERE = Path(__file__).parent / "agents"
INSTALL_S = 900
RUN_S = 180
# setup's name -> (the runner's name, the index's name, the sender, shell tool)
AGENTS = {
    "claude-code": ("claude", "claude-code", "claude-code"),
    "codex": ("codex", "codex", "codex"),
    "gemini": ("gemini", "gemini-cli", ""),  # it has no setting for a token
}
NO_RULES = "version: 1\nextends: none\nrules: []\n"
TOOL_CALLS = {"normal": 6, "secrets": 2}


@pytest.fixture(scope="module")
def prefix() -> Path:
    """Return where the agents are installed; install them if need be."""
    if given := os.environ.get("COUNTERSIGN_AGENTS_PREFIX"):
        return Path(given)
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm or node is missing, and COUNTERSIGN_AGENTS_PREFIX is not set")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    where = cache / "countersign-tests" / "agents"
    done = subprocess.run(
        ["sh", str(HERE / "install.sh"), str(where)],
        capture_output=True,
        text=True,
        timeout=INSTALL_S,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"npm could not install the agents: {done.stderr.strip()[-200:]}")
    return where


@pytest.fixture
def recorder(tmp_path: Path, prefix: Path) -> Iterator[RunningRecorder]:
    """Start a recorder in a fresh HOME in which the agents are on the PATH."""
    path = f"{prefix / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    data = tmp_path / "home" / "data"
    data.mkdir(mode=0o700, parents=True)
    (data / "policy.yaml").write_text(NO_RULES)  # nobody is there to be asked
    with running.running(tmp_path / "home", PATH=path) as started:
        yield started


def run_agent(recorder: RunningRecorder, prefix: Path, name: str, scenario: str) -> dict[str, Any]:
    """Run one agent in the recorder's HOME; return what the runner says of it."""
    home = Path(recorder.environment["HOME"])
    workdir = home.parent / f"{name}-{scenario}"
    workdir.mkdir(exist_ok=True)
    command = [sys.executable, str(HERE / "run_agent.py"), AGENTS[name][0]]
    where = ["--npm-prefix", prefix, "--home", home, "--workdir", workdir]
    done = subprocess.run(
        [*command, *map(str, where), "--scenario", scenario],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["rc"] == 0, told
    return told


def planted() -> dict[str, str]:
    """Return the secrets that the scripted model plants."""
    spec = importlib.util.spec_from_file_location("mock_model", HERE / "mock_model.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mock_model"] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    found: dict[str, str] = module.PLANTED
    return found


def assert_no_secret(directory: Path) -> None:
    """No planted secret, as it is or without its blanks, in any byte of any file."""
    values = [value.encode() for value in planted().values()]
    values += [value.replace(b" ", b"") for value in values if b" " in value]
    looked = 0
    for path in directory.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            looked += len(data)
            assert not [value for value in values if value in data], path
    assert looked > 100_000  # the ledger was there


@pytest.mark.parametrize("name", list(AGENTS))
def test_a_wired_agent_is_recorded_whole_and_without_secrets(
    name: str, recorder: RunningRecorder, prefix: Path
) -> None:
    """Set up, run twice, ask the command line; then undo leaves the HOME as it was."""
    _, agent, sender = AGENTS[name]
    told = recorder.cli_json("setup", name)
    assert told["arrived_at"] == f"{recorder.url}/v1/logs"
    for scenario in ("normal", "secrets"):
        run_agent(recorder, prefix, name, scenario)
    recorder.wait_indexed()
    assert_no_secret(recorder.data_dir)
    runs = recorder.cli_json("runs")
    assert [(run["agent"], run["sender"]) for run in runs] == [(agent, sender)] * 2
    for run, scenario in zip(runs, ("secrets", "normal"), strict=True):
        shown = recorder.cli_json("show", run["run_id"])
        assert shown["tool_calls"] == TOOL_CALLS[scenario], scenario
        assert shown["tokens_input"] > 0
        assert shown["tokens_output"] > 0
        assert shown["model_calls"] > 0
        assert shown["spans"] > 0
        assert shown["log_records"] > 0
    found = recorder.cli_json_any("doctor")
    level = "warning" if name == "codex" else "ok"  # nobody trusted its hooks
    assert [row["level"] for row in found if row["about"] == told_title(name)] == [level]
    assert recorder.cli("verify").returncode == 0
    assert recorder.stop() == 0
    assert_no_secret(recorder.data_dir)
    assert running.run_cli(recorder.environment, "verify").returncode == 0


def told_title(name: str) -> str:
    """Return an agent's name for people."""
    return {"claude-code": "Claude Code", "codex": "Codex CLI", "gemini": "Gemini CLI"}[name]


def test_the_three_agents_share_one_recorder(recorder: RunningRecorder, prefix: Path) -> None:
    """Each has its own runs; nothing of one is in another's."""
    for name in AGENTS:
        recorder.cli_json("setup", name)
    for name in AGENTS:
        run_agent(recorder, prefix, name, "normal")
    recorder.wait_indexed()
    runs = recorder.cli_json("runs")
    assert {run["agent"] for run in runs} == {agent for _, agent, _ in AGENTS.values()}
    assert [run["tool_calls"] for run in runs] == [TOOL_CALLS["normal"]] * 3


@pytest.mark.parametrize("name", list(AGENTS))
def test_an_agent_without_set_up_joins_a_wrapped_run(
    name: str, recorder: RunningRecorder, prefix: Path
) -> None:
    """`countersign run` alone is enough: what the agent sends is in the run that it opened."""
    _, agent, _ = AGENTS[name]
    home = Path(recorder.environment["HOME"])
    workdir = home.parent / "work"
    workdir.mkdir()
    run_agent_program = HERE / "run_wrapped.py"
    done = subprocess.run(
        [sys.executable, str(run_agent_program), AGENTS[name][0], str(prefix), str(workdir)],
        env={**recorder.environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, (done.stdout[-2000:], done.stderr[-2000:])
    recorder.wait_indexed()
    run = recorder.cli_json("show", "last")
    assert run["run_id"].startswith("run-")
    assert run["agent"] == agent
    assert run["sender"] == name
    assert run["exit_code"] == 0
    assert run["tool_calls"] == TOOL_CALLS["normal"]
    assert run["tokens_output"] > 0
    assert len(recorder.cli_json("runs")) == 1
    entries = recorder.cli_json("audit-log")
    gated = [row for row in entries if row["kind"] == "action.intent"]
    assert len(gated) == (0 if name == "gemini" else TOOL_CALLS["normal"])
    assert ("nobody is asked before its tools" in done.stderr) == (name == "gemini")
