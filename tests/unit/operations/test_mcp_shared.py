"""Calls that wait: decided off the loop, denied when that fails, given up when it is too late."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.agents.mcp import frames
from desktop_app.agents.mcp.session import Session
from desktop_app.agents.mcp.steps import Decided, Declare, ToClient, ToolCall, ToServer
from desktop_app.errors import ConfigError
from desktop_app.host.loopback import Place
from desktop_app.operations import mcp_shared
from desktop_app.operations.mcp_shared import Shared
from desktop_app.operations.mcp_talks import Talk, Talks
from tests.unit.operations.test_mcp_http import call

if TYPE_CHECKING:
    from desktop_app.operations.mcp_caller import Caller

ENDS = ("127.0.0.1", 1), ("127.0.0.1", 2)


class Recorder:
    """One that says this of each call, or fails."""

    def __init__(self, decided: Decided | None) -> None:
        self.decided = decided
        self.told: list[Any] = []

    def declare(self, _call: ToolCall) -> Decided:
        """Decide."""
        if self.decided is None:
            raise ValueError("a mistake of ours")
        return self.decided

    def put(self, step: Any, recorder: Any) -> None:
        """Take what would be told."""
        assert recorder is self
        self.told.append(step)


def shared(recorder: Any, *, call_s: float = 30.0, fails: bool = False) -> Shared:
    """Return what is tested."""

    def of(_caller: Caller) -> Any:
        if fails:
            raise ConfigError("The data directory cannot be one.")
        return recorder

    talks = Talks(lambda: Session("s", {}, call_s=call_s, random=bytes, inherited={}))
    return Shared(Place("::1", 9, "/"), call_s, talks, recorder, of, print)


def declared(talk: Talk) -> ToolCall:
    """Return a call that is to be decided."""
    (step,) = talk.session.from_client(call("echo", 1))
    assert isinstance(step, Declare)
    return step.call


def asked(made: Shared) -> tuple[Talk, ToolCall, list[Any]]:
    """Ask about a call; return (its session, the call, what follows)."""

    async def go() -> tuple[Talk, ToolCall, list[Any]]:
        talk = made.talks.of("")
        one = declared(talk)
        return talk, one, await made.ask(talk, one, ENDS)

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("decided", "step"),
    [
        (Decided(allowed=True, intent=4), ToServer),
        (Decided(allowed=False, reason="no", intent=4), ToClient),
        (None, ToClient),
    ],
)
def test_decided(decided: Decided | None, step: type[object]) -> None:
    """Only the recorder's word lets a call go on; a mistake of ours denies."""
    talk, one, steps = asked(shared(Recorder(decided)))
    assert [type(each) for each in steps] == [step]
    assert frames.key_of(one.id) in talk.recorders


def test_without_a_recorder_it_is_denied() -> None:
    """And there is nobody to tell of it."""
    talk, _, steps = asked(shared(Recorder(None), fails=True))
    assert isinstance(steps[0], ToClient)
    assert talk.recorders == {}


def test_a_call_whose_client_left_meanwhile() -> None:
    """It is told as denied; nothing goes anywhere."""
    recorder = Recorder(Decided(allowed=True, intent=4))
    made = shared(recorder)

    async def go() -> list[Any]:
        talk = made.talks.of("")
        one = declared(talk)
        one.cancel()
        return await made.ask(talk, one, ENDS)

    assert asyncio.run(go()) == []
    assert [effect.outcome for effect in recorder.told] == ["denied"]


def test_what_was_left_has_its_time() -> None:
    """Then its effect is unknown; one that was answered meanwhile is nothing more."""
    recorder = Recorder(Decided(allowed=True, intent=4))
    made = shared(recorder, call_s=0.0)
    late = shared(recorder, call_s=30.0)
    for one in (made, late):
        talk, each, _ = asked(one)
        one.leave(talk, each)
        one.look()
    assert [effect.outcome for effect in recorder.told] == ["unknown"]
    assert (len(made.waiting), len(late.waiting)) == (0, 1)
    talk, each = late.waiting[0]
    talk.session.lost(each.id, "", time.monotonic())
    late.call_s = 0.0
    late.look()
    assert (len(late.waiting), len(recorder.told)) == (0, 1)


def test_nobody_waits_for_what_is_said_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is gone hears nothing, and nothing comes of it."""
    monkeypatch.setattr(mcp_shared, "ASIDE_S", 0.5)
    made = shared(Recorder(None))

    async def go() -> None:
        made.aside(b"{}", [])
        await asyncio.gather(*made.tasks)

    asyncio.run(go())
    assert made.tasks == set()
