"""An agent that asks the recorder before it acts, in a thread or process beside the test."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from desktop_app.control.client import ControlClient

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from tests.fakes.running import RunningRecorder

PUSH = "git push origin main"


class Agent:
    """Asks over the control socket; `ask` returns at once, its future holds the answer."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="agent")
        self._client: ControlClient | None = None
        self.asked_at = 0.0

    def ask(self, command: str = PUSH, *, deadline_s: float = 60.0, **more: Any) -> Future[Any]:
        """Ask to run a command."""
        action = {
            "agent": "claude-code",
            "tool": "Bash",
            "arguments": {"command": command},
            "cwd": "/home/ada/work",
            "workspace": "/home/ada/work",
            "run_id": "run-1",
            "deadline_s": deadline_s,
            **more,
        }
        return self._threads.submit(self._ask, action)

    def leave(self) -> None:
        """Wait no longer for the newest answer."""
        if self._client is not None:
            self._client.interrupt()

    def close(self) -> None:
        """Wait for what was asked."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _ask(self, action: Mapping[str, Any]) -> Any:
        with ControlClient(self._address) as client:
            self._client = client
            self.asked_at = time.monotonic()
            args = {"action": dict(action), "sender": "claude-code"}
            return client.call("action.begin", args, timeout_s=120.0)


def records(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return the consent records as the audit log has them, oldest first, with their state."""
    recorder.wait_indexed()
    rows = recorder.cli_json("audit-log")
    found = [row for row in rows if row["kind"] == "consent.record"]
    ordered = sorted(found, key=lambda row: row["seq"])
    return [{**row["params"], "state": row["decision"]} for row in ordered]
