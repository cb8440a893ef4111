"""`partial_success`: how many records a collector rejected though it answered 200, and why.

Promise: whatever the body is, a count from 0 to what was sent and a short message come of it; an
answer that cannot be read rejected nothing, as OTLP has it.

Source: OTLP 1.x, "Partial Success"; its JSON form.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app.model.visible import visible
from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_MESSAGE: Final = 200
MAX_ANSWER_BYTES: Final = 65_536
_JSON = "application/json"
_COUNTS: Mapping[Signal, tuple[str, str]] = {  # in protobuf, and in JSON
    Signal.TRACES: ("rejected_spans", "rejectedSpans"),
    Signal.LOGS: ("rejected_log_records", "rejectedLogRecords"),
    Signal.METRICS: ("rejected_data_points", "rejectedDataPoints"),
}


_ANSWERS = {
    Signal.TRACES: ExportTraceServiceResponse,
    Signal.LOGS: ExportLogsServiceResponse,
    Signal.METRICS: ExportMetricsServiceResponse,
}


class Rejected(NamedTuple):
    """What was not taken of a request that was accepted.

    Attributes:
        records: how many; 0 with a message is a warning.
        message: as the collector says, cut and made visible; "" for none.
    """

    records: int = 0
    message: str = ""


def rejected(signal: Signal, content_type: str, body: bytes, sent: int) -> Rejected:
    """Return what an answer says was rejected.

    Args:
        signal: of the request.
        content_type: of the answer.
        body: of the answer.
        sent: how many records it had; of metrics, data points.
    """
    if len(body) > MAX_ANSWER_BYTES:
        return Rejected()
    is_json = content_type.partition(";")[0].strip().lower() == _JSON
    count, message = (_from_json if is_json else _from_protobuf)(signal, body)
    return Rejected(min(max(count, 0), sent), _short(message))


def _from_protobuf(signal: Signal, body: bytes) -> tuple[int, str]:
    answer = _ANSWERS[signal]()
    try:
        answer.ParseFromString(body)
    except DecodeError:
        return 0, ""
    told = answer.partial_success
    return int(getattr(told, _COUNTS[signal][0])), told.error_message


def _from_json(signal: Signal, body: bytes) -> tuple[int, str]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return 0, ""
    told = answer.get("partialSuccess") if isinstance(answer, dict) else None
    if not isinstance(told, dict):
        return 0, ""
    message = told.get("errorMessage")
    return _int64(told.get(_COUNTS[signal][1])), message if isinstance(message, str) else ""


def _int64(value: object) -> int:
    """Read a 64-bit integer of OTLP/JSON: a number, or its digits as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:  # noqa: PLR2004 - digits of 2^63
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _short(message: str) -> str:
    return visible(message[:MAX_MESSAGE])[:MAX_MESSAGE]
