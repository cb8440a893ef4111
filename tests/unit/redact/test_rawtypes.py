"""Spans as bytes: protobuf's own encoding, with attributes left as they stand in it."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from desktop_app.normalize.signals import Signal
from desktop_app.redact import rawtypes as module
from desktop_app.redact.flat import flatten
from desktop_app.redact.rawtypes import RawSpan, join, parse_span
from desktop_app.redact.schema import PLACES, Place
from tests.fakes import recorded
from tests.fakes.redaction import fill

TRACES = [
    pytest.param(recorded.parse(body), id=f"{run.name}-{number}")
    for run in recorded.runs()
    for number, body in enumerate(run.bodies)
    if body.signal is Signal.TRACES
]
SPANS = {"ScopeSpans.spans"}
_TEXTS = st.text(max_size=200)
_PAIRS = st.builds(lambda key: fill(KeyValue(), lambda: key), _TEXTS)
_SPANS = st.builds(
    lambda name, kind, start, ids, pairs, events: Span(
        name=name,
        kind=Span.SpanKind.ValueType(kind),
        start_time_unix_nano=start,
        trace_id=ids,
        span_id=ids[:8],
        attributes=pairs,
        events=[Span.Event(name=text, attributes=pairs) for text in events],
        links=[Span.Link(trace_id=ids, attributes=pairs) for _ in events],
        status=Status(message=name) if events else None,
    ),
    _TEXTS,
    st.integers(0, 5),
    st.integers(0, 2**64 - 1),
    st.binary(max_size=16),
    st.lists(_PAIRS, max_size=3),
    st.lists(_TEXTS, max_size=2),
)
_SHAPES = st.lists(st.tuples(_TEXTS, st.lists(st.tuples(_TEXTS, st.lists(_SPANS, max_size=3)))))


def full_span(text: str = "text") -> Span:
    """Return a span in which every field that can hold text does."""
    made: Span = fill(Span(), lambda: text)
    return made


def same_span(span: Span) -> None:
    """Compare a span as a raw message with the message that protobuf knows."""
    blob = span.SerializeToString()
    raw: Any = parse_span(blob)
    assert raw.SerializeToString() == blob
    assert list(raw.attributes) == [pair.SerializeToString() for pair in span.attributes]
    assert list(raw.events) == list(span.events)
    assert list(raw.links) == list(span.links)
    assert (raw.name, raw.trace_id, raw.status) == (span.name, span.trace_id, span.status)


def same_request(request: ExportTraceServiceRequest) -> None:
    """Take a request apart and join it again."""
    flat = flatten(request)
    assert join(flat.skeleton, flat.groups, flat.records) == request.SerializeToString()


@settings(deadline=None)
@given(_SPANS)
def test_any_span_is_the_same_on_the_wire(span: Span) -> None:
    """Byte for byte; attributes are what the library makes of each KeyValue."""
    same_span(span)


@pytest.mark.parametrize("request_", TRACES)
def test_what_agents_send_is_the_same_on_the_wire(request_: ExportTraceServiceRequest) -> None:
    """Spans one by one, and the request from its pieces."""
    same_request(request_)
    for resource in request_.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                same_span(span)


def test_a_span_with_every_field_is_the_same_on_the_wire() -> None:
    """Texts in all places, ids, events, links, the status."""
    same_span(full_span())


@settings(max_examples=50, deadline=None)
@given(_SHAPES)
def test_any_request_is_joined_from_its_pieces(
    shape: list[tuple[str, list[tuple[str, list[Span]]]]],
) -> None:
    """Empty groups, scopes without spans, empty spans, schema URLs: as protobuf serializes it."""
    request = ExportTraceServiceRequest()
    for url, scopes in shape:
        resource = request.resource_spans.add(schema_url=url)
        resource.resource.attributes.add(key=url).value.string_value = url
        for name, spans in scopes:
            scope = resource.scope_spans.add(schema_url=name, spans=spans)
            scope.scope.name = name
    same_request(request)


def test_changed_spans_stand_where_the_others_stood() -> None:
    """Each goes to its own group, in order; the skeleton stays."""
    request = ExportTraceServiceRequest()
    for sizes in ((2, 0), (1,)):
        resource = request.resource_spans.add(schema_url="u")
        for size in sizes:
            resource.scope_spans.add().spans.extend(Span(name="before") for _ in range(size))
    flat = flatten(request)
    made = [Span(name=str(number)).SerializeToString() for number in range(3)]
    joined = ExportTraceServiceRequest.FromString(join(flat.skeleton, flat.groups, made))
    names = [
        [[span.name for span in scope.spans] for scope in resource.scope_spans]
        for resource in joined.resource_spans
    ]
    assert names == [[["0", "1"], []], [["2"]]]
    assert [resource.schema_url for resource in joined.resource_spans] == ["u", "u"]


@pytest.mark.parametrize("groups", [[], [[1], [1]], [[]], [[1, 1]]])
def test_groups_of_another_request_are_refused(groups: list[list[int]]) -> None:
    """More or fewer resources or scopes than the skeleton has: spans would be lost in silence."""
    skeleton = ExportTraceServiceRequest(resource_spans=[ResourceSpans(scope_spans=[ScopeSpans()])])
    with pytest.raises(ValueError, match="zip"):
        join(skeleton.SerializeToString(), groups, [b""])


def test_an_attribute_that_is_put_back_is_read_by_protobuf() -> None:
    """What the walk over bytes puts in place of an attribute is an attribute for everybody."""
    raw: Any = parse_span(full_span().SerializeToString())
    pair = KeyValue(key="k")
    pair.value.string_value = "v"
    raw.attributes[0] = pair.SerializeToString()
    del raw.attributes[1:]
    assert list(Span.FromString(raw.SerializeToString()).attributes) == [pair]


@pytest.mark.parametrize("blob", [b"\x4a\x05ab", b"\x4a\xff", b"\x07", b"\x2a\x02\xff\xfe"])
def test_what_is_no_span_is_refused(blob: bytes) -> None:
    """Cut off, a tag that is none, a name that is not UTF-8: as `Span` refuses them."""
    for parse in (parse_span, Span.FromString):
        with pytest.raises(DecodeError):
            parse(blob)


@pytest.mark.parametrize("kind", [ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span])
def test_our_types_have_the_fields_of_otlps(kind: Any) -> None:
    """All of them, by name and number, today's and a later version's; only two are bytes."""
    source = kind.DESCRIPTOR
    ours = source.name
    made = RawSpan.DESCRIPTOR.file.message_types_by_name[ours]
    assert {f.name: f.number for f in made.fields} == {f.name: f.number for f in source.fields}
    for field in source.fields:
        copied: Any = made.fields_by_name[field.name]
        assert copied.is_repeated == field.is_repeated
        is_bytes = PLACES.get(field) is Place.ATTRIBUTES or f"{ours}.{field.name}" in SPANS
        assert copied.type == (copied.TYPE_BYTES if is_bytes else field.type), field.name
        if not is_bytes and field.message_type is not None:
            own = module._OWN.get(field.name)
            theirs = field.message_type.full_name
            wanted = theirs if own is None else f"{module._PACKAGE}.{own}"
            assert copied.message_type.full_name == wanted
