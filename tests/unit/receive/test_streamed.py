"""A body that is content goes on piece by piece, and is let go whatever happens."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import MalformedRequestError, TooLargeError, UnsupportedMediaTypeError
from desktop_app.receive import streamed
from desktop_app.receive.actions import Asked, Route
from desktop_app.receive.body import PIECE_BYTES, Body
from desktop_app.receive.request import Sender

if TYPE_CHECKING:
    from collections.abc import Mapping

PAYLOAD = Asked(Route("payload"), Sender("mine", "token"))
ZIP = "application/zip"


class Agents:
    """Takes content; remembers what came, and how it ended."""

    def __init__(self, most: int = 1 << 30) -> None:
        self.most, self.got = most, bytearray()
        self.begun: tuple[Any, ...] = ()
        self.ended = self.closed = False

    def ask(self, asked: Asked) -> Future[Mapping[str, Any]]:
        """Nobody does."""
        raise AssertionError(asked)

    def take(self, asked: Asked, media: str, declared: int) -> Agents:
        """Begin."""
        self.begun = (dict(asked.value), media, declared)
        return self

    def write(self, piece: bytes) -> None:
        """Take a piece."""
        self.got += piece
        if len(self.got) > self.most:
            raise TooLargeError("too much")

    def end(self) -> Future[Mapping[str, Any]]:
        """Answer at once."""
        self.ended = True
        found: Future[Mapping[str, Any]] = Future()
        found.set_result({"bytes": len(self.got)})
        return found

    def close(self) -> None:
        """Let go."""
        self.closed = True


def pass_on(agents: Agents, *parts: bytes | None, query: bytes = b"purpose=a%20b") -> int:
    """Pass a body on; None: the sender hangs up."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        found = left.pop(0)
        if found is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": found, "more_body": bool(left)}

    async def run() -> int:
        body = Body(receive, "9")
        answer = await streamed.passed_on(agents, PAYLOAD, query, ZIP, body, timeout_s=5)
        return int(answer.result()["bytes"])

    return asyncio.run(run())


def test_all_of_it_comes_on() -> None:
    """With what the query says of it."""
    agents = Agents()
    large = b"x" * PIECE_BYTES
    assert pass_on(agents, large, large, b"y") == 2 * PIECE_BYTES + 1
    assert agents.got == large + large + b"y"
    assert (agents.begun, agents.ended, agents.closed) == (({"purpose": "a b"}, ZIP, 9), True, True)


def test_what_does_not_come_to_its_end_is_let_go() -> None:
    """The sender hangs up, or it is refused half way."""
    large = b"x" * PIECE_BYTES
    for agents, error in ((Agents(), MalformedRequestError), (Agents(3), TooLargeError)):
        with pytest.raises(error):
            pass_on(agents, large, None)
        assert (agents.ended, agents.closed) == (False, True)


def test_fields_of_a_query() -> None:
    """Each once, in UTF-8."""
    assert streamed.fields_of(b"") == {}
    assert streamed.fields_of(b"a=1&b=&c=%C3%A4+x") == {"a": "1", "b": "", "c": "\u00e4 x"}


@pytest.mark.parametrize("query", [b"a=1&a=2", b"a", b"a=%ff", b"a=\xff", b"&".join([b"a=1"] * 20)])
def test_what_is_no_query_is_refused(query: bytes) -> None:
    """Before a byte of the body is read."""
    agents = Agents()
    with pytest.raises(MalformedRequestError):
        pass_on(agents, b"x", query=query)
    assert agents.begun == ()


def test_json_is_not_content_by_itself() -> None:
    """Nor is what has no type, or another path; packed content is refused."""
    assert streamed.is_streamed(PAYLOAD, ZIP)
    for media in ("application/json; charset=utf-8", "Application/JSON", ""):
        assert not streamed.is_streamed(PAYLOAD, media)
    assert not streamed.is_streamed(Asked(Route("capture"), PAYLOAD.sender), ZIP)
    streamed.check_encoding("Identity")
    with pytest.raises(UnsupportedMediaTypeError):
        streamed.check_encoding("gzip")
