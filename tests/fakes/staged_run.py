"""Runs put on stage: what Claude Code sends when a person waits, denies, or a hook fails.

The shapes are those of recorded runs (spans tool, tool.blocked_on_user, tool.execution; logs
tool_decision, tool_result, hook_execution_complete, api_request); times are chosen.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.fakes import telemetry

if TYPE_CHECKING:
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    from tests.fakes.running import RunningRecorder

MS = 1_000_000
PROTOBUF = {"content-type": "application/x-protobuf"}


class Stage:
    """One run; times are milliseconds from its beginning.

    Args:
        session: its session id.
        trace: 16 bytes; another one for another run.
        begin_ns: when it begins, after `telemetry.T0`.
    """

    def __init__(self, session: str, trace: bytes, begin_ns: int = 0) -> None:
        self._session, self._trace, self._begin = session, trace, begin_ns
        self._ids, self._numbers = count(1), count()
        self._spans: list[dict[str, Any]] = []
        self._logs: list[dict[str, Any]] = []
        self._turn: dict[str, Any] = {}

    def turn(self, at: float, until: float, *, told: bool = True) -> None:
        """A prompt; `told` False: its span has not come yet."""
        self._log("user_prompt", at, {"prompt_length": "60", "prompt": "<REDACTED>"})
        self._turn = self._span("interaction", at, until, None, {"user_prompt": "<REDACTED>"})
        if not told:
            self._spans.remove(self._turn)

    def model(self, at: float, took: float, cost: float = 0.0047) -> None:
        """A model call."""
        self._span("llm_request", at, at + took, self._turn, {"model": "claude-opus-4-8"})
        spent = {"input_tokens": 321, "output_tokens": 57, "cost_usd": cost}
        said = {"model": "claude-opus-4-8", "duration_ms": int(took), **spent}
        self._log("api_request", at + took, said)

    def tool(
        self,
        name: str,
        at: float,
        took: float,
        *,
        waited: float = 0,
        by: str = "config",
        decision: str = "accept",
        success: bool = True,
    ) -> None:
        """A tool call: asked, perhaps waited for, then run or denied."""
        number = next(self._ids)
        call = {"tool_name": name, "tool_use_id": f"toolu_{self._session}_{number:04}"}
        ran, end = at + waited, at + waited + (took if decision == "accept" else 0)
        outer = self._span("tool", at, end, self._turn, call)
        if waited:
            said = {"decision": decision, "source": by}
            self._span("tool.blocked_on_user", at, ran, outer, said)
        self._log("tool_decision", ran, {**call, "decision": decision, "source": by})
        if decision != "accept":
            return
        inner = {**call, "success": success}
        span = self._span("tool.execution", ran, end, outer, inner)
        if not success:
            span["status"] = 2
        result = {"success": str(success).lower(), "duration_ms": str(int(took))}
        self._log("tool_result", end, {**call, **result, "tool_result_size_bytes": "167"})

    def hook_cancelled(self, tool: str, at: float, took: float) -> None:
        """A hook before a tool's use that the agent gave up on at `at`."""
        said = {"hook_event": "PreToolUse", "hook_name": f"PreToolUse:{tool}"}
        counts = {"num_hooks": "1", "num_success": "0", "num_cancelled": "1"}
        self._log(
            "hook_execution_complete", at, {**said, **counts, "total_duration_ms": str(int(took))}
        )

    def lose(self, records: int) -> None:
        """Number so many log records that are never sent."""
        for _ in range(records):
            next(self._numbers)

    def traces(self) -> ExportTraceServiceRequest:
        """Return the spans since the last time."""
        spans, self._spans = self._spans, []
        return telemetry.traces(*spans)

    def logs(self) -> ExportLogsServiceRequest:
        """Return the log records since the last time."""
        records, self._logs = self._logs, []
        return telemetry.logs(*records)

    def send(self, recorder: RunningRecorder) -> None:
        """Send what happened since the last time."""
        if self._spans:
            body = self.traces().SerializeToString()
            assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200
        if self._logs:
            body = self.logs().SerializeToString()
            assert recorder.post("/v1/logs", body, PROTOBUF)[0] == 200

    def _span(
        self,
        name: str,
        at: float,
        until: float,
        above: dict[str, Any] | None,
        said: dict[str, Any],
    ) -> dict[str, Any]:
        span = {
            "name": f"claude_code.{name}",
            "id": next(self._ids),
            "trace": self._trace,
            "start": self._begin + round(at * MS),
            "end": self._begin + round(until * MS),
            "attributes": {**said, "session.id": self._session},
        }
        if above:
            span["parent"] = above["id"]
        self._spans.append(span)
        return span

    def _log(self, event: str, at: float, said: dict[str, Any]) -> None:
        numbered = {"session.id": self._session, "event.sequence": next(self._numbers)}
        self._logs.append(
            {
                "event": event,
                "at": self._begin + round(at * MS),
                "trace": self._trace,
                "attributes": {**said, **numbered},
            }
        )


def asked(session: str = "staged-asked") -> Stage:
    """A run in a terminal: the person allowed two calls and denied the last."""
    stage = Stage(session, session.encode().ljust(16, b"\0")[:16])
    stage.turn(0, 21_500)
    stage.model(300, 40)
    stage.tool("Bash", 400, 46, waited=13_100, by="user_temporary")
    stage.model(13_570, 19)
    stage.tool("Write", 13_610, 31, waited=3_900, by="user_temporary")
    stage.tool("Bash", 17_560, 20)
    stage.model(17_600, 18)
    stage.tool("Read", 17_630, 1)
    stage.model(17_650, 15)
    stage.tool("Edit", 17_680, 8)
    stage.model(17_700, 24)
    stage.tool("Bash", 17_930, 0, waited=3_528, by="user_reject", decision="reject")
    return stage


def not_gated(session: str = "staged-open") -> Stage:
    """A run whose hook was cancelled before each call; the last call failed; three records lost."""
    stage = Stage(session, session.encode().ljust(16, b"\0")[:16], 60_000 * MS)
    stage.turn(0, 12_600)
    stage.model(100, 31)
    names = ("Bash", "Write", "Bash", "Read", "Edit", "Bash")
    for place, name in enumerate(names):
        at = 200 + place * 2_060.0
        stage.hook_cancelled(name, at + 2_001, 2_001)
        stage.tool(name, at + 2_003, 10, success=place < len(names) - 1)
        stage.model(at + 2_020, 9)
        if place == 2:
            stage.lose(3)
    return stage


def live(session: str = "staged-live") -> Stage:
    """The beginning of a run that goes on: the turn's span comes at its end."""
    stage = Stage(session, session.encode().ljust(16, b"\0")[:16], 120_000 * MS)
    stage.turn(0, 600, told=False)
    stage.model(110, 58)
    stage.tool("Bash", 165, 31)
    return stage
