"""Late parts join their run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import TOOL
from tests.fakes.indexed import query as query_of
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import TRACE, logs, traces

if TYPE_CHECKING:
    from pathlib import Path


def test_late_parts_join_their_run(tmp_path: Path) -> None:
    """A span that came before anyone knew its run is counted in it once its trace is known."""
    ledger = MemoryLedger()
    early = traces({"id": 1, "name": "claude_code.tool", "attributes": TOOL, "status": 2})
    ledger.add_request(Signal.TRACES, early)
    ledger.add_request(Signal.TRACES, traces({"id": 5}), sender="other")
    with query_of(tmp_path, ledger) as query:
        assert query.runs() == []
        assert [call["run"] for call in query.tool_calls()] == [None]
        assert query.status()["unattributed"] == 2
    result = {**TOOL, "success": "true", "duration_ms": "5"}
    late = logs({"event": "tool_result", "trace": TRACE, "attributes": result})
    ledger.add_request(Signal.LOGS, late, run_id="r")
    ledger.add_request(Signal.TRACES, traces({"id": 2, "start": 5}))
    with query_of(tmp_path, ledger) as query:
        run = query.run("r")
        assert (run["spans"], run["error_spans"], run["tool_calls"]) == (2, 1, 1)
        call = query.tool_calls("r")[0]
        assert call["span"] is not None
        assert call["log"] is not None
        assert query.status()["unattributed"] == 1  # the other sender's: no one writes into a run


HOOK = {"hook_event": "PreToolUse", "num_hooks": "1", "num_success": "0", "num_cancelled": "1"}


def test_a_hook_that_did_not_answer_counts_whether_it_came_early_or_late(tmp_path: Path) -> None:
    """A cancelled hook lets its call run: not one that blocked, answered, or came after."""
    blocked = {**HOOK, "num_cancelled": "0", "num_blocking": "1"}
    answered = {**HOOK, "num_cancelled": "0", "num_success": "1"}
    after = {**HOOK, "hook_event": "PostToolUse"}
    records = [
        {"event": "hook_execution_complete", "trace": TRACE, "attributes": attributes}
        for attributes in (HOOK, blocked, answered, after)
    ]
    ledger = MemoryLedger()
    ledger.add_request(Signal.LOGS, logs(*records))
    ledger.add_request(Signal.TRACES, traces({"id": 1}), run_id="late")
    ledger.add_request(Signal.LOGS, logs(*records), run_id="known")
    with query_of(tmp_path, ledger) as query:
        assert query.run("late")["not_gated"] == 1
        assert query.run("known")["not_gated"] == 1
