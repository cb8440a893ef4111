"""Agent and person at the gate of a real recorder, each over the control socket."""

from __future__ import annotations

import time
from contextlib import suppress
from hashlib import sha256
from threading import Thread
from typing import TYPE_CHECKING, Any

from desktop_app.control.client import ControlClient
from desktop_app.errors import CountersignError
from desktop_app.ledger.reader import LedgerReader

if TYPE_CHECKING:
    from tests.fakes.running import RunningRecorder


def call(recorder: RunningRecorder, verb: str, **args: Any) -> dict[str, Any]:
    """Ask as the person at their terminal."""
    with ControlClient(recorder.ready["control"]) as client:
        return dict(client.call(verb, args))


def hook(command: str, call_id: str = "toolu_1", **more: Any) -> dict[str, Any]:
    """Arguments of the verb `hook` for a command."""
    value = {
        "hook_event_name": "PreToolUse",
        "session_id": "session-1",
        "cwd": "/w",
        "tool_name": "Bash",
        "tool_input": {"command": command},
        "tool_use_id": call_id,
    }
    return {"agent": "claude-code", "event": "PreToolUse", "input": value, **more}


def waiting(recorder: RunningRecorder) -> dict[str, Any] | None:
    """Return the question that waits just now, or None."""
    found = call(recorder, "questions", after=-1, wait_s=0)
    return dict(found["questions"][0]) if found["questions"] else None


def question(recorder: RunningRecorder) -> dict[str, Any]:
    """Return the question that waits."""
    deadline, n = time.monotonic() + 60, -1
    while time.monotonic() < deadline:
        found = call(recorder, "questions", after=n, wait_s=5)
        if found["questions"]:
            return dict(found["questions"][0])
        n = found["n"]
    raise AssertionError("No question came.")


def given(asked: dict[str, Any], answer: str = "once", **more: Any) -> dict[str, Any]:
    """Arguments of the verb `answer`."""
    digest = sha256(asked["notice"]["text"].encode()).hexdigest()
    common = {"id": asked["id"], "answer": answer, "digest": digest, "latency_ms": 700}
    return {**common, "confirmed": True, **more}


def entries(recorder: RunningRecorder, kind: str) -> list[dict[str, Any]]:
    """Return the subjects of the entries of a kind."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return [dict(entry.subject) for entry in ledger.entries() if entry.kind == kind]


class Asking:
    """A hook, or another caller, that waits for a person."""

    def __init__(self, recorder: RunningRecorder, verb: str = "hook", /, **args: Any) -> None:
        self.told: list[dict[str, Any]] = []
        self._thread = Thread(target=self._ask, args=(recorder, verb, args))
        self._thread.start()

    @property
    def waits(self) -> bool:
        """Whether it heard nothing yet."""
        return self._thread.is_alive()

    def _ask(self, recorder: RunningRecorder, verb: str, args: dict[str, Any]) -> None:
        with suppress(CountersignError):
            self.told.append(call(recorder, verb, **args))

    def answer(self) -> dict[str, Any] | None:
        """Return what it heard; None when the connection broke."""
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self.told[0] if self.told else None
