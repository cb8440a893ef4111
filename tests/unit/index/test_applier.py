"""Whatever is sent, the index goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query as query_of
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, metrics, traces

if TYPE_CHECKING:
    from pathlib import Path


def test_hostile_numbers_and_texts_do_not_stop_the_index(tmp_path: Path) -> None:
    """Times past 2^63, NaN, bytes, NUL, huge tokens: all is stored as something SQLite can hold."""
    ledger = MemoryLedger()
    request = traces(
        {
            "id": 1,
            "name": "a\0b",
            "attributes": {"f": float("nan"), "g": float("inf"), "b": b"\xff", "": "", "s": "\0"},
        }
    )
    span = request.resource_spans[0].scope_spans[0].spans[0]
    span.start_time_unix_nano, span.end_time_unix_nano = 2**64 - 1, 5
    span.attributes.add(key="empty")
    ledger.add_request(Signal.TRACES, request, run_id="r")
    huge = {"input_tokens": "9" * 30, "output_tokens": 2**62, "cost_usd": 1e300, "model": "m"}
    events = [{"event": "api_request", "at": n, "attributes": huge} for n in range(5)]
    ledger.add_request(Signal.LOGS, logs(*events), run_id="r")
    ledger.add_request(Signal.METRICS, metrics("m", {"value": float("nan")}), run_id="r")
    with query_of(tmp_path, ledger) as query:
        attributes = query.span(query.spans("r", noise=True)[0]["span"])["attributes"]
        assert attributes["f"] == "nan"
        assert attributes["b"] == {"bytes": 1}
        assert attributes["empty"] is None
        assert query.counts()["spans"] == 1
        assert query.timeline("r", noise=True)
