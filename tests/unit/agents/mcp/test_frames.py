"""One message is read strictly, so that nobody after us reads another one."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.agents.mcp import frames
from desktop_app.agents.mcp.frames import Shape, Splitter, parse
from desktop_app.errors import MalformedRequestError, TooLargeError

CALL = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("line", "shape", "identity", "method"),
    [
        (CALL, Shape.REQUEST, 1, "tools/call"),
        (CALL + b"\r", Shape.REQUEST, 1, "tools/call"),
        (b'{"jsonrpc":"2.0","id":"a","method":"ping"}', Shape.REQUEST, "a", "ping"),
        (b'{"jsonrpc":"2.0","method":"n","params":[1]}', Shape.NOTIFICATION, None, "n"),
        (b'{"jsonrpc":"2.0","id":0,"result":{}}', Shape.ANSWER, 0, ""),
        (b'{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}', Shape.ANSWER, None, ""),
    ],
)
def test_messages(line: bytes, shape: Shape, identity: object, method: str) -> None:
    """Requests, notifications and answers are told apart."""
    frame = parse(line)
    assert (frame.shape, frame.id, frame.method) == (shape, identity, method)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"Server listening on 3000",
        b"\xff\xfe",
        b"\xef\xbb\xbf" + CALL,
        b"[" + CALL + b"]",
        b"1",
        CALL + CALL,
        CALL.replace(b"2.0", b"1.0"),
        b'{"id":1,"method":"x"}',
        b'{"jsonrpc":"2.0","method":"ping","method":"tools/call","id":1}',
        b'{"jsonrpc":"2.0","m\\u0065thod":"ping","method":"tools/call","id":1}',
        b'{"jsonrpc":"2.0","method":"ping","Method":"tools/call","id":1}',
        '{"jsonrpc":"2.0","method":"ping","param\u017f":{},"id":1}'.encode(),
        b'{"jsonrpc":"2.0","method":"n","params":\r' + CALL + b"\r}",
        b'{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":NaN}}',
        b'{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":1,"a":2}}',
        b'{"jsonrpc":"2.0","id":1.5,"method":"x"}',
        b'{"jsonrpc":"2.0","id":true,"method":"x"}',
        b'{"jsonrpc":"2.0","id":null,"method":"x"}',
        b'{"jsonrpc":"2.0","id":1,"method":7}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","result":{}}',
        b'{"jsonrpc":"2.0","id":1}',
        b'{"jsonrpc":"2.0","id":1,"result":{},"error":{}}',
        b'{"jsonrpc":"2.0","result":{}}',
        b'{"jsonrpc":"2.0","id":null,"result":{}}',
        b'{"jsonrpc":"2.0","id":1,"method":"x\x1b[2J"}',
    ],
)
def test_refused(line: bytes) -> None:
    """What is no message, or could be read in two ways, is refused."""
    with pytest.raises(MalformedRequestError):
        parse(line)


@pytest.mark.parametrize("depth", [65, 100_000])
def test_too_deep(depth: int) -> None:
    """Nesting is bounded, by us or by the parser."""
    inner = b"[" * depth + b"]" * depth
    with pytest.raises(TooLargeError):
        parse(b'{"jsonrpc":"2.0","id":1,"method":"x","params":' + inner + b"}")


def test_deep_enough() -> None:
    """Ordinary nesting is fine."""
    inner = "[" * 60 + "]" * 60
    assert parse(f'{{"jsonrpc":"2.0","id":1,"result":{inner}}}'.encode()).id == 1


def test_ids_differ() -> None:
    """A number and a text of the same digits are two ids."""
    assert frames.key_of(1) != frames.key_of("1")


def test_params_by_place() -> None:
    """Parameters by place are none by name."""
    assert parse(b'{"jsonrpc":"2.0","method":"n","params":[1]}').params == {}


def test_one_line() -> None:
    """A message of ours is one line, whatever its texts hold."""
    made = frames.format_frame({"jsonrpc": "2.0", "id": 1, "method": "a\nb\r"})
    assert made.count(b"\n") == 1
    assert parse(made[:-1]).method == "a\nb\r"


@given(st.dictionaries(st.text(max_size=8), VALUES))
def test_round_trip(params: dict[str, object]) -> None:
    """What is written is read again."""
    made = frames.format_frame({"jsonrpc": "2.0", "id": 1, "method": "m", "params": params})  # type: ignore[dict-item]
    assert parse(made[:-1]).params == params


@given(st.binary(max_size=200))
def test_garbage(line: bytes) -> None:
    """Any bytes are a message or refused."""
    with suppress(MalformedRequestError, TooLargeError):
        parse(line)


@given(st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"")), max_size=6), st.data())
def test_splits(lines: list[bytes], data: st.DataObject) -> None:
    """Lines come out whole, wherever the stream was cut."""
    stream = b"".join(line + b"\n" for line in lines)
    cut = data.draw(st.integers(0, len(stream)))
    splitter = Splitter()
    assert [*splitter.feed(stream[:cut]), *splitter.feed(stream[cut:])] == lines


def test_endless_line() -> None:
    """A line past the limit is refused before it ends."""
    splitter = Splitter(max_bytes=10)
    assert list(splitter.feed(b"0123456789\n01234")) == [b"0123456789"]
    with pytest.raises(TooLargeError):
        list(splitter.feed(b"567890"))


def test_limit_is_of_one_line() -> None:
    """Many short lines pass."""
    splitter = Splitter(max_bytes=10)
    assert len(list(splitter.feed(b"0123\n" * 50))) == 50
    assert json.loads(CALL)["id"] == 1
