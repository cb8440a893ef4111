"""Answers in the words of OTLP: export responses and google.rpc.Status, protobuf or JSON.

Source: opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Response" and "OTLP/gRPC Response".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from google.protobuf.any_pb2 import Any as AnyMessage
from google.rpc.error_details_pb2 import (  # type: ignore[import-untyped]  # ships no types
    RetryInfo,
)
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]  # ships no types
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app import errors
from desktop_app.model import canonical
from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.receive.request import Answer, Encoding

CONTENT_TYPE: dict[Encoding, bytes] = {
    "protobuf": b"application/x-protobuf",
    "json": b"application/json",
}
_RESPONSES: dict[Signal, tuple[Any, str, str]] = {  # type, its field, that field in JSON
    Signal.TRACES: (ExportTraceServiceResponse, "rejected_spans", "rejectedSpans"),
    Signal.LOGS: (ExportLogsServiceResponse, "rejected_log_records", "rejectedLogRecords"),
    Signal.METRICS: (ExportMetricsServiceResponse, "rejected_data_points", "rejectedDataPoints"),
}
_MAX_MESSAGE = 2_000  # characters of a sentence for the sender


class Failure(NamedTuple):
    """How an error is told: HTTP status, google.rpc.Code, and seconds to wait before a retry."""

    http: int
    rpc: int
    message: str
    retry_after_s: int | None = None


_NOT_AGAIN: tuple[tuple[type[errors.CountersignError], int, int], ...] = (  # first match counts
    (errors.MalformedRequestError, 400, 3),  # INVALID_ARGUMENT
    (errors.UnknownTokenError, 401, 16),  # UNAUTHENTICATED
    (errors.ForbiddenSenderError, 403, 7),  # PERMISSION_DENIED
    (errors.NotFoundError, 404, 12),  # UNIMPLEMENTED
    (errors.SlowSenderError, 408, 4),  # DEADLINE_EXCEEDED
    (errors.TooLargeError, 413, 8),  # RESOURCE_EXHAUSTED, without RetryInfo: do not send it again
    (errors.UnsupportedMediaTypeError, 415, 3),
    (errors.AgentsShareError, 507, 8),  # likewise: a person makes room, and waiting does not
)
_WAIT_S = 5  # for a full disk, a locked keychain, a closed ledger


def failure_of(error: BaseException) -> Failure:
    """Translate an error. Only what we wrote ourselves is told; an unknown error's text is not."""
    if isinstance(error, errors.CountersignError):
        for kind, http, rpc in _NOT_AGAIN:
            if isinstance(error, kind):
                return Failure(http, rpc, error.message)
        if isinstance(error, errors.TooOftenError):
            return Failure(429, 8, error.message, error.retry_after_s)
        if isinstance(error, errors.OverloadedError):
            return Failure(503, 14, error.message, error.retry_after_s)
        if error.fault in {"machine", "person"}:
            return Failure(503, 14, error.message, _WAIT_S)
    return Failure(500, 13, "Countersign made a mistake; the data was not stored.")


def success_body(signal: Signal, encoding: Encoding, answer: Answer) -> bytes:
    """Return the serialized Export*ServiceResponse; full success leaves `partial_success` unset."""
    if not answer.rejected and not answer.message:
        return b"{}" if encoding == "json" else b""
    message = answer.message[:_MAX_MESSAGE]
    kind, field, json_field = _RESPONSES[signal]
    if encoding == "json":
        partial: dict[str, JSON] = {"errorMessage": message}
        if answer.rejected:
            partial[json_field] = str(answer.rejected)
        return canonical.encode({"partialSuccess": partial})
    response = kind()
    setattr(response.partial_success, field, answer.rejected)
    response.partial_success.error_message = message
    data: bytes = response.SerializeToString()
    return data


def failure_body(failure: Failure, encoding: Encoding) -> bytes:
    """Return the serialized google.rpc.Status."""
    status = status_of(failure)
    if encoding == "protobuf":
        data: bytes = status.SerializeToString()
        return data
    details: list[JSON] = [
        {"@type": detail.type_url, "retryDelay": f"{failure.retry_after_s}s"}
        for detail in status.details
    ]
    tree: dict[str, JSON] = {"code": status.code, "message": status.message}
    return canonical.encode({**tree, "details": details} if details else tree)


def status_of(failure: Failure) -> Any:
    """Return the google.rpc.Status; with RetryInfo when the sender should try again."""
    status = Status(code=failure.rpc, message=failure.message[:_MAX_MESSAGE])
    if failure.retry_after_s is not None:
        info = RetryInfo()
        info.retry_delay.seconds = failure.retry_after_s
        detail = AnyMessage()
        detail.Pack(info)
        status.details.append(detail)
    return status
