"""query.calls: a run's turns, model calls and tool calls, as a stream, with their records."""

from __future__ import annotations

from contextlib import closing

import pytest

from desktop_app.index.connection import open_reader
from desktop_app.normalize.signals import Signal
from desktop_app.query.calls import calls
from desktop_app.query.query import Query
from tests.fakes.indexed import follow
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import T0, logs, random_ledger, traces


def test_calls_come_by_time_with_their_records(tmp_path):
    """A log record is written when its call ended: the call began that much earlier."""
    ledger = MemoryLedger()
    told = {"tool_name": "Bash", "tool_use_id": "c"}
    model = {"model": "m", "duration_ms": "5", "input_tokens": "3"}
    spans = traces(
        {"id": 1, "name": "claude_code.interaction", "end": 90_000_000},
        {"id": 2, "name": "odd"},
        {"id": 3, "name": "claude_code.tool.execution", "start": 20_000_000, "attributes": told},
    )
    ledger.add_request(Signal.TRACES, spans, run_id="r")
    records = logs(
        {"event": "tool_result", "at": 30_000_000, "attributes": told},
        {"event": "api_request", "at": 15_000_000, "attributes": model},
    )
    ledger.add_request(Signal.LOGS, records, run_id="r")
    with closing(open_reader(follow(tmp_path, ledger))) as db:
        found = list(calls(db, 1))
    assert [(row["what"], row["ns"] - T0) for row in found] == [
        *(("turn", 0), ("model_call", 10_000_000), ("tool_call", 20_000_000)),
    ]
    turn, model_call, tool_call = found
    assert (turn["call"], turn["log"]) == (None, None)
    assert (turn["span"]["seq"], turn["span"]["pos"]) == (0, 0)
    assert model_call["call"]["tokens_input"] == 3
    assert (model_call["span"], model_call["log"]["pos"]) == (None, 1)
    assert (tool_call["span"]["pos"], tool_call["log"]["pos"]) == (2, 0)
    assert tool_call["log"]["attributes"]["tool_name"] == "Bash"
    assert tool_call["span"]["countersign"]["countersign.agent"] == "claude-code"


@pytest.mark.parametrize("seed", range(4))
def test_none_is_left_out_and_none_is_twice(tmp_path, seed):
    """As many as `Query` lists."""
    index = follow(tmp_path, random_ledger(seed))
    with closing(open_reader(index)) as db, Query(index) as query:
        for row in query.runs(hidden=True):
            found = list(calls(db, row["run"]))
            kinds = [call["what"] for call in found]
            run = f"#{row['run']}"
            assert kinds.count("tool_call") == len(query.tool_calls(run))
            assert kinds.count("model_call") == len(query.model_calls(run))
            assert [call["ns"] for call in found] == sorted(call["ns"] for call in found)
