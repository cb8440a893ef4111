"""The hook's program as agents start it: output, exit code, and that it fails closed."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app import __version__, hook
from tests.fakes.hook_server import answering, dumped, framed, listening, sending
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = [sys.executable, "-I", str(Path(hook.__file__).resolve())]
BEFORE = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}
AFTER = {**BEFORE, "hook_event_name": "PostToolUse", "tool_response": {"stdout": "x"}}


def run(
    given: object, *words: str, agent: str = "claude-code", wait_s: int = 5
) -> subprocess.CompletedProcess[bytes]:
    """Start the program with an input (bytes as they are) and return what it came to."""
    data = given if isinstance(given, bytes) else dumped(given)
    return subprocess.run(
        [*PROGRAM, agent, "--wait", str(wait_s), *words],
        input=data,
        capture_output=True,
        timeout=30,
        check=False,
    )


def assert_denied(done: subprocess.CompletedProcess[bytes], why: str) -> None:
    """Exit code 2, the reason on stderr, and JSON that says the same."""
    assert done.returncode == 2, done
    assert why in done.stderr.decode()
    assert done.stderr.startswith(b"Countersign denied this, because ")
    said = json.loads(done.stdout)
    inner = said.get("hookSpecificOutput", said)
    assert "deny" in (
        inner.get("permissionDecision"),
        inner.get("decision"),
        inner["decision"]["behavior"] if isinstance(inner.get("decision"), dict) else None,
    )


@pytest.mark.parametrize(
    ("decision", "stdout", "stderr", "code"),
    [
        ("none", "", "", 0),
        ("deny", '{"decision":"deny","reason":"é"}', "", 0),
        ("deny", "", "no", 2),
        ("allow", '{"decision":"allow"}', "", 0),
    ],
)
def test_what_the_recorder_says_is_printed_as_it_is(
    decision: str, stdout: str, stderr: str, code: int, tmp_path: Path
) -> None:
    """Bytes and exit code; the request holds the input and when the answer must be there."""
    with listening(tmp_path, answering(decision, stdout, stderr, code)) as (control, server):
        done = run(BEFORE, "--control", control)
    assert (done.stdout.decode(), done.stderr.decode(), done.returncode) == (stdout, stderr, code)
    (request,) = server.requests
    assert (request["v"], request["version"], request["verb"]) == (1, __version__, "hook")
    args = request["args"]
    assert (args["agent"], args["event"]) == ("claude-code", "PreToolUse")
    assert args["input"] == BEFORE
    assert 0 < args["deadline_s"] <= 3


def good(**change: object) -> dict[str, Any]:
    """Return a good answer with something wrong in it."""
    data = {"decision": "none", "reason": "", "intent": 1, "stdout": "", "stderr": "", "exit": 0}
    return {"v": 1, "version": __version__, "ok": True, "data": {**data, **change}}


BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "went away"),
    "half a length": (b"\x00\x00", "went away"),
    "a frame that is cut": (struct.pack("!i", 90) + b"{", "went away"),
    "a frame that is huge": (struct.pack("!i", 2**30), "too large"),
    "a length below zero": (struct.pack("!i", -1), "too large"),
    "no JSON": (struct.pack("!i", 3) + b"abc", "its hook failed"),
    "a list": (framed([1]), "its hook failed"),
    "an error": (
        framed({"ok": False, "error": {"code": "X", "message": "The disk is full."}}),
        "The disk is full.",
    ),
    "an error of nothing": (framed({"ok": False}), "its recorder refused"),
    "another version": (framed({**good(), "version": "9.9.9"}), "another version"),
    "no data": (framed({**good(), "data": None}), "broken"),
    "no output": (framed(good(stdout=None)), "broken"),
    "another exit code": (framed(good(exit=1)), "broken"),
    "an unknown word": (framed(good(decision="ask")), "broken"),
    "a denial that says nothing": (framed(good(decision="deny")), "broken"),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_an_answer_that_cannot_be_trusted_denies(name: str, tmp_path: Path) -> None:
    """Never "allow" by accident, and never an exit code that an agent takes for consent."""
    data, why = BROKEN[name]
    with listening(tmp_path, sending(data)) as (control, _):
        assert_denied(run(BEFORE, "--control", control), why)


INPUTS: dict[str, tuple[bytes, str]] = {
    "closed": (b"", "no JSON"),
    "garbage": (b"\xff\xfe{", "no JSON"),
    "a list": (b"[]", "names no event"),
    "no event": (b"{}", "names no event"),
    "an event that is a list": (b'{"hook_event_name": ["PostToolUse"]}', "names no event"),
    "deep": (b'{"a":' * 200_000, "no JSON"),
    "too large": (dumped({**BEFORE, "x": "y" * 1_100_000}), "larger than"),
    "huge": (b" " * (17 * 1024 * 1024), "larger than"),
}


@pytest.mark.parametrize("name", list(INPUTS))
def test_an_input_that_is_none_denies(name: str, tmp_path: Path) -> None:
    """Whatever the agent hands over."""
    given, why = INPUTS[name]
    with listening(tmp_path, answering("none")) as (control, _):
        assert_denied(run(given, "--control", control), why)


@pytest.mark.parametrize("event", ["PreToolUse", "BeforeTool", "PermissionRequest"])
def test_without_a_recorder_each_agent_hears_deny(event: str, tmp_path: Path) -> None:
    """In its own form; a socket that nobody answers is no recorder either."""
    given = {**BEFORE, "hook_event_name": event}
    gone = str(tmp_path / "gone.sock")
    assert_denied(run(given, "--control", gone), "countersign serve")
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(gone)
    assert_denied(run(given, "--control", gone), "countersign serve")
    assert_denied(run(given), "does not say where")


def test_after_a_tool_nothing_is_said(tmp_path: Path) -> None:
    """It ran: an error there would only confuse the agent."""
    done = run(AFTER, "--control", str(tmp_path / "gone.sock"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_large_output_is_cut_out_of_what_is_told(tmp_path: Path) -> None:
    """What went is told all the same."""
    with listening(tmp_path, answering("none")) as (control, server):
        done = run({**AFTER, "tool_response": "x" * 2_000_000}, "--control", control)
    assert done.returncode == 0
    assert server.requests[0]["args"]["input"] == {
        k: v for k, v in AFTER.items() if k != "tool_response"
    }


def silent(link: socket.socket, _request: bytes) -> None:
    """Answer nothing until the other side hangs up."""
    link.recv(1)


def dripping(link: socket.socket, _request: bytes) -> None:
    """Send a progress line now and then, and never an answer."""
    try:
        for _ in range(100):
            link.sendall(framed({"v": 1, "progress": [0, 1]}))
            time.sleep(0.1)
    except OSError:
        return


@pytest.mark.parametrize("answers", [silent, dripping])
def test_silence_denies_before_the_agent_gives_up(
    answers: Callable[[socket.socket, bytes], None], tmp_path: Path
) -> None:
    """`--wait` holds, whether nothing comes or always a little."""
    began = time.monotonic()
    with listening(tmp_path, answers) as (control, _):
        done = run(BEFORE, "--control", control, wait_s=3)
    assert time.monotonic() - began < 4
    assert_denied(done, "did not answer in time")


@pytest.mark.parametrize("answers", [silent, dripping])
def test_it_hangs_up_when_nobody_is_left_to_hear_the_answer(
    answers: Callable[[socket.socket, bytes], None], tmp_path: Path
) -> None:
    """An agent was killed and its hook was not: the question must not stay on the screen."""
    with listening(tmp_path, answers) as (control, server):
        process = subprocess.Popen(
            [*PROGRAM, "claude-code", "--wait", "600", "--control", control],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(dumped(BEFORE))
        process.stdin.close()
        until(lambda: server.requests)
        process.stdout.close()
        try:
            assert process.wait(20) == 2
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def test_an_input_that_never_ends_denies(tmp_path: Path) -> None:
    """The agent left its end open."""
    with subprocess.Popen(
        [*PROGRAM, "gemini", "--wait", "3", "--control", str(tmp_path / "x")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.wait(10) == 2
        assert process.stderr is not None
        assert b"did not end in time" in process.stderr.read()


def test_an_output_that_cannot_be_written_denies(tmp_path: Path) -> None:
    """An agent that reads half an answer, or none, must not take the code for consent."""
    with listening(tmp_path, answering("allow", '{"decision":"allow"}')) as (control, _):
        full = os.open("/dev/full", os.O_WRONLY)
        done = subprocess.run(
            [*PROGRAM, "gemini", "--control", control],
            input=dumped({**BEFORE, "hook_event_name": "BeforeTool"}),
            stdout=full,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
        os.close(full)
    assert done.returncode == 2


TABLE = {"v": 1, "policy": "1 x", "agents": {"claude-code": {"read": ["file_path"], "ls": []}}}


def read(path: object, folder: Path, tool: str = "Read") -> dict[str, object]:
    """Return the input of a tool that reads a path."""
    value = {"tool_name": tool, "tool_input": {"file_path": path}, "cwd": str(folder)}
    return {**BEFORE, **value}


def test_what_is_never_asked_about_goes_on_without_a_recorder(tmp_path: Path) -> None:
    """By the table that the recorder left: reading, below the folder that the agent works in."""
    control, folder = str(tmp_path / "c.sock"), tmp_path / "work"
    (tmp_path / "c.gate.json").write_bytes(dumped(TABLE))
    folder.mkdir()
    for path in ("a.txt", "sub/a.txt", str(folder / "b"), "."):
        done = run(read(path, folder), "--control", control)
        assert (done.returncode, done.stdout) == (0, b""), path
    assert run(read("x", folder, "LS"), "--control", control).returncode == 0


def test_what_the_table_does_not_hold_is_denied_without_a_recorder(tmp_path: Path) -> None:
    """Other tools, other agents, other places, hidden ones, links that lead out."""
    control, folder = str(tmp_path / "c.sock"), tmp_path / "work"
    (tmp_path / "c.gate.json").write_bytes(dumped(TABLE))
    folder.mkdir()
    (folder / "link").symlink_to("/etc")
    for path in ("..", "../work2", "/etc/passwd", ".env", "a/.git/config", "link/passwd", 7, None):
        assert_denied(run(read(path, folder), "--control", control), "countersign serve")
    assert_denied(run(BEFORE, "--control", control), "countersign serve")
    assert_denied(run(read("a", Path("work")), "--control", control), "countersign serve")
    given = read("a", folder)
    assert_denied(run(given, "--control", control, agent="codex"), "countersign serve")


def test_its_person_may_leave_it_to_the_agent_while_no_recorder_is_there(tmp_path: Path) -> None:
    """Only then: one that refuses, or does not answer, still means denied."""
    table = {**TABLE, "otherwise": "agent"}
    (tmp_path / "c.gate.json").write_bytes(dumped(table))
    for event in ("PreToolUse", "BeforeTool", "PermissionRequest"):
        value = {**BEFORE, "hook_event_name": event}
        done = run(value, "--control", str(tmp_path / "c.sock"), agent="codex")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert_denied(run(BEFORE, "--control", str(tmp_path / "other.sock")), "countersign serve")
    no = {"v": 1, "version": __version__, "ok": False, "error": {"message": "It is locked."}}
    with listening(tmp_path, sending(framed(no))) as (control, _):
        Path(control.removesuffix(".sock") + ".gate.json").write_bytes(dumped(table))
        assert_denied(run(BEFORE, "--control", control), "It is locked")
    for odd in ("deny", "allow", True, None):
        (tmp_path / "c.gate.json").write_bytes(dumped({**TABLE, "otherwise": odd}))
        assert_denied(run(BEFORE, "--control", str(tmp_path / "c.sock")), "countersign serve")


def test_a_prompt_is_held_back_by_nothing(tmp_path: Path) -> None:
    """Neither without a recorder nor when it is huge: then it is told without its words."""
    for event in ("UserPromptSubmit", "BeforeAgent", "SessionStart", "SessionEnd"):
        value = {"hook_event_name": event, "prompt": "x" * 2_000_000}
        done = run(value, "--control", str(tmp_path / "c.sock"), wait_s=2)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    with listening(tmp_path, answering()) as (control, server):
        value = {"hook_event_name": "UserPromptSubmit", "prompt": "x" * 2_000_000}
        assert run(value, "--control", control, wait_s=2).returncode == 0
    assert server.requests[0]["args"]["input"] == {"hook_event_name": "UserPromptSubmit"}


@pytest.mark.parametrize(
    "odd", ["", "[]", '{"v": 2, "agents": {"claude-code": {"read": []}}}', '{"v": 1}', "7"]
)
def test_a_table_that_is_none_denies(odd: str, tmp_path: Path) -> None:
    """Damaged, or of another version."""
    (tmp_path / "c.gate.json").write_text(odd)
    given = read("a", tmp_path)
    assert_denied(run(given, "--control", str(tmp_path / "c.sock")), "countersign serve")


def test_the_run_of_a_wrapper_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under `countersign run` a call belongs to the run that it opened."""
    monkeypatch.setenv("COUNTERSIGN_RUN_ID", "run-1")
    monkeypatch.setenv("COUNTERSIGN_RUN_SENDER", "run")
    with listening(tmp_path, answering("none")) as (control, server):
        assert run(BEFORE, "--control", control).returncode == 0
    args = server.requests[0]["args"]
    assert (args["run_id"], args["sender"]) == ("run-1", "run")


