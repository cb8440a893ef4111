"""Small OTLP requests, made with the official protobuf types."""

from __future__ import annotations

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender

TRACE = bytes(range(1, 17))
SPAN = bytes(range(1, 9))
NOBODY = Sender("", "none")


def traces(count: int = 1, *, trace_id: bytes = TRACE) -> ExportTraceServiceRequest:
    """Return a request with `count` spans, each with a few attributes."""
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "test"
    scope = resource.scope_spans.add()
    for index in range(count):
        span = scope.spans.add(trace_id=trace_id, span_id=SPAN, name=f"span {index}")
        span.start_time_unix_nano, span.end_time_unix_nano = 1_700_000_000_000_000_000, 1
        for name in ("gen_ai.operation.name", "gen_ai.request.model", "session.id"):
            span.attributes.add(key=name).value.string_value = "value of some length"
        span.attributes.add(key="gen_ai.usage.input_tokens").value.int_value = index
    return request


def logs(count: int = 1) -> ExportLogsServiceRequest:
    """Return a request with `count` log records."""
    request = ExportLogsServiceRequest()
    scope = request.resource_logs.add().scope_logs.add()
    for index in range(count):
        scope.log_records.add(time_unix_nano=1).body.string_value = f"line {index}"
    return request


def metrics(count: int = 1) -> ExportMetricsServiceRequest:
    """Return a request with `count` sums of one point each."""
    request = ExportMetricsServiceRequest()
    scope = request.resource_metrics.add().scope_metrics.add()
    for index in range(count):
        scope.metrics.add(name=f"m{index}").sum.data_points.add(as_int=index)
    return request


def empty_spans(count: int) -> bytes:
    """Return a serialized request with `count` spans of two bytes each."""
    scope = _field(2, b"\x12\x00" * count)
    return _field(1, scope)


def nested_value(depth: int) -> bytes:
    """Return a serialized request with an attribute of `depth` nested lists."""
    value = b""
    for _ in range(depth):
        value = _field(5, _field(1, value))
    attribute = _field(1, b"k") + _field(2, value)
    return _field(1, _field(2, _field(2, _field(9, attribute))))


def raw(
    body: bytes,
    signal: Signal = Signal.TRACES,
    *,
    encoding: str = "protobuf",
    compression: str = "identity",
) -> RawRequest:
    """Return a request as a receiver hands it on."""
    return RawRequest(signal, body, encoding, compression, "http", NOBODY)


def _field(number: int, data: bytes) -> bytes:
    size, head = len(data), bytes([number << 3 | 2])
    while size >= 128:
        head, size = head + bytes([size & 127 | 128]), size >> 7
    return head + bytes([size]) + data
