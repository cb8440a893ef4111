"""Our OTLP JSON says what protobuf's own says, and our receiver takes it back."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from desktop_app.bundle.build.otlp_json import document
from desktop_app.normalize.signals import ExportRequest, Signal, new_request
from desktop_app.receive.otlp_json import parse_json
from tests.fakes import ledger_builder, recorded

NAMES = {
    Signal.TRACES: "resourceSpans",
    Signal.LOGS: "resourceLogs",
    Signal.METRICS: "resourceMetrics",
}
IDS = ("traceId", "spanId", "parentSpanId")


def ours(signal: Signal, *requests: ExportRequest) -> Any:
    """Return what we write."""
    return json.loads(b"".join(document(signal, requests)))


def theirs(request: ExportRequest) -> Any:
    """Return what json_format writes, with hex ids."""
    text = json_format.MessageToJson(request, use_integers_for_enums=True)
    return json.loads(text, object_hook=_hex_ids)


def _hex_ids(value: dict[str, Any]) -> dict[str, Any]:
    fixed = {key: base64.b64decode(value[key]).hex() for key in IDS if key in value}
    return {**value, **fixed}


BODIES = [(body.signal, recorded.parse(body)) for run in recorded.runs() for body in run.bodies]


@pytest.mark.parametrize("signal", list(Signal))
def test_recorded_requests_read_as_protobuf_says(signal: Signal) -> None:
    """Every request that a real agent sent."""
    requests = [request for of, request in BODIES if of is signal]
    assert requests
    for request in requests:
        assert ours(signal, request) == theirs(request)


@pytest.mark.parametrize("signal", list(Signal))
def test_the_receiver_takes_it_back(signal: Signal) -> None:
    """The same messages."""
    for of, request in BODIES:
        if of is signal:
            data = b"".join(document(signal, [request]))
            assert parse_json(signal, data, max_records=10**6) == request


@pytest.mark.parametrize("signal", list(Signal))
def test_several_requests_are_one_document(signal: Signal) -> None:
    """In order; none at all is an empty list."""
    requests = [request for of, request in BODIES if of is signal][:3]
    groups = [group for request in requests for group in theirs(request)[NAMES[signal]]]
    assert ours(signal, *requests) == {NAMES[signal]: groups}
    assert ours(signal) == {NAMES[signal]: []}


def test_many_records_come_in_chunks() -> None:
    """More than one chunk of a scope, nothing lost at the seams."""
    request = ledger_builder.traces(1_100)
    chunks = list(document(Signal.TRACES, [request]))
    assert max(map(len, chunks)) < sum(map(len, chunks)) / 3
    assert json.loads(b"".join(chunks)) == theirs(request)


values = st.recursive(
    st.one_of(
        st.builds(AnyValue, string_value=st.text()),
        st.builds(AnyValue, bool_value=st.booleans()),
        st.builds(AnyValue, int_value=st.integers(-(2**63), 2**63 - 1)),
        st.builds(AnyValue, double_value=st.floats(allow_nan=False)),
        st.builds(AnyValue, bytes_value=st.binary()),
        st.builds(AnyValue),
        st.builds(AnyValue, string_value_strindex=st.integers(0, 3)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda v: AnyValue(array_value={"values": v})),
        st.lists(st.builds(KeyValue, key=st.text(), value=inner), max_size=3).map(
            lambda v: AnyValue(kvlist_value={"values": v})
        ),
    ),
    max_leaves=6,
)
attributes = st.lists(
    st.one_of(
        st.builds(KeyValue, key=st.text(), value=values),
        st.builds(KeyValue, key=st.text(), key_strindex=st.integers(0, 2)),
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(attributes, attributes, st.text(), st.integers(0, 2**32 - 1))
def test_any_value_reads_as_protobuf_says(
    of_span: list[KeyValue], of_event: list[KeyValue], name: str, flags: int
) -> None:
    """Every kind of value, nested; texts of any characters."""
    request: Any = new_request(Signal.TRACES)
    group = request.resource_spans.add()
    group.resource.SetInParent()
    span = group.scope_spans.add(schema_url=name).spans.add(name=name, flags=flags, kind=2)
    span.attributes.extend(of_span)
    span.events.add(time_unix_nano=2**64 - 1).attributes.extend(of_event)
    span.links.add(trace_id=b"\xab" * 16, span_id=b"")
    assert ours(Signal.TRACES, request) == theirs(request)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e300, -0.0, 1.0])
def test_numbers_that_json_has_no_words_for(number: float) -> None:
    """As protobuf's mapping writes them."""
    request: Any = new_request(Signal.METRICS)
    metric = request.resource_metrics.add().scope_metrics.add().metrics.add(name="m")
    metric.gauge.data_points.add(as_double=number, exemplars=[{"span_id": b"\1" * 8}])
    assert ours(Signal.METRICS, request) == theirs(request)
    histogram = request.resource_metrics[0].scope_metrics[0].metrics.add(name="h").histogram
    histogram.data_points.add(bucket_counts=[1, 2**63], explicit_bounds=[number], count=3)
    assert ours(Signal.METRICS, request) == theirs(request)


def test_groups_without_scopes_or_records() -> None:
    """Empty lists, where protobuf leaves them out."""
    request: Any = new_request(Signal.LOGS)
    request.resource_logs.add(schema_url="x")
    request.resource_logs.add().scope_logs.add()
    assert ours(Signal.LOGS, request) == {
        "resourceLogs": [
            {"schemaUrl": "x", "scopeLogs": []},
            {"scopeLogs": [{"logRecords": []}]},
        ]
    }
    data = b"".join(document(Signal.LOGS, [request]))
    assert parse_json(Signal.LOGS, data, max_records=9) == request
