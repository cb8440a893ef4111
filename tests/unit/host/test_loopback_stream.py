"""One request to this machine, its answer as it comes."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import MalformedRequestError, NotFoundError
from desktop_app.host import loopback, loopback_stream
from tests.unit.host.test_loopback import answering

if TYPE_CHECKING:
    from collections.abc import Callable


def ask(url: str, *headers: tuple[bytes, bytes], body: bytes = b"{}") -> tuple[int, Any, bytes]:
    """Send; return (status, headers, body)."""

    async def go() -> tuple[int, Any, bytes]:
        place = loopback.parse(url)
        async with loopback_stream.request(place, "POST", headers, body) as answer:
            return answer.status, answer.headers, b"".join([one async for one in answer.chunks()])

    return asyncio.run(asyncio.wait_for(go(), 30))


ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi"),
        (CHUNKED, 200, b"hi"),
        (b"HTTP/1.1 200 OK\r\n\r\nhi", 200, b"hi"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED, 200, b"hi"),
        (ELSEWHERE, 302, b""),
    ],
    ids=["length", "chunked", "until the end", "continue", "redirect"],
)
def test_answers(answer: bytes, status: int, body: bytes) -> None:
    """In each way HTTP has; a redirect is an answer and is not followed."""
    with answering(answer) as (url, asked):
        found = ask(f"{url.replace('127.0.0.1', 'localhost')}/mcp?a=b", (b"x-mine", b"1"))
    assert (found[0], found[2]) == (status, body)
    assert asked[0].startswith(b"POST /mcp?a=b HTTP/1.1\r\nhost: localhost:")
    assert b"\r\nx-mine: 1\r\ncontent-length: 2\r\n\r\n{}" in asked[0]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    ],
    ids=["silence", "no HTTP", "broken off", "endless headers"],
)
def test_no_answers(answer: bytes) -> None:
    """One sentence, whatever it was."""
    with answering(answer) as (url, _), pytest.raises(NotFoundError):
        ask(url)


def test_nobody_listens() -> None:
    """Likewise."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotFoundError):
        ask(f"http://127.0.0.1:{port}/")


def test_a_header_that_splits_is_refused() -> None:
    """A line end in a header is no second header."""
    with answering(b"") as (url, asked), pytest.raises(MalformedRequestError):
        ask(url, (b"x", b"a\r\ny: b"))
    assert asked == [b""]


def test_no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """`localhost` is this machine's two addresses, whatever a resolver says of it."""
    asked: list[object] = []
    real: Callable[..., Any] = socket.getaddrinfo

    def heard(host: Any, *more: Any, **named: Any) -> Any:
        asked.append(host)
        return real(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", heard)
    with answering(CHUNKED) as (url, _):
        ask(url.replace("127.0.0.1", "localhost"))
    assert "localhost" not in asked
