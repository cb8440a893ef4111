"""What a collector says it did not take, in both of its encodings, believed within bounds."""

from __future__ import annotations

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app.normalize.signals import Signal
from desktop_app.upstream.partial import MAX_ANSWER_BYTES, MAX_MESSAGE, Rejected, rejected
from tests.fakes.effort import examples

PROTOBUF, JSON = "application/x-protobuf", "application/json; charset=utf-8"
ANSWERS = {
    Signal.TRACES: (ExportTraceServiceResponse, "rejected_spans"),
    Signal.LOGS: (ExportLogsServiceResponse, "rejected_log_records"),
    Signal.METRICS: (ExportMetricsServiceResponse, "rejected_data_points"),
}


@pytest.mark.parametrize("signal", Signal)
@pytest.mark.parametrize(("count", "read"), [(0, 0), (3, 3), (99, 10), (-1, 0)])
def test_both_encodings_say_the_same(signal: Signal, count: int, read: int) -> None:
    """As the official types write them; never more than was sent."""
    kind, name = ANSWERS[signal]
    answer = kind()
    setattr(answer.partial_success, name, count)
    answer.partial_success.error_message = "too old"
    for content_type, body in (
        (PROTOBUF, answer.SerializeToString()),
        (JSON, json_format.MessageToJson(answer).encode()),
    ):
        assert rejected(signal, content_type, body, sent=10) == Rejected(read, "too old")


@pytest.mark.parametrize(
    ("content_type", "body", "found"),
    [
        (PROTOBUF, b"", Rejected()),
        (PROTOBUF, b"\xff\xff", Rejected()),
        ("", b"", Rejected()),
        (JSON, b"", Rejected()),
        (JSON, b"{}", Rejected()),
        (JSON, b"[]", Rejected()),
        (JSON, b"[" * 50_000, Rejected()),
        (JSON, b"\xff", Rejected()),
        (JSON, b'{"partialSuccess": 3}', Rejected()),
        (JSON, b'{"partialSuccess": {"rejectedSpans": 3}}', Rejected(3)),
        (JSON, b'{"partialSuccess": {"rejectedSpans": "3"}}', Rejected(3)),
        (JSON, b'{"partialSuccess": {"rejectedSpans": true}}', Rejected()),
        (JSON, b'{"partialSuccess": {"rejectedSpans": 2.5}}', Rejected()),
        (JSON, b'{"partialSuccess": {"rejectedSpans": "-3"}}', Rejected()),
        (JSON, b'{"partialSuccess": {"rejectedSpans": "9%s"}}' % (b"9" * 5_000), Rejected()),
        (JSON, b'{"partialSuccess": {"errorMessage": 7}}', Rejected()),
        (JSON, b'{"partialSuccess": {"errorMessage": "warm"}}', Rejected(0, "warm")),
        (JSON, b'{"partialSuccess": {"rejectedSpans": 3}}' + b" " * MAX_ANSWER_BYTES, Rejected()),
    ],
)
def test_what_cannot_be_read_rejected_nothing(
    content_type: str, body: bytes, found: Rejected
) -> None:
    """It answered 200 all the same."""
    assert rejected(Signal.TRACES, content_type, body, sent=10) == found


def test_a_message_is_cut_and_made_visible() -> None:
    """It is a stranger's text that a person will read."""
    answer = ExportTraceServiceResponse()
    answer.partial_success.error_message = "\u202e" + "a" * 1_000
    found = rejected(Signal.TRACES, PROTOBUF, answer.SerializeToString(), sent=1)
    assert found.message.startswith("U+202Ea")
    assert len(found.message) == MAX_MESSAGE


@settings(max_examples=examples(200), derandomize=True)
@given(st.sampled_from(Signal), st.sampled_from((PROTOBUF, JSON, "")), st.binary(max_size=200))
def test_any_bytes_give_a_count_within_bounds(
    signal: Signal, content_type: str, body: bytes
) -> None:
    """Nothing is raised."""
    found = rejected(signal, content_type, body, sent=5)
    assert 0 <= found.records <= 5
    assert len(found.message) <= MAX_MESSAGE
