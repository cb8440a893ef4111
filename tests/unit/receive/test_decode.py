"""From bytes to message: bounded, and the same message whatever the encoding."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.normalize.signals import Signal, parse_request
from desktop_app.receive.decode import decode, inflated_within
from tests.fakes import otlp, recorded

MIB = 1 << 20
LIMIT = 64 * MIB


@pytest.mark.parametrize("run", recorded.runs(), ids=lambda run: run.name)
def test_recorded_runs_decode_to_what_an_independent_parser_finds(
    run: recorded.RecordedRun,
) -> None:
    """Every body that a real agent sent, as it was sent."""
    for body in run.bodies:
        raw = otlp.raw(
            body.raw,
            body.signal,
            encoding="json" if body.protocol == "http/json" else "protobuf",
            compression=body.content_encoding or "identity",
        )
        assert decode(raw, max_bytes=LIMIT) == recorded.parse(body)


@pytest.mark.parametrize("signal", Signal)
@pytest.mark.parametrize(("encoding", "body"), [("protobuf", b""), ("json", b"{}")])
def test_an_empty_request_is_a_request(signal: Signal, encoding: str, body: bytes) -> None:
    """OTLP: an empty request is a success."""
    message = decode(otlp.raw(body, signal, encoding=encoding), max_bytes=LIMIT)
    assert not message.SerializeToString()


@pytest.mark.parametrize("encoding", ["protobuf", "json"])
@given(body=st.binary(max_size=300))
def test_any_bytes_give_a_message_or_a_known_error(encoding: str, body: bytes) -> None:
    """Short form of the fuzz harness."""
    for signal in Signal:
        try:
            message = decode(otlp.raw(body, signal, encoding=encoding), max_bytes=LIMIT)
        except (MalformedRequestError, TooLargeError):
            continue
        assert parse_request(signal, message.SerializeToString()) == message


@given(st.data())
def test_a_damaged_request_gives_a_message_or_a_known_error(data: st.DataObject) -> None:
    """One byte of a good request changed, or its end cut off, packed or not."""
    body = bytearray(otlp.traces(3).SerializeToString())
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] = data.draw(st.integers(0, 255))
    cut = bytes(body[: data.draw(st.integers(0, len(body)))])
    for raw in (otlp.raw(cut), otlp.raw(gzip.compress(cut), compression="gzip")):
        try:
            decode(raw, max_bytes=LIMIT)
        except (MalformedRequestError, TooLargeError):
            continue


def test_the_limits_of_size_and_number_are_exact() -> None:
    """At the limit it is taken, one more is not."""
    body = otlp.traces(3).SerializeToString()
    assert decode(otlp.raw(body), max_bytes=len(body), max_records=3)
    with pytest.raises(TooLargeError):
        decode(otlp.raw(body), max_bytes=len(body) - 1)
    many = otlp.empty_spans(60_000)
    assert decode(otlp.raw(many), max_bytes=LIMIT, max_records=60_000)
    with pytest.raises(TooLargeError):
        decode(otlp.raw(many), max_bytes=LIMIT, max_records=59_999)


@pytest.mark.attack("E12")
def test_deep_nesting_is_too_large() -> None:
    """10,000 levels are refused, in both encodings; a few are taken."""
    assert decode(otlp.raw(otlp.nested_value(20)), max_bytes=LIMIT)
    with pytest.raises(TooLargeError):
        decode(otlp.raw(otlp.nested_value(10_000)), max_bytes=LIMIT)
    for text in (b"[" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000):
        with pytest.raises((TooLargeError, MalformedRequestError)):
            decode(otlp.raw(text, encoding="json"), max_bytes=LIMIT)


@pytest.mark.attack("E12")
def test_four_million_empty_spans_are_refused_before_they_are_unpacked() -> None:
    """8 MB that would become 700 MB."""
    with pytest.raises(TooLargeError):
        decode(otlp.raw(otlp.empty_spans(4_000_000)), max_bytes=LIMIT)


def test_small_requests_are_kept_here_and_big_ones_sent_away() -> None:
    """Size counts after decompression; so does a crowd of tiny records."""
    body = otlp.traces(100).SerializeToString()
    assert inflated_within(otlp.raw(body), MIB)
    assert not inflated_within(otlp.raw(body), len(body) - 1)
    packed = otlp.raw(gzip.compress(body * 10), compression="gzip")
    assert inflated_within(packed, MIB)
    assert not inflated_within(packed, len(body) * 10 - 1)
    bomb = otlp.raw(gzip.compress(bytes(2 * MIB)), compression="gzip")
    assert not inflated_within(bomb, MIB)
    assert not inflated_within(otlp.raw(otlp.empty_spans(100_000)), MIB)
    dense = otlp.raw(gzip.compress(otlp.empty_spans(100_000), 1), compression="gzip")
    assert not inflated_within(dense, MIB)
    assert not inflated_within(otlp.raw(b"{}" * 200_000, encoding="json"), MIB)
    assert inflated_within(otlp.raw(b" " * 200_000, encoding="json"), MIB)


def test_what_was_unpacked_once_is_not_unpacked_again() -> None:
    """`decode` takes what `inflated_within` left, once, and still holds the limit."""
    body = otlp.traces(100).SerializeToString()
    packed = otlp.raw(gzip.compress(body * 10, 0), compression="gzip")
    assert inflated_within(packed, MIB)
    assert packed.inflated == [body * 10]
    with pytest.raises(TooLargeError):
        decode(packed, max_bytes=10)
    assert packed.inflated == []
    assert decode(packed, max_bytes=LIMIT) == parse_request(Signal.TRACES, body * 10)
