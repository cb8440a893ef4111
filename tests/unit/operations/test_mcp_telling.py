"""What is told is told in order; what cannot be is said, and the rest goes on."""

from __future__ import annotations

from threading import Event
from typing import Any

from desktop_app.agents.mcp.pins import Drift
from desktop_app.agents.mcp.steps import Effect, Listed, ToolCall
from desktop_app.errors import RecorderNotRunningError
from desktop_app.operations import mcp_telling
from desktop_app.operations.mcp_telling import Teller

CALL = ToolCall(1, "mcp__s__t", {}, b"", "00-x")


class Told:
    """A recorder that hears, or does not run."""

    def __init__(self, *, there: bool = True) -> None:
        self.there = there
        self.heard: list[Any] = []

    def effect(self, effect: Effect) -> None:
        """Hear."""
        self._hear(effect.outcome)

    def listed(self, listed: Listed, pinned: Any, *, again: bool) -> None:
        """Likewise."""
        self._hear((dict(listed.new), [one.tool for one in listed.drifted], dict(pinned), again))

    def _hear(self, what: Any) -> None:
        if not self.there:
            raise RecorderNotRunningError("The recorder is not running.")
        self.heard.append(what)


def test_in_order_and_once() -> None:
    """Tools that drifted are told once, however often they are listed; pins add up."""
    said: list[str] = []
    recorder: Any = Told()
    teller = Teller(said.append, {"a": "1"}, again=False)
    drift = Drift("a", "1", "2")
    teller.put(Listed({"b": "1"}, (drift,)), recorder)
    teller.put(Listed({}, (drift,)), recorder)
    teller.put(Effect(CALL, "ok", 1), recorder)
    teller.put(Listed({"c": "1"}, (drift,)), recorder)
    teller.end()
    first, effect, last = recorder.heard
    assert first == ({"b": "1"}, ["a"], {"a": "1"}, False)
    assert effect == "ok"
    assert last == ({"c": "1"}, [], {"a": "1", "b": "1"}, False)
    assert len(said) == 1
    assert "`--repin`" in said[0]


def test_nobody_hears() -> None:
    """Each is a sentence."""
    said: list[str] = []
    recorder: Any = Told(there=False)
    teller = Teller(said.append, {}, again=False)
    teller.put(Effect(CALL, "ok", 1), recorder)
    teller.put(Listed({"b": "1"}, ()), recorder)
    teller.end()
    assert [text.split(":")[0] for text in said] == [
        "How mcp__s__t ended was not recorded",
        "The server's tools were not pinned",
    ]


def test_a_recorder_that_hangs_keeps_nobody(monkeypatch: Any) -> None:
    """The end has its time."""
    monkeypatch.setattr(mcp_telling, "ENDING_S", 0.01)
    go_on = Event()
    said: list[str] = []
    recorder: Any = Told()
    recorder.effect = lambda _effect: go_on.wait(10)
    teller = Teller(said.append, {}, again=False)
    teller.put(Effect(CALL, "ok", 1), recorder)
    teller.end()
    go_on.set()
    assert said == ["Not all was told to the recorder in time."]
