"""Headers pass by a table, once each, and say nothing that the message does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.agents.mcp import frames, headers
from desktop_app.errors import MalformedRequestError
from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.agents.mcp.frames import Frame


def message(method: str = "tools/call", **params: Any) -> Frame:
    """Return a request."""
    told = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return frames.parse(canonical.encode_body(told))


def test_what_passes() -> None:
    """Cookies, forwarded addresses and the rest of a browser stay here."""
    sent = {
        b"accept": ["a", "b"],
        b"cookie": ["secret"],
        b"x-forwarded-for": ["1.2.3.4"],
        b"host": ["h"],
        b"content-type": ["application/json; charset=utf-7"],
        b"accept-encoding": ["gzip"],
        b"authorization": ["Bearer x"],
        b"mcp-session-id": ["s"],
        b"mcp-param-a": ["1"],
        b"mcp-name": ["n"],
    }
    passed = headers.to_server(sent)
    assert passed == [
        (b"accept-encoding", b"identity"),
        (b"content-type", b"application/json"),
        (b"accept", b"a, b"),
        (b"authorization", b"Bearer x"),
        (b"mcp-session-id", b"s"),
        (b"mcp-param-a", b"1"),
        (b"mcp-name", b"n"),
    ]
    assert headers.without_mirrors(passed) == passed[:5]
    got = {b"location": ["http://x"], b"set-cookie": ["a"], b"mcp-session-id": ["s"]}
    assert headers.to_client(got) == [(b"mcp-session-id", b"s")]


@pytest.mark.parametrize("name", [b"mcp-session-id", b"mcp-name", b"authorization"])
def test_a_header_that_came_twice(name: bytes) -> None:
    """Two readers could read it in two ways."""
    with pytest.raises(MalformedRequestError):
        headers.to_server({name: ["a", "b"]})


@pytest.mark.parametrize("value", ["a b", "ü", "x" * 257, "a\t"])
def test_sessions(value: str) -> None:
    """Visible ASCII, and short."""
    assert headers.session_of({}) == ""
    assert headers.session_of({headers.SESSION_ID: ["!~"]}) == "!~"
    with pytest.raises(MalformedRequestError):
        headers.session_of({headers.SESSION_ID: [value]})


CALL = message(name="echo", arguments={"a": {"b": ["x", 1, True, None]}, "c": "ü"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"mcp-method", "tools/call"),
        (b"mcp-name", "echo"),
        (b"mcp-name", "=?base64?ZWNobw==?="),
        (b"mcp-param-a", "x"),
        (b"mcp-param-a", "1"),
        (b"mcp-param-a", "true"),
        (b"mcp-param-a", "=?base64?w7w=?="),
    ],
)
def test_mirrors_that_agree(name: bytes, value: str) -> None:
    """As a client of MCP sends them."""
    headers.check_mirrors({name: [value]}, CALL)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"mcp-method", "tools/list"),
        (b"mcp-name", "wipe"),
        (b"mcp-name", "=?base64?d2lwZQ==?="),
        (b"mcp-name", "=?base64?!?="),
        (b"mcp-param-a", "y"),
        (b"mcp-param-a", "None"),
        (b"mcp-param-a", "=?base64?/w==?="),
    ],
)
def test_mirrors_that_do_not(name: bytes, value: str) -> None:
    """A server that goes by the header would run what nobody judged."""
    with pytest.raises(MalformedRequestError):
        headers.check_mirrors({name: [value]}, CALL)


def test_other_messages() -> None:
    """What has no name has no name in a header; an answer has no method."""
    headers.check_mirrors({b"mcp-name": ["file:///a"]}, message("resources/read", uri="file:///a"))
    answer = frames.parse(b'{"jsonrpc":"2.0","id":1,"result":{}}')
    headers.check_mirrors({}, answer)
    for sent in ({b"mcp-method": ["tools/call"]}, {b"mcp-name": ["x"]}):
        with pytest.raises(MalformedRequestError):
            headers.check_mirrors(sent, answer)
