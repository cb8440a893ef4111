"""Short ways to write OTLP records in tests: a dict for attributes, values by their Python type."""

from __future__ import annotations

from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from desktop_app.normalize.signals import (
    ExportRequest,
    Signal,
    new_request,
    resources,
    scope_records,
    scopes,
)

TRACE = bytes(range(1, 17))
SPAN = bytes(range(1, 9))


def any_value(value: Any) -> AnyValue:
    """Return an AnyValue of the type that the Python value has; None gives an absent value."""
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int):
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, list):
        result = AnyValue()
        result.array_value.values.extend(any_value(item) for item in value)
        return result
    return AnyValue() if value is None else AnyValue(string_value=value)


def attributes(values: dict[str, Any]) -> list[KeyValue]:
    """Return attributes."""
    return [KeyValue(key=key, value=any_value(value)) for key, value in values.items()]


def resource(values: dict[str, Any] | None = None) -> Resource:
    """Return a resource."""
    return Resource(attributes=attributes(values or {}))


def scope(name: str = "") -> InstrumentationScope:
    """Return a scope."""
    return InstrumentationScope(name=name)


def span(
    values: dict[str, Any] | None = None,
    *,
    name: str = "span",
    trace: bytes = TRACE,
    span_id: bytes = SPAN,
    parent: bytes = b"",
    status: int = 0,
    message: str = "",
    events: list[dict[str, Any]] | None = None,
) -> Span:
    """Return a span of two milliseconds."""
    result = Span(
        name=name,
        trace_id=trace,
        span_id=span_id,
        parent_span_id=parent,
        start_time_unix_nano=1_000_000,
        end_time_unix_nano=3_000_000,
        attributes=attributes(values or {}),
    )
    if status or message:
        result.status.code, result.status.message = status, message
    for event in events or []:
        result.events.add(name="event", attributes=attributes(event))
    return result


def log(
    values: dict[str, Any] | None = None, *, trace: bytes = b"", severity: int = 0, event: str = ""
) -> LogRecord:
    """Return a log record."""
    return LogRecord(
        time_unix_nano=5,
        trace_id=trace,
        severity_number=severity,
        event_name=event,
        attributes=attributes(values or {}),
    )


def metric(*points: dict[str, Any], name: str = "m", value: float = 1.0) -> Metric:
    """Return a delta sum with one point for each dict of attributes."""
    result = Metric(name=name)
    result.sum.aggregation_temporality = 1
    result.sum.is_monotonic = True
    for values in points:
        result.sum.data_points.add(as_double=value, attributes=attributes(values))
    return result


def request(signal: Signal, *groups: tuple[Resource, list[Any]]) -> ExportRequest:
    """Return a request with one scope in each resource group."""
    result = new_request(signal)
    for head, records in groups:
        group = resources(signal, result).add(resource=head)
        scope_records(signal, scopes(signal, group).add(scope=scope("s"))).extend(records)
    return result
