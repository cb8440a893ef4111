"""Attacks on the gate of a real recorder: each is refused, denied, or at least seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import (
    AlreadyAnsweredError,
    NotAnsweredByPersonError,
    NotFoundError,
    UsageError,
)
from desktop_app.model import canonical
from tests.fakes.gate_client import Asking, call, entries, given, hook, question
from tests.fakes.running import RunningRecorder, running, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AGENT = """
import sys, json
from desktop_app.control.client import ControlClient
from desktop_app.errors import CountersignError
verb, args = json.loads(sys.argv[2])
try:
    with ControlClient(sys.argv[1]) as client:
        print(json.dumps(client.call(verb, args)))
except CountersignError as error:
    print(error.code)
"""


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Return a real recorder."""
    with running(tmp_path) as found:
        yield found


def as_agent(recorder: RunningRecorder, verb: str, **args: Any) -> str:
    """Ask from below a process that an agent started."""
    asked = canonical.encode_body([verb, args]).decode()
    done = subprocess.run(
        [sys.executable, "-c", AGENT, recorder.ready["control"], asked],
        env={**os.environ, **recorder.environment, "CLAUDECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_an_agent_cannot_answer_for_its_person(recorder: RunningRecorder) -> None:
    """Nor read the questions, nor revoke; each try is an entry, and `status` tells it."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    assert as_agent(recorder, "answer", **given(asked)) == "NOT_ANSWERED_BY_PERSON"
    assert as_agent(recorder, "questions", after=-1) == "NOT_ANSWERED_BY_PERSON"
    tried = entries(recorder, "gate.attempt")
    assert tried[0] == {"what": "answer", "agent": "claude-code"}
    assert call(recorder, "status")["gate_attempts"]["count"] == 2
    call(recorder, "answer", **given(asked, "deny", reason="Not today."))
    told = asking.answer()
    assert told is not None
    assert (told["decision"], told["exit"]) == ("deny", 0)
    assert "Not today." in told["stdout"]


def test_the_first_of_two_answers_counts(recorder: RunningRecorder) -> None:
    """The second is refused and written down; so is one under a name that never was."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    call(recorder, "answer", **given(asked, "deny"))
    with pytest.raises(AlreadyAnsweredError, match="denied by you"):
        call(recorder, "answer", **given(asked))
    with pytest.raises(NotFoundError):
        call(recorder, "answer", **given({**asked, "id": "0" * 16}))
    told = asking.answer()
    assert told is not None
    assert told["decision"] == "deny"
    (late,) = [each for each in entries(recorder, "command") if each.get("verb") == "answer"]
    assert (late["answer"], late["refused"]) == ("once", "already answered")
    assert [each["state"] for each in entries(recorder, "consent.record")] == [
        "requested",
        "refused",
    ]


def test_an_answer_after_the_deadline_allows_nothing(recorder: RunningRecorder) -> None:
    """The agent has heard no."""
    asking = Asking(recorder, **hook("git push", deadline_s=1.0))
    asked = question(recorder)
    told = asking.answer()
    assert told is not None
    assert told["decision"] == "deny"
    with pytest.raises(AlreadyAnsweredError):
        call(recorder, "answer", **given(asked))
    assert [each["state"] for each in entries(recorder, "consent.record")] == [
        "requested",
        "timed_out",
    ]


def test_an_answer_to_another_text_is_none(recorder: RunningRecorder) -> None:
    """Another digest, nobody's confirmation, a wider grant: the question still waits."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    with pytest.raises(NotAnsweredByPersonError, match="another text"):
        call(recorder, "answer", **given(asked, digest="0" * 64))
    with pytest.raises(NotAnsweredByPersonError, match="confirmed"):
        call(recorder, "answer", **given(asked, confirmed=False))
    wide = {**asked["scopes"][0]["scope"], "program": ["git"], "exact": False}
    with pytest.raises(UsageError, match="wider"):
        call(recorder, "answer", **given(asked, "grant", scope=wide, lasts="always"))
    with pytest.raises(UsageError, match="undone"):
        call(recorder, "answer", **given(asked, "run"))
    assert question(recorder)["id"] == asked["id"]
    call(recorder, "answer", **given(asked, "grant", lasts="always"))
    told = asking.answer()
    assert told is not None
    assert told["decision"] == "allow"


def test_a_grant_can_be_taken_back_and_given_again(recorder: RunningRecorder) -> None:
    """Without a restart, and after one."""
    asking = Asking(recorder, **hook("git push"))
    grant = call(recorder, "answer", **given(question(recorder), "grant", lasts="always"))["entry"]
    asking.answer()
    assert call(recorder, "hook", **hook("git push"))["decision"] == "allow"
    assert as_agent(recorder, "grant.revoke", seq=grant, confirmed=True) == (
        "NOT_ANSWERED_BY_PERSON"
    )
    call(recorder, "grant.revoke", seq=grant, confirmed=True)
    assert call(recorder, "hook", **hook("git push", deadline_s=0.1))["decision"] == "deny"
    again = call(recorder, "grant.put_back", seq=grant, confirmed=True)["entry"]
    assert call(recorder, "hook", **hook("git push"))["decision"] == "allow"
    recorder.stop()
    other = start(recorder.environment)
    try:
        assert call(other, "hook", **hook("git push"))["decision"] == "allow"
        call(other, "grant.revoke", seq=again, confirmed=True)
        assert call(other, "hook", **hook("git push", deadline_s=0.1))["decision"] == "deny"
    finally:
        other.stop()


def test_a_recorder_that_dies_with_a_question_open_allows_nothing(
    recorder: RunningRecorder,
) -> None:
    """The hook hears nothing; the next recorder says that the question is over."""
    asking = Asking(recorder, **hook("git push"))
    asked = question(recorder)
    recorder.kill()
    assert asking.answer() is None
    other = start(recorder.environment)
    try:
        assert [each["state"] for each in entries(other, "consent.record")] == [
            "requested",
            "expired",
        ]
        with pytest.raises(NotFoundError):
            call(other, "answer", **given(asked))
        assert call(other, "status")["questions"] == 0
    finally:
        other.stop()


def test_a_recorder_that_is_stopped_denies_what_waits(recorder: RunningRecorder) -> None:
    """At once, in the agent's own words."""
    asking = Asking(recorder, **hook("git push"))
    question(recorder)
    assert recorder.stop() == 0
    told = asking.answer()
    assert told is not None
    assert told["decision"] == "deny"
    assert json.loads(told["stdout"])["hookSpecificOutput"]["permissionDecision"] == "deny"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"hook_event_name": "PreToolUse"},
        {"hook_event_name": 5, "tool_name": "Bash"},
        {"hook_event_name": "PreToolUse", "tool_name": ["Bash"]},
        {"hook_event_name": "PreToolUse", "tool_name": "B" * 5_000},
        {"hook_event_name": "PostToolUse", "tool_name": "Bash"},
        {"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"a": "\ud800"}},
    ],
)
def test_a_hostile_hook_is_denied(recorder: RunningRecorder, value: dict[str, Any]) -> None:
    """Wrong types, wrong events, half characters: a denial, and the recorder goes on."""
    told = call(recorder, "hook", agent="claude-code", event="PreToolUse", input=value)
    assert told["decision"] == "deny"
    assert call(recorder, "hook", **hook("ls"))["decision"] == "none"


