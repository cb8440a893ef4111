"""Events mean the same to every reader; what is written anew is what was read."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.agents.mcp.sse import Event, Events, format_event
from desktop_app.errors import TooLargeError

LINES = st.binary(max_size=20).map(lambda data: data.translate(None, b"\r\n\0"))
DATA = st.lists(LINES, max_size=3).map(b"\n".join)


def events(*parts: bytes) -> list[Event]:
    """Return the events of a stream that comes in parts."""
    reader = Events()
    return [event for part in parts for event in reader.feed(part)]


@given(
    st.builds(
        Event,
        data=DATA,
        id=st.none() | LINES,
        kind=LINES.map(bytes.strip),
        retry=st.sampled_from([b"", b"10"]),
    ),
    st.integers(0, 99),
)
def test_round_trip(event: Event, cut: int) -> None:
    """Wherever the network cuts it."""
    wire = format_event(event)
    assert events(wire[:cut], wire[cut:]) == [event]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_each_line_end_is_one(end: bytes) -> None:
    """In any part of the stream, one byte at a time."""
    wire = end.join([b": hi", b"data: a", b"data:b", b"id", b"unknown: x", b"retry: no", b"", b""])
    single = [wire[at : at + 1] for at in range(len(wire))]
    for parts in ([wire], single, [wire, b""]):
        assert events(*parts) == [Event(), Event(b"a\nb", id=b"")]


def test_what_no_reader_takes_is_left_out() -> None:
    """Fields without an event, an id with a NUL, an event that is not whole."""
    assert events(b"\n\n", b"id: a\0b\ndata\n\n", b"data: half") == [Event(b"")]
    assert format_event(Event()) == b":\n\n"


def test_sizes() -> None:
    """Neither a line nor an event grows without end."""
    with pytest.raises(TooLargeError):
        list(Events(100).feed(b"data: " + b"x" * 100))
    with pytest.raises(TooLargeError):
        list(Events(100).feed(b"data: x\n" * 20))
    assert len(list(Events(100).feed(b"data: x\n\n" * 20))) == 20


@pytest.mark.parametrize("line", [b"x\n", b"data\n", b"id\n"])
def test_many_short_lines_cost_no_more_than_their_bytes(line: bytes) -> None:
    """A server may send millions of them in one event of the allowed size."""
    reader, part = Events(), line * 1_000
    tracemalloc.start()
    try:
        for _ in range(100):
            assert list(reader.feed(part)) == []
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
