"""Recorded runs of real agents, byte for byte into a real recorder and out of its command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
import pytest

from tests.fakes import recorded, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.recorded import Body, RecordedRun

RUNS = recorded.runs()
SERVICES = {
    "traces": "opentelemetry.proto.collector.trace.v1.TraceService",
    "logs": "opentelemetry.proto.collector.logs.v1.LogsService",
    "metrics": "opentelemetry.proto.collector.metrics.v1.MetricsService",
}
# What an agent's own manifest counts by a name of its own, beside what every run has.
SAME = (
    "spans",
    "log_records",
    "metrics",
    "metric_data_points",
    "metrics_seen",
    "span_trace_ids",
    "log_trace_ids",
    "session_ids",
    "spans_with_error_status",
    "tool_decision_logs",
    "models",
    "tokens_in_logs",
    "tokens_in_metrics",
    "cost_usd_in_logs",
    "cost_usd_in_metrics",
    "log_events",
    "span_names",
    "span_names_seen",
)


def send(recorder: running.RunningRecorder, body: Body) -> None:
    """Send one body the way it was sent; it must be taken whole."""
    if body.protocol == "grpc":
        with grpc.insecure_channel(recorder.ready["otlp_grpc"]) as channel:
            export = channel.unary_unary(f"/{SERVICES[body.signal]}/Export")
            assert export(body.decoded, timeout=30) == b""
        return
    headers = {"content-type": body.content_type}
    if body.content_encoding:
        headers["content-encoding"] = body.content_encoding
    status, answered, data = recorder.post(f"/v1/{body.signal.value}", body.raw, headers)
    assert status == 200
    assert answered["content-type"].startswith(body.content_type.split(";")[0])
    assert data in (b"", b"{}")


@pytest.mark.parametrize("run", RUNS, ids=[run.name for run in RUNS])
def test_a_recorded_run_gives_the_counts_of_its_manifest(run: RecordedRun, tmp_path: Path) -> None:
    """Every number of MANIFEST.json is what `countersign show` and `status` answer."""
    with running.running(tmp_path) as recorder:
        for body in run.bodies:
            send(recorder, body)
        recorder.wait_indexed()
        # Codex's metrics name no run: whole-store counts are compared, one run a store.
        whole = recorder.cli_json("status", "--counts")["stored"]["counts"]
        for name in (name for name in SAME if name in run.expected):
            value, answered = run.expected[name], whole[name]
            if name.startswith("tokens_"):  # we also list kinds of tokens that sum to zero
                answered = {kind: answered[kind] for kind in value}
            wanted = pytest.approx(value) if isinstance(value, float) else value
            assert answered == wanted, name
        shown = recorder.cli_json("show", run.expected["session_ids"][0])
        calls = shown["counts"]["tool_calls"]
        assert calls["distinct_call_ids"] == run.expected["tool_calls"]["distinct_call_ids"]
        assert shown["spans"] == run.expected["spans"]
        assert shown["log_records"] == run.expected["log_records"]
        assert recorder.cli("verify").returncode == 0
        assert recorder.stop() == 0
    assert running.run_cli(recorder.environment, "verify").returncode == 0


def test_the_seven_runs_together_stay_apart(tmp_path: Path) -> None:
    """Runs of three agents in one store: each has its own spans, tools, tokens and cost."""
    with running.running(tmp_path) as recorder:
        for run in RUNS:
            for body in run.bodies:
                send(recorder, body)
        recorder.wait_indexed()
        for run in RUNS:
            row = recorder.cli_json("show", run.expected["session_ids"][0])
            assert row["spans"] == run.expected["spans"], run.name
            assert row["log_records"] == run.expected["log_records"], run.name
            assert row["tool_calls"] == run.expected["tool_calls"]["distinct_call_ids"], run.name
            assert row["cost_usd"] == run.expected.get("cost_usd_in_logs"), run.name
