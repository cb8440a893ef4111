"""opentelemetry-python's own exporters, unchanged, over both protocols and compressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc
import pytest
from opentelemetry._logs import LogRecord
from opentelemetry.exporter.otlp.proto.grpc import _log_exporter as grpc_logs
from opentelemetry.exporter.otlp.proto.grpc import metric_exporter as grpc_metrics
from opentelemetry.exporter.otlp.proto.grpc import trace_exporter as grpc_traces
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http import _log_exporter as http_logs
from opentelemetry.exporter.otlp.proto.http import metric_exporter as http_metrics
from opentelemetry.exporter.otlp.proto.http import trace_exporter as http_traces
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from tests.conformance.conftest import Door


def exporters(door: Door, protocol: str, compression: str) -> list[Any]:
    """Return the exporters of traces, logs and metrics."""
    if protocol == "grpc":
        kind = {"none": grpc.Compression.NoCompression, "gzip": grpc.Compression.Gzip}[compression]
        settings = {"endpoint": door.grpc_address, "insecure": True, "compression": kind}
        return [
            grpc_traces.OTLPSpanExporter(**settings),
            grpc_logs.OTLPLogExporter(**settings),
            grpc_metrics.OTLPMetricExporter(**settings),
        ]
    made = {
        "traces": http_traces.OTLPSpanExporter,
        "logs": http_logs.OTLPLogExporter,
        "metrics": http_metrics.OTLPMetricExporter,
    }
    kind = {"none": Compression.NoCompression, "gzip": Compression.Gzip}[compression]
    return [
        make(endpoint=f"{door.http_url}/v1/{signal}", compression=kind)
        for signal, make in made.items()
    ]


@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("protocol", ["grpc", "http"])
def test_python_exporters(door: Door, protocol: str, compression: str) -> None:
    """All three signals arrive in full, through the SDK's batch processors."""
    spans, logs, metrics = exporters(door, protocol, compression)
    tracers, loggers = TracerProvider(), LoggerProvider()
    tracers.add_span_processor(BatchSpanProcessor(spans))
    loggers.add_log_record_processor(BatchLogRecordProcessor(logs))
    meters = MeterProvider([PeriodicExportingMetricReader(metrics)])
    tracer = tracers.get_tracer("conformance")
    with tracer.start_as_current_span("invoke_agent", attributes={"n": 1, "l": ["a"]}) as root:
        for _ in range(600):
            tracer.start_span("chat").end()
    loggers.get_logger("conformance").emit(LogRecord(body={"text": "hello"}, timestamp=1))
    meters.get_meter("conformance").create_counter("tokens").add(7)
    for provider in (tracers, loggers, meters):
        provider.shutdown()
    found = door.records(Signal.TRACES)
    assert len(found) == 601
    assert {span.trace_id for span in found} == {root.get_span_context().trace_id.to_bytes(16)}
    assert len(door.records(Signal.LOGS)) == 1
    assert [metric.name for metric in door.records(Signal.METRICS)] == ["tokens"]
