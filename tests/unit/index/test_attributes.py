"""A span's attributes in one pass: the same as reading them for each purpose apart."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from desktop_app.index import attributes as module
from desktop_app.index.attributes import Attributes
from desktop_app.index.kept import OWN
from desktop_app.index.text import attributes, read, to_json
from desktop_app.normalize.facts import reader
from desktop_app.normalize.signals import Signal
from tests.fakes import recorded

_KEYS = st.sampled_from(
    ["gen_ai.request.model", "llm.model_name", "gen_ai.usage.input_tokens", "a", "user.id", "é\n"]
)
_VALUES = st.one_of(
    st.text(max_size=20).map(lambda text: AnyValue(string_value=text)),
    st.integers(-(2**63), 2**63 - 1).map(lambda number: AnyValue(int_value=number)),
    st.booleans().map(lambda flag: AnyValue(bool_value=flag)),
    st.floats().map(lambda number: AnyValue(double_value=number)),
    st.binary(max_size=5).map(lambda data: AnyValue(bytes_value=data)),
    st.just(AnyValue()),
    st.just(AnyValue(string_value="x" * 5000)),
)
_PAIRS = st.lists(st.builds(lambda k, v: KeyValue(key=k, value=v), _KEYS, _VALUES), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PAIRS, min_size=1, max_size=3))
def test_one_pass_tells_what_two_tell(spans: list[list[KeyValue]]) -> None:
    """JSON text and words are those of `text.read`; facts those of `Reader.span`."""
    read_span = reader(Resource(), InstrumentationScope())
    book = Attributes(read_span.span_row)
    for pairs in [*spans, *spans]:
        found = read_span.found()
        sent = [pair.SerializeToString() for pair in pairs]
        own: dict[str, Any] = {}
        assert book.read(sent, found, own) == read(pairs)
        span = Span(name="n", attributes=pairs)
        assert read_span.settled(span, found | own, "n", 0, 0) == read_span.span(span)
        assert own.keys() <= OWN
        assert not found.keys() & OWN


def test_recorded_spans_read_the_same() -> None:
    """Spans of every agent, each with its own dialect."""
    books: dict[object, Attributes] = {}
    for body in [b for run in recorded.runs() for b in run.bodies if b.signal is Signal.TRACES]:
        for resource in recorded.parse(body).resource_spans:
            for scope in resource.scope_spans:
                read_span = reader(resource.resource, scope.scope)
                book = books.setdefault(read_span.dialect, Attributes(read_span.span_row))
                for span in scope.spans:
                    name, status = span.name, span.status.code
                    if read_span.is_noise(name, status):
                        continue
                    found = read_span.found()
                    sent = [pair.SerializeToString() for pair in span.attributes]
                    own: dict[str, Any] = {}
                    assert book.read(sent, found, own) == read(span.attributes)
                    took = span.end_time_unix_nano - span.start_time_unix_nano
                    facts = read_span.settled(span, found | own, name, status, took)
                    assert facts == read_span.span(span)


def test_too_much_is_cut_as_everywhere() -> None:
    """More than the bound of all attributes is cut the same way."""
    pairs = [KeyValue(key=f"k{i}", value=AnyValue(string_value="v" * 4000)) for i in range(9)]
    book = Attributes(reader(Resource(), InstrumentationScope()).span_row)
    text, _ = book.read([pair.SerializeToString() for pair in pairs], {}, {})
    assert text == to_json(attributes(pairs))


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither many attributes nor long ones stay."""
    monkeypatch.setattr(module, "KEEP", 3)
    book = Attributes(reader(Resource(), InstrumentationScope()).span_row)
    for number in range(20):
        pair = KeyValue(key="k", value=AnyValue(string_value=f"{number}" * (1 + number * 20)))
        book.read([pair.SerializeToString()], {}, {})
    assert len(book._known) <= 3
    assert max(map(len, book._known)) <= module.KEEP_BYTES


def test_damage_is_told() -> None:
    """Bytes that are no KeyValue."""
    book = Attributes(reader(Resource(), InstrumentationScope()).span_row)
    with pytest.raises(DecodeError):
        book.read([b"\x0a\x05ab"], {}, {})
