"""All entries that speak of a trace are found, whatever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes import indexed
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import traces

if TYPE_CHECKING:
    from pathlib import Path


def test_a_trace(tmp_path: Path) -> None:
    """Spans, spans that were sent again, and entries that name it; no other trace's."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    request = traces({"id": 1, "name": "a"})
    trace_id = request.resource_spans[0].scope_spans[0].spans[0].trace_id
    other = traces({"id": 2, "name": "b"})
    other.resource_spans[0].scope_spans[0].spans[0].trace_id = b"\xee" * 16
    ledger.add_request(Signal.TRACES, request, run_id="r")
    ledger.add_request(Signal.TRACES, other, run_id="r")
    ledger.add_request(Signal.TRACES, request, run_id="r")
    ledger.add(EntryKind.RUN_START, {"name": "x"}, run_id="s", trace_id=trace_id)
    with indexed.query(tmp_path, ledger) as query:
        assert query.entries_of_trace(trace_id.hex()) == [1, 3, 4]
        assert query.entries_of_trace("ee" * 16) == [2]
        assert query.entries_of_trace("00" * 16) == []
        root = {"trace_id": trace_id.hex(), "span_id": f"{1:016x}"}
        assert query.root_span(query.run("r")["run"]) == root
        assert query.root_span(query.run("s")["run"]) is None
