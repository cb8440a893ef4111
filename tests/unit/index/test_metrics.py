"""Data points as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import metrics

if TYPE_CHECKING:
    from pathlib import Path


def test_points_are_counted_with_and_without_a_run(tmp_path: Path) -> None:
    """Codex's metrics name no run: they count over all, in no run."""
    ledger = MemoryLedger()
    request = metrics("m", {"value": 1.0}, {"value": 2.0, "at": 1})
    request.resource_metrics[0].scope_metrics[0].metrics.add(name="without data")
    ledger.add_request(Signal.METRICS, request, run_id="r")
    ledger.add_request(Signal.METRICS, metrics("n", {"value": 1.0}))
    with query(tmp_path, ledger) as found:
        assert found.run("r")["metric_points"] == 2
        assert found.counts("r")["metric_data_points"] == 2
        assert found.counts()["metric_data_points"] == 3
        assert found.counts()["metrics"] == 2
