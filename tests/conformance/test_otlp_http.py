"""OTLP/HTTP on the wire: status, content type and body of every kind of request."""

from __future__ import annotations

import gzip
import http.client
import json
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app.normalize.signals import Signal
from tests.fakes import otlp, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.conftest import Door

PROTOBUF, JSON = "application/x-protobuf", "application/json"
MIB = 1 << 20


@pytest.fixture
def wire(door: Door) -> Iterator[http.client.HTTPConnection]:
    """One keep-alive connection."""
    connection = http.client.HTTPConnection(urlsplit(door.http_url).netloc, timeout=30)
    yield connection
    connection.close()


def post(
    wire: http.client.HTTPConnection, path: str, body: Any, kind: str = PROTOBUF, **headers: str
) -> tuple[int, str, bytes]:
    """POST; return status, content type and body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    wire.request(
        "POST",
        path,
        body,
        {"Content-Type": kind} | named,
        encode_chunked=not isinstance(body, bytes),
    )
    answer = wire.getresponse()
    return answer.status, answer.headers.get("Content-Type", ""), answer.read()


@pytest.mark.parametrize("signal", Signal)
def test_success_is_an_empty_response_in_the_requests_type(
    door: Door, wire: http.client.HTTPConnection, signal: Signal
) -> None:
    """An empty request too; on one connection."""
    path = f"/v1/{signal.value}"
    body = {"traces": otlp.traces, "logs": otlp.logs, "metrics": otlp.metrics}[signal.value](3)
    assert post(wire, path, body.SerializeToString()) == (200, PROTOBUF, b"")
    assert post(wire, path, b"") == (200, PROTOBUF, b"")
    assert post(wire, path, b"{}", JSON) == (200, JSON, b"{}")
    assert len(door.records(signal)) == 3


def test_gzip_deflate_and_chunks(door: Door, wire: http.client.HTTPConnection) -> None:
    """Chunked bodies have no Content-Length; Claude Code and Gemini CLI send them."""
    body = otlp.traces(1000).SerializeToString()
    pieces = [body[place : place + 777] for place in range(0, len(body), 777)]
    packed = gzip.compress(body)
    for sent, headers in (
        (iter(pieces), {}),
        (packed, {"Content_Encoding": "gzip"}),
        (iter([packed[:100], packed[100:]]), {"Content_Encoding": "gzip"}),
        (zlib.compress(body), {"Content_Encoding": "deflate"}),
    ):
        assert post(wire, "/v1/traces", sent, **headers) == (200, PROTOBUF, b"")
    assert len(door.records(Signal.TRACES)) == 4000


def test_partial_success_keeps_the_good_records(
    door: Door, wire: http.client.HTTPConnection
) -> None:
    """Three good spans, one without a trace id, in one request."""
    request = otlp.traces(3)
    request.MergeFrom(otlp.traces(1, trace_id=b""))
    status, kind, body = post(wire, "/v1/traces", request.SerializeToString())
    assert (status, kind) == (200, PROTOBUF)
    found = ExportTraceServiceResponse.FromString(body).partial_success
    assert found.rejected_spans == 1
    assert found.error_message
    assert sum(len(span.trace_id) == 16 for span in door.records(Signal.TRACES)) == 3


@pytest.mark.parametrize(
    ("body", "kind", "headers", "status"),
    [
        (b"\xff", PROTOBUF, {}, 400),
        (otlp.traces(1).SerializeToString()[:-1], PROTOBUF, {}, 400),
        (b"{", JSON, {}, 400),
        (b"plain", PROTOBUF, {"Content_Encoding": "gzip"}, 400),
        (gzip.compress(b"x" * 99)[:-1], PROTOBUF, {"Content_Encoding": "gzip"}, 400),
        (b"", "text/plain", {}, 415),
        (b"", PROTOBUF, {"Content_Encoding": "br"}, 415),
        (b"", PROTOBUF, {"Host": "evil.example"}, 403),
        (b"", PROTOBUF, {"Origin": "https://evil.example"}, 403),
        (b"", PROTOBUF, {"Authorization": "Bearer nobody"}, 401),
        (otlp.nested_value(10_000), PROTOBUF, {}, 413),
        (otlp.empty_spans(4_000_000), PROTOBUF, {}, 413),
        (gzip.compress(bytes(65 * MIB)), PROTOBUF, {"Content_Encoding": "gzip"}, 413),
        (bytes(64 * MIB + 1), PROTOBUF, {}, 413),
        (b"[" * 100_000, JSON, {}, 413),
    ],
    ids=lambda value: str(value)[:25],
)
@pytest.mark.attack("E12")
def test_failures_have_a_status_in_the_requests_type(
    wire: http.client.HTTPConnection, body: bytes, kind: str, headers: dict[str, str], status: int
) -> None:
    """And the next request on the same or a new connection is served."""
    found, told, answer = post(wire, "/v1/traces", body, kind, **headers)
    assert found == status
    if kind == PROTOBUF:
        assert told == PROTOBUF
        assert Status.FromString(answer).message
    else:
        assert json.loads(answer)["message"]
    assert post(wire, "/v1/traces", b"{}", JSON)[0] == 200


def test_an_endless_chunked_body_is_413(wire: http.client.HTTPConnection) -> None:
    """Without a Content-Length the limit is found while reading."""
    sent = (bytes(MIB) for _ in range(66))
    assert post(wire, "/v1/traces", sent)[0] == 413


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_recorded_runs_are_taken_as_they_were_sent(
    door: Door, wire: http.client.HTTPConnection, run: recorded.RecordedRun
) -> None:
    """Bytes, content type and encoding of real agents (gRPC bodies are sent as protobuf)."""
    expected = dict.fromkeys(Signal, 0)
    for body in run.bodies:
        grpc = body.protocol == "grpc"
        headers = {"Content_Encoding": body.content_encoding} if body.content_encoding else {}
        status, _, answer = post(
            wire,
            f"/v1/{body.signal.value}" if grpc else body.path,
            body.raw,
            PROTOBUF if grpc else body.content_type,
            **({} if grpc else headers),
        )
        assert (status, answer) in {(200, b""), (200, b"{}")}
        request = recorded.parse(body)
        for resource in getattr(request, request.DESCRIPTOR.fields[0].name):
            scopes = getattr(resource, resource.DESCRIPTOR.fields_by_number[2].name)
            for scope in scopes:
                records = getattr(scope, scope.DESCRIPTOR.fields_by_number[2].name)
                expected[body.signal] += len(records)
    assert {signal: len(door.records(signal)) for signal in Signal} == expected
