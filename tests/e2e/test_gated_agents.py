"""Claude Code, Codex and Gemini, the real programs, at the gate that `countersign setup` made.

What policy denies does not run, what nobody answers does not run, what a person allows once runs;
and without a recorder nothing of it runs either. Each decision is in the audit log.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.host.instance import read_holder
from tests.e2e.test_real_agents import AGENTS, HERE, RUN_S, assert_no_secret, prefix
from tests.fakes import running
from tests.fakes.hook_server import dumped
from tests.fakes.trusting import trust_hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.running import RunningRecorder

__all__ = ["prefix"]  # a fixture
pytestmark = pytest.mark.agents
CONFIGS = {
    "claude-code": ".claude/settings.json",
    "codex": ".codex/config.toml",
    "gemini": ".gemini/settings.json",
}
NAMES = list(AGENTS)
WITH_IDS = [name for name in NAMES if name != "gemini"]  # Gemini's hooks name no call
NO_ECHO = """\
version: 1
extends: default
rules:
  - name: no-echo
    effect: deny
    kinds: [shell]
    when: action.text.contains("echo")
    why: Nothing may echo here.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a HOME of its own."""
    return tmp_path / "home"


@pytest.fixture
def recorder(home: Path, prefix: Path) -> Iterator[RunningRecorder]:
    """Start a recorder in a fresh HOME in which the agents are on the PATH."""
    path = f"{prefix / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    with running.running(home, PATH=path) as started:
        yield started


def gate(recorder: RunningRecorder, name: str, *, wait_s: int = 595) -> None:
    """Set an agent up; let its hook wait that long, not ten minutes."""
    recorder.cli_json("setup", name)
    config = Path(recorder.environment["HOME"]) / CONFIGS[name]
    config.write_text(config.read_text().replace("--wait 595", f"--wait {wait_s}"))


def policy(recorder: RunningRecorder, text: str) -> None:
    """Write the person's policy, and wait until the recorder has it."""
    with ControlClient(recorder.ready["control"]) as client:
        before = client.call("policy")["digest"]
        (recorder.data_dir / "policy.yaml").write_text(text)
        deadline = time.monotonic() + 20
        while client.call("policy")["digest"] == before:
            assert time.monotonic() < deadline, client.call("policy")
            time.sleep(0.05)


