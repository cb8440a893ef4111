"""Trouble as gate and agent tell it."""

from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.upstream.trouble import agent_says, gate_says
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.recorded import parse, runs
from tests.fakes.telemetry import logs, metrics, traces


def test_what_the_gate_says_is_of_one_run() -> None:
    """A denial of another run is no trouble of this one."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.ACTION_INTENT, {"decision": "denied"}, run_id="a", sender="s")
    entries = [ledger.entry(0)]
    assert gate_says(entries, "s", "a")
    assert not gate_says(entries, "", "a")
    assert not gate_says([], "s", "a")


@pytest.mark.parametrize(
    ("signal", "request_", "trouble"),
    [
        (Signal.TRACES, traces({"id": 1}, {"id": 2}), False),
        (Signal.TRACES, traces({"id": 1}, {"id": 2, "status": 2}), True),
        (Signal.TRACES, traces(), False),
        (Signal.LOGS, logs({"event": "api_request"}), False),
        (Signal.LOGS, logs({"event": "user_prompt"}, {"event": "api_error"}), True),
        (
            Signal.LOGS,
            logs({"event": "tool_decision", "attributes": {"decision": "reject"}}),
            True,
        ),
        (
            Signal.LOGS,
            logs({"event": "tool_result", "attributes": {"success": "false"}}),
            True,
        ),
        (Signal.METRICS, metrics("errors", {"value": 3.0}), False),
    ],
)
def test_what_an_agent_says(signal: Signal, request_: object, *, trouble: bool) -> None:
    """Errors and denials, as the vocabulary reads them."""
    assert agent_says(signal, request_.SerializeToString()) is trouble


def test_recorded_runs_are_read() -> None:
    """Some of the real requests tell of a command that failed, most tell of none."""
    told = [
        agent_says(body.signal, parse(body).SerializeToString())
        for run in runs()
        for body in run.bodies
    ]
    assert 0 < sum(told) < len(told)


def test_what_is_no_request_is_refused() -> None:
    """The recorder writes none."""
    with pytest.raises(DecodeError):
        agent_says(Signal.LOGS, b"\xff")
