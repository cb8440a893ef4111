"""Questions of a real recorder whose caller goes away: they end at once, and nothing is gained."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.errors import AlreadyAnsweredError, RecorderNotRunningError
from desktop_app.model import canonical
from tests.fakes.gate_client import call, entries, given, hook, question
from tests.fakes.running import RunningRecorder, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUSH = {"tool": "Bash", "arguments": {"command": "git push"}, "cwd": "/w", "run_id": "r"}
GONE = {"state": "expired", "why": "caller gone", "by": "nobody"}


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Return a real recorder."""
    with running(tmp_path) as found:
        yield found


def wait_over(recorder: RunningRecorder, asked: dict[str, Any]) -> dict[str, Any]:
    """Wait until the question has left the queue and its end is written down; return that."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [one for one in entries(recorder, "consent.record") if "by" in one]
        ended = [one for one in found if one["intent"] == asked["intent"]]
        if ended and call(recorder, "status")["questions"] == 0:
            assert asked["id"] in call(recorder, "questions", after=-1)["left"]
            return ended[0]
        call(recorder, "questions", after=-1, wait_s=0.05)
    raise AssertionError("The question still waits.")


def check_gone(recorder: RunningRecorder, asked: dict[str, Any]) -> None:
    """It is over, denied, and an answer that comes late is written down and refused."""
    ended = wait_over(recorder, asked)
    assert {name: ended[name] for name in GONE} == GONE
    with pytest.raises(AlreadyAnsweredError, match="went away"):
        call(recorder, "answer", **given(asked))
    assert [one["state"] for one in entries(recorder, "consent.record")] == ["requested", "expired"]
    assert [one["refused"] for one in entries(recorder, "command") if "refused" in one] == [
        "already answered"
    ]


def test_a_hook_that_is_killed_takes_its_question_with_it(recorder: RunningRecorder) -> None:
    """The real program, killed as an agent would."""
    value = canonical.encode_body(hook("git push")["input"])
    words = ["claude-code", "--wait", "60", "--control", str(recorder.ready["control"])]
    with subprocess.Popen(
        [sys.executable, "-I", "-m", "desktop_app.hook", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=recorder.environment,
    ) as asking:
        assert asking.stdin is not None
        asking.stdin.write(value)
        asking.stdin.close()
        asked = question(recorder)
        asking.kill()
    check_gone(recorder, asked)


def test_an_http_client_that_hangs_up_takes_its_question_with_it(
    recorder: RunningRecorder,
) -> None:
    """Whatever it still has to read."""
    body = canonical.encode_body(PUSH)
    at = urlsplit(recorder.url)
    with socket.create_connection((at.hostname or "", at.port or 0)) as wire:
        head = f"POST /v1/actions HTTP/1.1\r\nhost: {at.netloc}\r\ncontent-type: application/json"
        wire.sendall(f"{head}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        asked = question(recorder)
    check_gone(recorder, asked)


def test_a_control_connection_that_ends_takes_its_question_with_it(
    recorder: RunningRecorder,
) -> None:
    """As the MCP proxy's does when its client cancels."""
    client = ControlClient(str(recorder.ready["control"]))

    def ask() -> None:
        with suppress(RecorderNotRunningError), client:
            client.call("action.begin", {"action": PUSH, "via": "mcp"})

    thread = Thread(target=ask)
    thread.start()
    asked = question(recorder)
    client.interrupt()
    thread.join(60)
    check_gone(recorder, asked)


def begin(recorder: RunningRecorder, told: list[Any]) -> tuple[ControlClient, Thread]:
    """Declare the same action under the same key, and wait for its answer."""
    client = ControlClient(str(recorder.ready["control"]))

    def ask() -> None:
        action = {**PUSH, "idempotency_key": "k"}
        with suppress(RecorderNotRunningError), client:
            told.append(client.call("action.begin", {"action": action}, timeout_s=60))

    thread = Thread(target=ask)
    thread.start()
    return client, thread


def intents(recorder: RunningRecorder, number: int) -> list[dict[str, Any]]:
    """Wait until there are that many intents; return them."""
    deadline = time.monotonic() + 60
    while len(found := entries(recorder, "action.intent")) < number:
        assert time.monotonic() < deadline
    return found


def test_a_question_stays_while_one_of_its_callers_does(recorder: RunningRecorder) -> None:
    """Two under one key: the first leaves, and the second still gets the person's answer."""
    told: list[Any] = []
    first, first_thread = begin(recorder, told)
    asked = question(recorder)
    _, second_thread = begin(recorder, told)
    assert intents(recorder, 2)[1]["repeats"] == asked["intent"]
    first.interrupt()
    first_thread.join(60)
    call(recorder, "answer", **given(asked))
    second_thread.join(60)
    assert [(one["decision"], one["repeated"]) for one in told] == [("allow", True)]


def test_who_comes_again_after_leaving_is_asked_anew(recorder: RunningRecorder) -> None:
    """The key gives no answer that nobody gave; and leaving counts as a step and as denied."""
    told: list[Any] = []
    client, thread = begin(recorder, told)
    asked = question(recorder)
    client.interrupt()
    thread.join(60)
    wait_over(recorder, asked)
    _, again = begin(recorder, told)
    anew = question(recorder)
    assert anew["intent"] != asked["intent"]
    assert anew["so_far"] == {"tool_calls": 1, "denied": 1}
    assert "repeats" not in intents(recorder, 2)[1]
    call(recorder, "answer", **given(anew))
    again.join(60)
    assert [(one["decision"], one["repeated"]) for one in told] == [("allow", False)]