def test_a_deep_or_huge_hook_is_denied(recorder: RunningRecorder) -> None:
    """Nested beyond reason; near the largest frame; odd letters everywhere."""
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"a": deep}
    base = hook("ls")["input"]
    for arguments in (deep, {"command": "x" * 1_000_001}):
        told = call(
            recorder,
            "hook",
            agent="claude-code",
            event="PreToolUse",
            input={**base, "tool_input": arguments},
        )
        assert told["decision"] == "deny"
    odd = {"command": "echo \u202e\x1b[31m\u200b; rm -rf ~"}
    asking = Asking(recorder, **hook("ls", deadline_s=2) | {"input": {**base, "tool_input": odd}})
    shown = question(recorder)["notice"]["text"]
    assert "\u202e" not in shown
    assert "\x1b" not in shown
    told = asking.answer() or {}
    assert told["decision"] == "deny"


def test_what_an_agent_says_is_not_in_the_store(recorder: RunningRecorder) -> None:
    """Commands, reasons, arguments: digests alone, but for what a person allowed for longer."""
    asking = Asking(recorder, **hook("git push sesame-open"))
    call(recorder, "answer", **given(question(recorder), "deny", reason="because-of-mustard"))
    asking.answer()
    recorder.stop()
    found = b"".join(path.read_bytes() for path in recorder.data_dir.iterdir() if path.is_file())
    assert b"sesame-open" not in found
    assert b"because-of-mustard" not in found