def test_it_loads_little(tmp_path: Path) -> None:
    """It starts for every tool call: no package of ours but the version, nothing of others."""
    done = subprocess.run(
        [*PROGRAM[:2], "-X", "importtime", PROGRAM[2], "codex"],
        input=b"{}",
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    loaded = {
        line.rsplit(b"|", 1)[1].strip().decode()
        for line in done.stderr.splitlines()
        if b"|" in line
    }
    assert {"json", "socket", "struct"} <= loaded
    assert {name for name in loaded if name.startswith("desktop_app")} == {"desktop_app"}
    assert not loaded & {"subprocess", "pathlib", "typing", "asyncio", "click", "logging", "ssl"}


def test_a_module_beside_the_agent_is_not_taken(tmp_path: Path) -> None:
    """Neither a variable nor the folder that the agent works in adds one of its own."""
    (tmp_path / "json.py").write_text("import os\nos._exit(0)\n")
    done = subprocess.run(
        [*PROGRAM, "codex"],
        input=b"{}",
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 2


def test_it_is_a_verb_of_the_one_executable() -> None:
    """`countersign _hook AGENT`, for builds that have no second one."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "_hook", "codex"],
        input=b"{}",
        capture_output=True,
        check=False,
    )
    assert_denied(done, "names no event")


def test_only_what_is_asked_about_starts_a_recorder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that ends after its person quit Countersign does not bring it back."""
    started: list[hook.Ask] = []
    monkeypatch.setattr(hook, "start", started.append)
    monkeypatch.setattr(hook, "START_S", 0.0)
    words = ["claude-code", "--control", str(tmp_path / "a.sock"), "--data-dir", str(tmp_path)]
    ask = hook.Ask(words, time.monotonic())
    with pytest.raises(hook.NotRunning):
        hook.connected(ask)
    assert started == []
    ask.is_before = True
    with pytest.raises(hook.NotRunning):
        hook.connected(ask)
    assert started == [ask]
