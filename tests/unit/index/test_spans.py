"""Resends and twins of spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.index import spans
from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import TOOL
from tests.fakes.indexed import query as query_of
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, metrics, traces

if TYPE_CHECKING:
    from pathlib import Path


def test_resends_are_counted_once(tmp_path: Path) -> None:
    """The same span again is a resend; another with its ids is kept; resent logs add nothing."""
    ledger = MemoryLedger()
    span = {"id": 1, "name": "claude_code.tool", "attributes": TOOL}
    tokens = {"input_tokens": 3, "model": "m", "cost_usd": 0.5}
    request = logs({"event": "api_request", "attributes": tokens})
    points = metrics("claude_code.token.usage", {"value": 3.0, "attributes": {"type": "input"}})
    for _ in range(3):
        ledger.add_request(Signal.TRACES, traces(span), run_id="r")
        ledger.add_request(Signal.LOGS, request, run_id="r")
        ledger.add_request(Signal.METRICS, points, run_id="r")
    ledger.add_request(Signal.TRACES, traces(span, {**span, "name": "odd"}), run_id="r")
    with query_of(tmp_path, ledger) as query:
        run = query.run("r")
        assert (run["spans"], run["tool_calls"], run["tokens_input"]) == (2, 1, 3)
        assert run["cost_usd"] == 0.5
        tree = query.spans("r", noise=True)
        assert sorted((row["resends"], row["variant"]) for row in tree) == [(0, 1), (3, 0)]
        assert query.counts("r")["tokens_in_metrics"] == {"input": 3}
        assert [e["resend_of"] for e in query.tail() if e["kind"] == "otlp.logs"] == [None, 1, 1]


def test_thousands_of_spans_with_the_same_ids_are_kept_and_compared_with_a_few(
    tmp_path: Path,
) -> None:
    """A hostile sender's work stays linear; a resend of a recent twin is still found."""
    ledger = MemoryLedger()
    twins = [{"id": 1, "name": f"twin {number}"} for number in range(3 * spans.MAX_COMPARED)]
    ledger.add_request(Signal.TRACES, traces(*twins), run_id="r")
    ledger.add_request(Signal.TRACES, traces(twins[-1]), run_id="r")
    with query_of(tmp_path, ledger) as query:
        tree = query.spans("r", noise=True)
        assert sorted(row["variant"] for row in tree) == list(range(len(twins)))
        assert [row["name"] for row in tree if row["resends"]] == [twins[-1]["name"]]
