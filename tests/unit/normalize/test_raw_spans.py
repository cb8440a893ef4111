"""Spans with their attributes left as bytes: on the wire the same as OTLP's own messages."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2

from desktop_app.normalize.raw_spans import MESSAGES, parse_raw_spans
from desktop_app.normalize.signals import Signal
from tests.fakes import recorded

_OURS = {
    "Request": trace_service_pb2.ExportTraceServiceRequest,
    "ResourceSpans": trace_pb2.ResourceSpans,
    "ScopeSpans": trace_pb2.ScopeSpans,
    "Span": trace_pb2.Span,
    "Event": trace_pb2.Span.Event,
}


@pytest.mark.parametrize("name", MESSAGES)
def test_numbers_and_types_are_those_of_otlp(name: str) -> None:
    """Each field has OTLP's number and wire type."""
    theirs: Any = _OURS[name].DESCRIPTOR.fields_by_name
    for field, number, kind, _ in MESSAGES[name]:
        found = theirs[field]
        assert found.number == number
        if field == "attributes":
            assert found.message_type.full_name == KeyValue.DESCRIPTOR.full_name
        elif isinstance(kind, str):
            assert found.message_type.name == kind.rsplit(".", 1)[1]
        elif (name, field) == ("Span", "kind"):
            assert found.enum_type is not None
        else:
            assert found.type == kind


def test_recorded_spans_read_the_same() -> None:
    """Every field and attribute of recorded requests."""
    for body in [b for run in recorded.runs() for b in run.bodies if b.signal is Signal.TRACES]:
        request = recorded.parse(body)
        raw = parse_raw_spans(request.SerializeToString())
        for resource, ours in zip(request.resource_spans, raw.resource_spans, strict=True):
            assert ours.resource == resource.resource
            for scope, our_scope in zip(resource.scope_spans, ours.scope_spans, strict=True):
                assert our_scope.scope == scope.scope
                for span, our_span in zip(scope.spans, our_scope.spans, strict=True):
                    for field, _, _, _ in MESSAGES["Span"]:
                        if field not in {"attributes", "events"}:
                            assert getattr(our_span, field) == getattr(span, field)
                    for event, our_event in zip(span.events, our_span.events, strict=True):
                        assert our_event.SerializeToString() == event.SerializeToString()
                    pairs = map(KeyValue.FromString, our_span.attributes)
                    assert list(pairs) == list(span.attributes)


def test_what_is_no_request_is_refused() -> None:
    """A body that was cut does not parse."""
    whole = trace_service_pb2.ExportTraceServiceRequest()
    whole.resource_spans.add().scope_spans.add().spans.add(name="a name")
    with pytest.raises(DecodeError):
        parse_raw_spans(whole.SerializeToString()[:-1])
