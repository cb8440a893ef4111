"""Answers in the words of OTLP."""

from __future__ import annotations

import json

import pytest
from google.protobuf import json_format
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app import errors
from desktop_app.normalize.signals import Signal
from desktop_app.receive import reply
from desktop_app.receive.request import Answer


@pytest.mark.parametrize("signal", Signal)
def test_full_success_leaves_partial_success_unset(signal: Signal) -> None:
    """As the specification demands."""
    assert reply.success_body(signal, "protobuf", Answer()) == b""
    assert reply.success_body(signal, "json", Answer()) == b"{}"


def test_partial_success_counts_and_says_why() -> None:
    """In JSON the count is a string, as int64 is."""
    answer = Answer(3, "2 x bad; 1 x worse")
    found = ExportTraceServiceResponse.FromString(
        reply.success_body(Signal.TRACES, "protobuf", answer)
    )
    assert found.partial_success.rejected_spans == 3
    assert found.partial_success.error_message == answer.message
    told = json.loads(reply.success_body(Signal.LOGS, "json", answer))
    assert told == {"partialSuccess": {"rejectedLogRecords": "3", "errorMessage": answer.message}}
    metrics = reply.success_body(Signal.METRICS, "json", answer)
    parsed = json_format.Parse(metrics, ExportMetricsServiceResponse())
    assert parsed.partial_success.rejected_data_points == 3


def test_a_warning_rejects_nothing() -> None:
    """error_message alone: taken, with something to tell."""
    told = json.loads(reply.success_body(Signal.TRACES, "json", Answer(0, "é" * 9999)))
    assert told == {"partialSuccess": {"errorMessage": "é" * 2000}}


@pytest.mark.parametrize(
    ("error", "http", "rpc", "wait"),
    [
        (errors.MalformedRequestError("m"), 400, 3, None),
        (errors.UnknownTokenError("m"), 401, 16, None),
        (errors.ForbiddenSenderError("m"), 403, 7, None),
        (errors.NotFoundError("m"), 404, 12, None),
        (errors.SlowSenderError("m"), 408, 4, None),
        (errors.TooLargeError("m"), 413, 8, None),
        (errors.UnsupportedMediaTypeError("m"), 415, 3, None),
        (errors.AgentsShareError("m"), 507, 8, None),
        (errors.TooOftenError("m"), 429, 8, 1),
        (errors.OverloadedError("m"), 503, 14, 1),
        (errors.StorageError("m"), 503, 14, 5),
        (errors.DiskFullError("m"), 503, 14, 5),
        (errors.KeychainLockedError("m"), 503, 14, 5),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_has_its_status(error: Exception, http: int, rpc: int, wait: int | None) -> None:
    """Retryable statuses only where another try can succeed."""
    assert reply.failure_of(error) == (http, rpc, "m", wait)


@pytest.mark.parametrize("error", [KeyError("a secret"), errors.BugError("a secret")])
def test_the_text_of_an_unknown_error_is_not_told(error: Exception) -> None:
    """It may hold content."""
    failure = reply.failure_of(error)
    assert (failure.http, failure.rpc, failure.retry_after_s) == (500, 13, None)
    assert "secret" not in failure.message


def test_a_retryable_failure_carries_retry_info() -> None:
    """In protobuf and in JSON."""
    failure = reply.failure_of(errors.OverloadedError("full"))
    status = Status.FromString(reply.failure_body(failure, "protobuf"))
    info = RetryInfo()
    assert (status.code, status.message) == (14, "full")
    assert status.details[0].Unpack(info)
    assert info.retry_delay.seconds == 1
    parsed = json_format.Parse(reply.failure_body(failure, "json"), Status())
    assert parsed == status


def test_a_final_failure_carries_none() -> None:
    """Code and message."""
    failure = reply.failure_of(errors.TooLargeError("much"))
    assert json.loads(reply.failure_body(failure, "json")) == {"code": 8, "message": "much"}
    assert Status.FromString(reply.failure_body(failure, "protobuf")).code == 8
