"""Without the recorder's own word no call goes on; pins are kept, and damage is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.agents.mcp.steps import Effect, Listed, ToolCall
from desktop_app.errors import ConfigError, RecorderNotRunningError
from desktop_app.host.instance import DataDirLock
from desktop_app.host.paths import Paths
from desktop_app.model.closing import Closing
from desktop_app.operations.mcp_caller import Caller
from desktop_app.operations.mcp_recorder import McpRecorder

if TYPE_CHECKING:
    from pathlib import Path


class Nowhere(Closing):
    """A person's place where no recorder runs, or one that answers this."""

    def __init__(self, home: Path, answer: Any = None) -> None:
        self.paths = Paths(home / "data", home / "config", home / "run")
        self.paths.data_dir.mkdir(parents=True, mode=0o700, exist_ok=True)
        self._answer = answer
        self.asked: list[tuple[str, Any]] = []
        self.interrupted = False

    def connect(self) -> Nowhere:
        """Return itself, or say that nobody is there."""
        if self._answer is None:
            raise RecorderNotRunningError("The recorder is not running.")
        return self

    def call(self, verb: str, args: Any, *, timeout_s: float) -> Any:
        """Take a verb."""
        assert timeout_s > 0
        self.asked.append((verb, args))
        return self._answer

    def interrupt(self) -> None:
        """End the call that waits."""
        self.interrupted = True

    def close(self) -> None:
        """Hang up."""


def made(context: Nowhere, caller: Caller | None = None) -> McpRecorder:
    """Return what is tested."""
    return McpRecorder(context, "s", ("python", "s.py"), caller or Caller())  # type: ignore[arg-type]


def a_call() -> ToolCall:
    """Return a call."""
    return ToolCall(1, "mcp__s__t", {"a": 1}, b"", "00-x", call_id="c", run_id="r", intent=4)


def test_a_call_that_nobody_waits_for_is_not_asked_about_any_more(tmp_path: Path) -> None:
    """The recorder hears it by the end of the connection; a client may say so twice."""
    recorder, call = Nowhere(tmp_path, {"decision": "allow", "intent": 4}), a_call()
    made(recorder).declare(call)
    assert not recorder.interrupted
    call.cancel()
    call.cancel()
    assert recorder.interrupted


def test_nobody_there(tmp_path: Path) -> None:
    """No recorder is a denial that says so; an effect and a pin are errors."""
    recorder = made(Nowhere(tmp_path))
    decided = recorder.declare(a_call())
    assert not decided.allowed
    assert "The recorder is not running. Start it with" in decided.reason
    with pytest.raises(RecorderNotRunningError):
        recorder.effect(Effect(a_call(), "ok", 1))
    with pytest.raises(RecorderNotRunningError):
        recorder.listed(Listed({"t": "v"}, ()), {}, again=False)
    assert recorder.pinned() == {}


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ({"decision": "allow", "intent": 4}, True),
        ({"decision": "none", "intent": 4}, True),
        ({"decision": "deny", "intent": 4, "reason": "no"}, False),
        ({"decision": "ask"}, False),
        ({"decision": True}, False),
        ({}, False),
    ],
)
def test_only_its_word_counts(tmp_path: Path, answer: Any, *, allowed: bool) -> None:
    """Anything but a clear answer is a denial."""
    assert made(Nowhere(tmp_path, answer)).declare(a_call()).allowed is allowed


def test_what_is_told(tmp_path: Path) -> None:
    """Call and effect are told as MCP's, in the wrapper's run, with their place."""
    context = Nowhere(tmp_path, {"decision": "allow", "intent": 4})
    recorder = made(context, Caller("claude-code", "run", "wrapped", "session", "/w"))
    recorder.declare(a_call())
    recorder.effect(Effect(a_call(), "ok", 7))
    (_, begun), (_, ended) = context.asked
    assert (begun["via"], ended["via"], ended["intent"]) == ("mcp", "mcp", 4)
    assert begun["action"]["run_id"] == ended["result"]["run_id"] == "wrapped"
    assert (begun["sender"], begun["action"]["agent"]) == ("run", "claude-code")
    assert begun["action"]["workspace"] == "/w"
    assert (ended["result"]["arguments"], ended["result"]["duration_us"]) == ({"a": 1}, 7)


def test_a_call_that_says_no_run_is_of_the_session(tmp_path: Path) -> None:
    """The call's own word goes before that of its server's environment."""
    context = Nowhere(tmp_path, {"decision": "allow", "intent": 4})
    caller = Caller("claude-code", "claude-code", session_id="session")
    made(context, caller).declare(a_call())
    made(context, caller).declare(replace(a_call(), run_id=None))
    assert [args["action"]["run_id"] for _, args in context.asked] == ["r", "session"]


def test_what_did_not_run_has_no_digest(tmp_path: Path) -> None:
    """A call that was given up is told without arguments that ran."""
    context = Nowhere(tmp_path, {})
    made(context).effect(Effect(a_call(), "denied", 0))
    assert "arguments" not in context.asked[0][1]["result"]


def test_pins_are_kept(tmp_path: Path) -> None:
    """What was written down is pinned, beside what was pinned before."""
    recorder = made(Nowhere(tmp_path, {}))
    recorder.listed(Listed({"t": "v"}, ()), {}, again=False)
    recorder.listed(Listed({"u": "w"}, ()), recorder.pinned(), again=False)
    assert recorder.pinned() == {"t": "v", "u": "w"}
    (file,) = (tmp_path / "data" / "agents" / "mcp").iterdir()
    file.write_bytes(b"{}")
    with pytest.raises(ConfigError) as caught:
        recorder.pinned()
    assert "--repin" in caught.value.hint


def test_it_looks_where_the_recorder_says_that_it_is(tmp_path: Path) -> None:
    """Without our address, the one that the data directory's lock names is tried; nobody is no."""
    context = Nowhere(tmp_path)
    with DataDirLock(context.paths.lock, control=str(tmp_path / "other.sock")):
        assert not made(context).declare(a_call()).allowed
