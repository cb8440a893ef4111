"""kill -9 of a real recorder whose gate is at work: nothing is forgotten, nothing is allowed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.normalize.signals import Signal
from tests.fakes.gate_client import Asking, call, entries, given, hook, question
from tests.fakes.recorded import runs
from tests.fakes.running import RunningRecorder, running, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

pytestmark = pytest.mark.crash

POLICY = "version: 1\nbudgets: {steps: 3, effect: deny}\n"
DENY = "version: 1\nextends: none\ndefault: deny\nrules: []\n"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Return a real recorder."""
    with running(tmp_path) as found:
        yield found


def killed(recorder: RunningRecorder) -> RunningRecorder:
    """Kill it, and start the next one."""
    recorder.kill()
    return start(recorder.environment)


def begin(recorder: RunningRecorder, command: str, **more: Any) -> dict[str, Any]:
    """Declare a command."""
    arguments = {"command": command}
    action = {"tool": "Bash", "arguments": arguments, "cwd": "/w", "run_id": "r", **more}
    return call(recorder, "action.begin", action=action, sender="mine")


def policy(recorder: RunningRecorder, text: str) -> None:
    """Put a policy in force."""
    (recorder.data_dir / "policy.yaml").write_text(text)
    call(recorder, "policy")


def test_a_key_keeps_its_answer_and_a_run_its_steps(recorder: RunningRecorder) -> None:
    """What a person denied stays denied under its key; the budget goes on from where it was."""
    policy(recorder, POLICY)
    asking = Asking(recorder, "action.begin", action=_push("k"), sender="mine")
    call(recorder, "answer", **given(question(recorder), "deny"))
    told = asking.answer()
    assert told is not None
    begin(recorder, "ls", idempotency_key="other")
    other = killed(recorder)
    try:
        again = call(other, "action.begin", action=_push("k"), sender="mine")
        assert (again["decision"], again["repeated"]) == ("deny", True)
        assert again["consent"] == told["consent"]
        assert again["approval_state"] == "rejected"
        assert entries(other, "action.intent")[-1]["repeats"] == told["intent"]
        begin(other, "ls")
        assert "budget of 3 steps" in begin(other, "ls")["reason"]
        assert entries(other, "action.intent")[-1]["so_far"]["steps"] == 3
    finally:
        other.stop()


def test_a_question_of_the_killed_one_is_asked_anew(recorder: RunningRecorder) -> None:
    """Denied for good under its old name, and nobody can answer it any more."""
    asking = Asking(recorder, "action.begin", action=_push("k"), sender="mine")
    asked = question(recorder)
    recorder.kill()
    assert asking.answer() is None
    other = start(recorder.environment)
    try:
        with pytest.raises(NotFoundError):
            call(other, "answer", **given(asked))
        again = Asking(other, "action.begin", action=_push("k"), sender="mine")
        anew = question(other)
        assert anew["intent"] != asked["intent"]
        assert anew["so_far"] == {"tool_calls": 1, "denied": 1}
        states = [(one["state"], one.get("why")) for one in entries(other, "consent.record")]
        assert states == [("requested", None), ("expired", "recorder ended"), ("requested", None)]
        call(other, "answer", **given(anew))
        heard = again.answer()
        assert heard is not None
        assert (heard["decision"], heard["repeated"]) == ("allow", False)
    finally:
        other.stop()


def test_a_result_finds_its_decision(recorder: RunningRecorder) -> None:
    """A call that was denied and ran is told; one that was allowed is joined, and no alarm."""
    assert call(recorder, "hook", **hook("ls", "toolu_1"))["decision"] == "none"
    policy(recorder, DENY)
    assert call(recorder, "hook", **hook("git push", "toolu_2"))["decision"] == "deny"
    other = killed(recorder)
    try:
        for call_id, command in (("toolu_1", "ls"), ("toolu_2", "git push")):
            value = hook(command, call_id)["input"] | {"hook_event_name": "PostToolUse"}
            call(other, "hook", agent="claude-code", event="PostToolUse", input=value)
        first, second = (intent["call_id"] for intent in entries(other, "action.intent"))
        assert (first, second) == ("toolu_1", "toolu_2")
        effects = entries(other, "action.effect")
        assert [effect["approval_state"] for effect in effects] == ["not_required", "rejected"]
        assert [effect["differs"] for effect in effects] == [False, False]
        marks = entries(other, "gate.failed_open")
        assert [(mark["call_id"], mark["why"]) for mark in marks] == [("toolu_2", "denied and ran")]
    finally:
        other.stop()


def test_telemetry_of_before_the_kill_is_judged(recorder: RunningRecorder) -> None:
    """Acknowledged, and the recorder killed at once: each call is told, once, by one of the two."""
    policy(recorder, DENY)
    token = call(recorder, "senders.add", name="claude-code")["token"]
    run = next(one for one in runs() if one.name == "claude-hooks")
    asked = [value for value in map(_input, run.hooks) if value["hook_event_name"] == "PreToolUse"]
    for value in asked:
        told = call(recorder, "hook", agent="claude-code", event="", input=value)
        assert told["decision"] == "deny"
    for body in run.bodies:
        if body.signal is Signal.LOGS:
            headers = {"content-type": "application/json", "x-countersign-token": token}
            assert recorder.post("/v1/logs", body.decoded, headers)[0] == 200
    other = killed(recorder)
    try:
        until(lambda: len(marks(other)) >= 5)
    finally:
        other.stop()
    third = start(recorder.environment)
    try:
        calls = [mark["call_id"] for mark in marks(third)]
        assert len(set(calls)) == len(calls)
        assert {mark["why"] for mark in marks(third)} == {"denied and ran"}
    finally:
        third.stop()


def marks(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return what failed open."""
    return entries(recorder, "gate.failed_open")


def until(holds: Callable[[], bool]) -> None:
    """Look until it is so."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _input(hook: Mapping[str, Any]) -> dict[str, Any]:
    return dict(hook.get("input", hook))


def _push(key: str) -> dict[str, Any]:
    arguments = {"command": "git push"}
    told = {"tool": "Bash", "arguments": arguments, "cwd": "/w", "run_id": "r"}
    return {**told, "idempotency_key": key}
