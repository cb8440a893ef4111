"""A body is read within bounds of size, budget and time, and the rest thrown away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import (
    MalformedRequestError,
    OverloadedError,
    SlowSenderError,
    TooLargeError,
)
from desktop_app.receive.admission import Admission
from desktop_app.receive.body import DRAIN_BYTES, PIECE_BYTES, Body
from desktop_app.receive.request import ReceiverLimits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

NEVER = {"type": "never"}
GONE = {"type": "http.disconnect"}


def part(data: bytes, *, more: bool = True) -> dict[str, Any]:
    """Return one ASGI message."""
    return {"type": "http.request", "body": data, "more_body": more}


def source(*messages: dict[str, Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Return an ASGI `receive`."""
    left = list(messages)

    async def receive() -> dict[str, Any]:
        message = left.pop(0)
        if message is NEVER:
            await asyncio.Event().wait()
        return message

    return receive


def read(
    *messages: dict[str, Any],
    declared: str = "",
    limit: int = 100,
    timeout_s: float = 5,
    budget: int = 1000,
) -> bytes:
    """Read a body."""
    admission = Admission(ReceiverLimits(in_flight_bytes=budget, small_reserve_bytes=0))

    async def run() -> bytes:
        with admission.ticket() as ticket:
            body = await Body(source(*messages), declared).read(
                ticket, limit=limit, timeout_s=timeout_s
            )
            assert ticket.held == len(body)
            return body

    return asyncio.run(run())


def test_parts_are_joined_up_to_the_limit() -> None:
    """One part, several, none."""
    assert read(part(b"a" * 100, more=False), declared="100") == b"a" * 100
    assert read(part(b"a"), part(b""), part(b"b", more=False)) == b"ab"
    assert read({"type": "http.request"}) == b""


def test_too_large_by_declaration_or_by_count() -> None:
    """A declared length is believed when it is too large, never when it is small."""
    with pytest.raises(TooLargeError):
        read(NEVER, declared="101")
    with pytest.raises(TooLargeError):
        read(part(b"a" * 60), part(b"a" * 41, more=False), declared="5")


def test_no_room_slow_and_gone() -> None:
    """Each has its own error."""
    with pytest.raises(OverloadedError):
        read(part(b"a" * 50, more=False), budget=49)
    with pytest.raises(SlowSenderError):
        read(part(b"a"), NEVER, timeout_s=0.01)
    with pytest.raises(MalformedRequestError):
        read(part(b"a"), GONE)


def test_the_rest_is_thrown_away() -> None:
    """Until the end, a hang-up, or a bound."""

    async def drain(declared: str, *messages: dict[str, Any]) -> None:
        await asyncio.wait_for(Body(source(*messages), declared).drain(), 20)

    asyncio.run(drain("", part(b"a" * 1000), part(b"b", more=False)))
    asyncio.run(drain("", part(b"a" * 1000), GONE))
    asyncio.run(drain(str(DRAIN_BYTES + 1), NEVER))


def test_a_sender_that_hung_up_is_noticed() -> None:
    """After the end of its body, whatever else it sent before."""
    asyncio.run(Body(source(part(b"", more=False), part(b"more"), GONE), "").hung_up())


def pieces(*messages: dict[str, Any], timeout_s: float = 5) -> list[bytes]:
    """Read a body in pieces."""

    async def run() -> list[bytes]:
        body = Body(source(*messages), "7")
        assert body.declared == 7
        return [piece async for piece in body.pieces(timeout_s=timeout_s)]

    return asyncio.run(run())


def test_a_long_body_comes_in_pieces() -> None:
    """Small parts are put together, and large ones left as they are; an empty one is one piece."""
    large, small = b"a" * PIECE_BYTES, b"b" * 1_000
    assert pieces(part(large), part(small), part(small), part(small, more=False)) == [
        large,
        small * 3,
    ]
    assert pieces(part(b"", more=False)) == [b""]


def test_each_piece_has_its_time() -> None:
    """And a sender that hangs up has sent nothing."""
    with pytest.raises(SlowSenderError):
        pieces(part(b"a" * PIECE_BYTES), part(b"b"), NEVER, timeout_s=0.05)
    with pytest.raises(MalformedRequestError):
        pieces(part(b"a" * PIECE_BYTES), GONE)
