"""Records are counted without unpacking them, exactly as many as the parser would make."""

from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.normalize.signals import Signal, groups, parse_request
from desktop_app.receive.count import count_records, refused
from tests.fakes import otlp


@pytest.mark.parametrize(
    ("signal", "request_"),
    [
        (Signal.TRACES, otlp.traces(7)),
        (Signal.LOGS, otlp.logs(3)),
        (Signal.METRICS, otlp.metrics(5)),
        (Signal.LOGS, otlp.logs(0)),
    ],
)
def test_counts_what_the_parser_makes(signal: Signal, request_: object) -> None:
    """All three signals number their levels alike."""
    body = request_.SerializeToString() * 2
    assert count_records(body) == sum(map(sum, groups(signal, parse_request(signal, body))))


@given(st.binary(max_size=200))
def test_any_bytes_are_counted_or_refused(body: bytes) -> None:
    """Never less than the parser finds; never another exception."""
    try:
        message = parse_request(Signal.TRACES, body)
    except DecodeError:
        message = None
    try:
        count = count_records(body)
    except MalformedRequestError:
        assert message is None
    else:
        assert message is None or count == sum(map(sum, groups(Signal.TRACES, message)))


@pytest.mark.attack("E12")
def test_millions_are_counted() -> None:
    """Four million empty spans."""
    assert count_records(otlp.empty_spans(4_000_000)) == 4_000_000


def test_parse_errors_are_told_apart() -> None:
    """Depth and memory are limits (413); everything else is malformed (400)."""
    assert isinstance(refused(DecodeError("x: Exceeded upb_DecodeOptions_MaxDepth")), TooLargeError)
    assert isinstance(refused(DecodeError("x: Arena alloc failed")), TooLargeError)
    assert isinstance(refused(DecodeError("Wire format")), MalformedRequestError)
