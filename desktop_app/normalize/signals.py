"""The three OTLP signals: their protobuf types, and how a request is made of records.

A *record* is a span, a log record or a metric (with its data points). A request's *skeleton* is the
request with all records taken out; `groups` says how many records each scope of each resource
holds. Skeleton, records and groups make the request again, and are what a commitment covers
(`resources/docs/ledger.md`, section "Bodies").

Source: opentelemetry-proto 1.x, `opentelemetry/proto/collector/*/v1/*_service.proto`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator

ExportRequest: TypeAlias = (
    ExportTraceServiceRequest | ExportLogsServiceRequest | ExportMetricsServiceRequest
)
Groups: TypeAlias = list[list[int]]


class Signal(StrEnum):
    """An OTLP signal, by the last part of its HTTP path."""

    TRACES = "traces"
    LOGS = "logs"
    METRICS = "metrics"

    @property
    def kind(self) -> EntryKind:
        """The kind of the entry that holds a request of this signal."""
        return EntryKind(f"otlp.{self.value}")


_REQUEST = {
    Signal.TRACES: ExportTraceServiceRequest,
    Signal.LOGS: ExportLogsServiceRequest,
    Signal.METRICS: ExportMetricsServiceRequest,
}
_FIELDS = {  # signal: (resources, scopes, records)
    Signal.TRACES: ("resource_spans", "scope_spans", "spans"),
    Signal.LOGS: ("resource_logs", "scope_logs", "log_records"),
    Signal.METRICS: ("resource_metrics", "scope_metrics", "metrics"),
}


def new_request(signal: Signal) -> ExportRequest:
    """Return an empty export request of a signal."""
    request: ExportRequest = _REQUEST[signal]()
    return request


def parse_request(signal: Signal, data: bytes) -> ExportRequest:
    """Parse protobuf bytes; raises `google.protobuf.message.DecodeError`."""
    request = new_request(signal)
    request.ParseFromString(data)
    return request


def resources(signal: Signal, request: ExportRequest) -> Any:
    """Return the repeated Resource{Spans,Logs,Metrics} field, mutable."""
    return getattr(request, _FIELDS[signal][0])


def scopes(signal: Signal, resource: Any) -> Any:
    """Return the repeated Scope{Spans,Logs,Metrics} field of a resource group, mutable."""
    return getattr(resource, _FIELDS[signal][1])


def scope_records(signal: Signal, scope: Any) -> Any:
    """Return the repeated span, log record or metric field of a scope group, mutable."""
    return getattr(scope, _FIELDS[signal][2])


def walk(signal: Signal, request: ExportRequest) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (resource group, scope group, record) in the order of the request."""
    for resource in resources(signal, request):
        for scope in scopes(signal, resource):
            for record in scope_records(signal, scope):
                yield resource, scope, record


def groups(signal: Signal, request: ExportRequest) -> Groups:
    """Return the number of records per scope, per resource."""
    return [
        [len(scope_records(signal, scope)) for scope in scopes(signal, resource)]
        for resource in resources(signal, request)
    ]


def record_count(signal: Signal, request: ExportRequest) -> int:
    """Return what OTLP counts in a request: spans, log records or data points."""
    if signal is not Signal.METRICS:
        return sum(sum(group) for group in groups(signal, request))
    return sum(
        len(getattr(metric, kind).data_points)
        for _, _, metric in walk(signal, request)
        if (kind := metric.WhichOneof("data")) is not None
    )


def skeleton(signal: Signal, request: ExportRequest) -> bytes:
    """Return the serialized request without its records."""
    bare = new_request(signal)
    for resource in resources(signal, request):
        group = resources(signal, bare).add(schema_url=resource.schema_url)
        if resource.HasField("resource"):
            group.resource.CopyFrom(resource.resource)
        for scope in scopes(signal, resource):
            part = scopes(signal, group).add(schema_url=scope.schema_url)
            if scope.HasField("scope"):
                part.scope.CopyFrom(scope.scope)
    return bare.SerializeToString()