def run_agent(recorder: RunningRecorder, npm: Path, name: str, scenario: str) -> Path:
    """Run one agent; return its working directory."""
    home = Path(recorder.environment["HOME"])
    workdir = home.parent / f"{name}-{scenario}"
    workdir.mkdir(exist_ok=True)
    command = [sys.executable, str(HERE / "run_agent.py"), AGENTS[name][0]]
    where = ["--npm-prefix", npm, "--home", home, "--workdir", workdir]
    done = subprocess.run(
        [*command, *map(str, where), "--scenario", scenario, "--timeout", "90"],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["rc"] == 0, told
    return workdir


@contextmanager
def person(recorder: RunningRecorder, says: str) -> Iterator[list[dict[str, Any]]]:
    """Answer every question as a person would at a window; yield what was asked."""
    asked: list[dict[str, Any]] = []
    ended = threading.Event()

    def watch() -> None:
        with ControlClient(recorder.ready["control"]) as client:
            n = 0
            while not ended.is_set():
                found: Any = client.call("questions", {"after": n, "wait_s": 1})
                n = found["n"]
                for question in found["questions"]:
                    asked.append(question)
                    client.call("answer", given(question, says))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield asked
    finally:
        ended.set()
        thread.join(10)


def given(question: dict[str, Any], says: str) -> dict[str, Any]:
    """Return an answer to the very text that was shown."""
    digest = sha256(question["notice"]["text"].encode()).hexdigest()
    told = {"id": question["id"], "answer": says, "digest": digest, "latency_ms": 40}
    return {**told, "by": "you", "confirmed": True}


def log(recorder: RunningRecorder, kind: str) -> list[dict[str, Any]]:
    """Return the entries of a kind, as the audit log prints them."""
    recorder.wait_indexed()
    lines = recorder.cli("audit-log", "--output", "jsonl").stdout.splitlines()
    return [row for line in lines if (row := json.loads(line))["kind"] == kind]


def unasked(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return the calls that ran denied or unasked; that a test changed a hook is told beside it."""
    return [row for row in log(recorder, "gate.failed_open") if row["decision"] != "hook missing"]


def intents(recorder: RunningRecorder, decision: str) -> list[dict[str, Any]]:
    """Return the intents that were decided so."""
    return [row for row in log(recorder, "action.intent") if row["decision"] == decision]


def settled(recorder: RunningRecorder, state: str) -> set[int]:
    """Return the intents whose question ended so."""
    rows = log(recorder, "consent.record")
    return {row["params"]["intent"] for row in rows if row["decision"] == state}


def numbers(rows: list[dict[str, Any]]) -> set[int]:
    """Return the numbers of entries."""
    return {row["seq"] for row in rows}


def ran(recorder: RunningRecorder) -> set[int]:
    """Return the intents of what ran, as the hook after the tool told."""
    return {row["params"]["intent"] for row in log(recorder, "action.effect")}


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_answers_does_not_run(
    name: str,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """What policy allows does; each call is found by its id, with what was decided."""
    gate(recorder, name, wait_s=4)
    workdir = run_agent(recorder, prefix, name, "risky")
    assert not outside(workdir).exists()
    if name != "codex":  # which writes by a command that is not understood, so it is asked about
        assert (workdir / "hello.txt").read_text().startswith("hello")
    asked, allowed = intents(recorder, "asked"), intents(recorder, "allowed")
    assert numbers(asked) == settled(recorder, "timed_out") != set()
    assert ran(recorder) == numbers(allowed)
    assert unasked(recorder) == []
    (run,) = recorder.cli_json("runs")
    if name in WITH_IDS:
        ids = [row["params"]["call_id"] for row in asked + allowed]
        assert len(set(ids)) == len(ids) == run["tool_calls"] == 3
        assert all(ids)


@pytest.mark.parametrize("name", NAMES)
def test_what_policy_denies_does_not_run(
    name: str,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """By the person's own rule; nobody is asked about it, and the rest goes on."""
    policy(recorder, NO_ECHO)
    gate(recorder, name)
    with person(recorder, "once") as questions:
        workdir = run_agent(recorder, prefix, name, "normal")
    assert "line 2" in (workdir / "hello.txt").read_text()
    denied = intents(recorder, "denied")
    assert {row["params"]["rule"] for row in denied} == {"no-echo"}
    assert len(denied) == 3
    assert not any("echo" in question["text"] for question in questions)
    assert not numbers(denied) & ran(recorder)
    assert ran(recorder) >= numbers(intents(recorder, "allowed"))
    assert log(recorder, "gate.failed_open") == []


@pytest.mark.parametrize("name", NAMES)
def test_a_person_s_answer_is_what_happens(
    name: str,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """Once lets that call run; deny does not; no secret that was asked about is kept."""
    gate(recorder, name)
    with person(recorder, "once") as questions:
        workdir = run_agent(recorder, prefix, name, "risky")
    assert questions
    # Codex itself refuses the `rm -f`, and Gemini the write outside, whoever allows it
    assert outside(workdir).exists() == (name != "gemini")
    assert (workdir / "hello.txt").exists() == (name == "codex")
    approved = [row for row in log(recorder, "action.effect") if row["decision"] == "approved"]
    assert {row["params"]["intent"] for row in approved} <= settled(recorder, "given")
    assert all(row["params"]["userConsentId"] for row in approved)
    assert approved
    with person(recorder, "deny") as questions:
        run_agent(recorder, prefix, name, "mcp")
    assert len(questions) == 1
    assert "echo" in questions[0]["tool"]
    assert settled(recorder, "refused") == {questions[0]["intent"]}
    assert questions[0]["intent"] not in ran(recorder)
    with person(recorder, "once") as questions:
        workdir = run_agent(recorder, prefix, name, "secrets")
    assert questions[-1]["secrets"]
    assert (workdir / "config.ini").exists()
    assert log(recorder, "gate.failed_open") == []
    assert recorder.stop() == 0
    assert_no_secret(recorder.data_dir)


@pytest.mark.parametrize("name", NAMES)
def test_a_session_and_its_prompt_are_recorded(
    name: str,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """In the one run that its telemetry is in, too; and no word of the prompt is kept."""
    gate(recorder, name)
    with person(recorder, "once"):
        run_agent(recorder, prefix, name, "mcp")
    (run,) = recorder.cli_json("runs")
    kinds = ("session.start", "session.prompt", "session.end")
    (began,), (asked,), (ended,) = (log(recorder, kind) for kind in kinds)
    assert {row["run_id"] for row in (began, asked, ended)} == {run["run_id"]}
    assert {row["operator"] for row in (began, asked, ended)} == {name}
    assert began["params"]["source"] == "startup"
    assert ended["params"]["reason"]
    assert began["seq"] < asked["seq"] < ended["seq"]
    assert asked["params"]["bytes"] > 0
    assert len(asked["params"]["digest"]) == 64
    assert bool(asked["params"]["prompt_id"]) == (name != "gemini")
    assert log(recorder, "gate.failed_open") == []


@pytest.mark.parametrize("name", NAMES)
def test_without_a_recorder_nothing_is_allowed(
    name: str,
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """It was killed and cannot be started again: what would change something does not run."""
    gate(recorder, name)
    recorder.kill()
    config = home / CONFIGS[name]
    config.write_text(config.read_text().replace(str(recorder.data_dir), "/dev/null/nowhere"))
    workdir = run_agent(recorder, prefix, name, "secrets")
    assert not (workdir / "config.ini").exists()


@pytest.mark.parametrize("name", NAMES)
def test_without_a_recorder_its_person_may_leave_it_to_the_agent(
    name: str,
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """A setting that a person confirms: then the agent's own permissions hold."""
    gate(recorder, name)
    with ControlClient(recorder.ready["control"]) as client:
        loosened = {"name": "gate.without_recorder", "value": "agent", "confirmed": True}
        assert client.call("config.set", loosened)["takes_hold"] == "now"
    recorder.kill()
    config = home / CONFIGS[name]
    config.write_text(config.read_text().replace(str(recorder.data_dir), "/dev/null/nowhere"))
    workdir = run_agent(recorder, prefix, name, "secrets")
    assert (workdir / "config.ini").exists()


@pytest.mark.parametrize("name", NAMES)
def test_what_ran_though_it_was_denied_is_told(
    name: str,
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """The hook asks, and its answer never reaches the agent: telemetry tells that it ran."""
    policy(recorder, NO_ECHO)
    gate(recorder, name)
    config = home / CONFIGS[name]
    text = re.sub(r'(--data-dir [^"\n]+?)"', r'\1 > /dev/null || true"', config.read_text())
    config.write_text(text)
    with person(recorder, "once"):
        run_agent(recorder, prefix, name, "normal")
    told = until(lambda: unasked(recorder))
    assert {row["decision"] for row in told} == {"denied and ran"}
    if name in WITH_IDS:
        denied = {row["params"]["call_id"] for row in intents(recorder, "denied")}
        assert {row["params"]["call_id"] for row in told} <= denied


@pytest.mark.parametrize("name", ["claude-code", "gemini"])
def test_what_ran_and_was_never_asked_about_is_told(
    name: str,
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """Somebody made the hook speak for one tool alone."""
    gate(recorder, name)
    config = home / CONFIGS[name]
    only = {"claude-code": "Write", "gemini": "write_file"}[name]
    config.write_text(config.read_text().replace('"matcher": "*"', f'"matcher": "{only}"'))
    run_agent(recorder, prefix, name, "normal")
    told = until(lambda: unasked(recorder))
    assert {row["decision"] for row in told} == {"never asked"}
    assert only not in {row.get("tool") for row in told}
    found = recorder.cli_json_any("doctor")
    assert any("Hooks of ours were taken out or changed" in row["text"] for row in found)


SWITCHES = {  # of a folder's config, but for Codex, which reads one only where it is trusted
    "claude-code": (".claude/settings.local.json", '{"disableAllHooks": true}'),
    "codex": ("", "[features]\nhooks = false\n"),
    "gemini": (".gemini/settings.json", '{"hooksConfig": {"enabled": false}}'),
}


@pytest.mark.parametrize("name", NAMES)
def test_hooks_that_are_switched_off_are_missed(
    name: str,
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """Nothing of them is heard: its telemetry tells, once a run, and `status` says so."""
    gate(recorder, name)
    place, text = SWITCHES[name]
    config = home.parent / f"{name}-mcp" / place if place else home / CONFIGS[name]
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text if place else config.read_text() + text)
    run_agent(recorder, prefix, name, "mcp")
    (told,) = until(lambda: log(recorder, "gate.failed_open"))
    assert told["decision"] == "hook missing"
    assert told["operator"] == name
    (run,) = recorder.cli_json("runs")
    assert told["run_id"] == run["run_id"]
    assert recorder.cli_json("status")["unsettled"]["count"] == 1
    assert log(recorder, "action.intent") == log(recorder, "session.start") == []


def test_a_hook_starts_the_recorder_that_is_missing(
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """It was stopped: the first call starts one, and is decided by it."""
    gate(recorder, "claude-code", wait_s=8)
    for port in ("receive.http_port", "receive.grpc_port"):
        recorder.cli("config", "set", port, "0")  # of the one that the hook starts
    assert recorder.stop() == 0
    try:
        workdir = run_agent(recorder, prefix, "claude-code", "mcp")
        assert workdir.exists()
        status = running.run_cli(recorder.environment, "status", "--output", "json")
        assert json.loads(status.stdout)["data"]["recording"] is True
    finally:
        holder = read_holder(home / "data" / "recorder.lock")
        if holder is not None:
            os.kill(holder.pid, signal.SIGTERM)


def test_codex_trusts_by_the_hash_that_we_compute(
    home: Path,
    recorder: RunningRecorder,
    prefix: Path,
) -> None:
    """Its own list says untrusted until its person trusts, and doctor says the same."""
    gate(recorder, "codex", wait_s=595)
    listed = codex_hooks(prefix, home)
    assert {hook["trustStatus"] for hook in listed} == {"untrusted"}
    assert [row["level"] for row in codex_findings(recorder)] == ["warning"]
    trust_hooks(home / CONFIGS["codex"])
    listed = codex_hooks(prefix, home)
    assert {hook["trustStatus"] for hook in listed} == {"trusted"}
    assert len(listed) == 6
    assert [row["level"] for row in codex_findings(recorder)] == ["ok"]


def codex_findings(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return what doctor says of Codex."""
    return [row for row in recorder.cli_json_any("doctor") if row["about"] == "Codex CLI"]


def codex_hooks(npm: Path, home: Path) -> list[dict[str, Any]]:
    """Ask Codex itself which hooks it knows, and which it trusts."""
    client = {"clientInfo": {"name": "test", "version": "1"}}
    asked = [
        {"id": 1, "method": "initialize", "params": client},
        {"method": "initialized"},
        {"id": 2, "method": "hooks/list", "params": {"cwds": [str(home)]}},
    ]
    with subprocess.Popen(
        [str(npm / "node_modules" / ".bin" / "codex"), "app-server"],
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"".join(dumped(each) + b"\n" for each in asked))
        process.stdin.flush()
        for line in process.stdout:
            if (told := json.loads(line)).get("id") == 2:
                break
        else:
            raise AssertionError("Codex did not list its hooks")
        process.terminate()
    found: list[dict[str, Any]] = told["result"]["data"][0]["hooks"]
    return found


def outside(workdir: Path) -> Path:
    """Return where `risky` writes beside its working directory."""
    return workdir.parent / f"outside-of-{workdir.name}.txt"


def until(found: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return what is found, as soon as there is any."""
    deadline = time.monotonic() + 60
    while not (rows := found()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return rows
