"""Cutting a serialized request gives what serializing its parts gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from desktop_app.errors import BadEncodingError
from desktop_app.model.wire import slices, with_attributes
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal, new_request, parse_request
from tests.fakes import recorded

TEXTS = st.text(max_size=300)


def same(signal: Signal, request: signals.ExportRequest) -> None:
    """Compare with the slow way: one message after another."""
    cut = slices(request.SerializeToString())
    assert cut.skeleton == signals.skeleton(signal, request)
    assert cut.records == [r.SerializeToString() for _, _, r in signals.walk(signal, request)]
    assert cut.groups == signals.groups(signal, request)


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_recorded_requests_are_cut_as_they_serialize(run: recorded.RecordedRun) -> None:
    """All bodies of real agents, without the fields that no schema knows."""
    for body in run.bodies:
        request = recorded.parse(body)
        request.DiscardUnknownFields()
        same(body.signal, request)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(Signal),
    st.lists(st.tuples(TEXTS, st.booleans(), st.lists(st.tuples(TEXTS, st.lists(TEXTS))))),
)
def test_any_request_is_cut_as_it_serializes(
    signal: Signal, shape: list[tuple[str, bool, list[tuple[str, list[str]]]]]
) -> None:
    """Schema URLs, empty resources, scopes without records, long and empty records."""
    request = new_request(signal)
    for url, present, scopes in shape:
        group = signals.resources(signal, request).add(schema_url=url)
        if present:
            group.resource.SetInParent()
        for scope_url, names in scopes:
            scope = signals.scopes(signal, group).add(schema_url=scope_url)
            if present:
                scope.scope.name = scope_url
            for name in names:
                record = signals.scope_records(signal, scope).add()
                if signal is Signal.LOGS:
                    record.body.string_value = name
                else:
                    record.name = name
    same(signal, request)


def test_lengths_of_three_bytes_are_read() -> None:
    """A record beyond 16 KiB."""
    request = new_request(Signal.TRACES)
    request.resource_spans.add().scope_spans.add().spans.add(name="x" * 20_000)
    same(Signal.TRACES, request)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"\x12\x00", "tag 0x12"),  # not a field of the request
        (b"\x1a\x00", "beside its resource groups"),
        (b"\x0a\x02\x22\x00", "tag 0x22"),  # unknown in a resource group
        (b"\x0a\x04\x12\x02\x20\x00", "tag 0x20"),  # a number in a scope group
        (b"\x0a\x05\x12\x00", "longer than"),
        (b"\x0a", "in the middle"),
        (b"\x0a\x80", "in the middle"),
        (b"\x0a\x02\x12\x01", "longer than"),
        (b"\x0a\x04\x12\x02\x12\x05", "longer than"),  # a record beyond its scope group
        (b"\x0a\x03\x12\x01\x12", "in the middle"),
        (b"\x0a\x80\x80\x80\x80\x80\x01", "five bytes"),
    ],
)
def test_what_is_no_plain_request_is_refused(body: bytes, says: str) -> None:
    """Nothing is guessed: other fields, cut ends, lengths beyond their group."""
    with pytest.raises(BadEncodingError, match=says):
        slices(body)


def test_slices_of_a_request_out_of_order_keep_its_records() -> None:
    """Protobuf allows any order of fields; what is kept is sorted as a serializer would."""
    body = b"\x0a\x09\x1a\x01u\x12\x04\x12\x02\x2a\x00"
    cut = slices(body)
    assert cut.records == [b"\x2a\x00"]
    assert parse_request(Signal.TRACES, cut.skeleton).resource_spans[0].schema_url == "u"


MORE = Resource()
MORE.attributes.add(key="more").value.int_value = 7


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_attributes_stand_behind_those_of_each_resource(run: recorded.RecordedRun) -> None:
    """As messages would have it, in the same bytes."""
    for body in run.bodies:
        request = recorded.parse(body)
        request.DiscardUnknownFields()
        found = with_attributes(request.SerializeToString(), MORE.SerializeToString())
        for group in signals.resources(body.signal, request):
            group.resource.attributes.extend(MORE.attributes)
        assert found == request.SerializeToString()


def test_a_resource_with_more_than_attributes_keeps_it() -> None:
    """Their order in it is another one than the library's, and means the same."""
    request = new_request(Signal.LOGS)
    group = signals.resources(Signal.LOGS, request).add(schema_url="s")
    group.resource.dropped_attributes_count = 3
    signals.resources(Signal.LOGS, request).add()
    found = with_attributes(request.SerializeToString(), MORE.SerializeToString())
    for one in signals.resources(Signal.LOGS, request):
        one.resource.attributes.extend(MORE.attributes)
    assert parse_request(Signal.LOGS, found) == request
    assert with_attributes(b"", MORE.SerializeToString()) == b""


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"\x12\x00", "tag 0x12"),
        (b"\x1a\x00", "fields beside its resource groups"),
        (b"\x0a\x04\x0a\x00\x0a\x00", "begin with its one resource"),
        (b"\x0a\x04\x12\x00\x0a\x00", "begin with its one resource"),
        (b"\x0a\x02\x22\x00", "tag 0x22"),
        (b"\x0a\x05\x0a\x00", "longer than"),
    ],
)
def test_what_no_library_wrote_gets_no_attributes(body: bytes, message: str) -> None:
    """Two resources, one behind its scopes, unknown fields, lengths that do not fit."""
    with pytest.raises(BadEncodingError, match=message):
        with_attributes(body, MORE.SerializeToString())
