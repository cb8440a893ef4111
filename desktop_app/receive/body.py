"""Reads the body of one HTTP request: bounded in size and time, and paid for as it comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop_app.errors import MalformedRequestError, SlowSenderError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping

    from desktop_app.receive.admission import Ticket

Receive: TypeAlias = "Callable[[], Awaitable[MutableMapping[str, Any]]]"

PIECE_BYTES = 256 * 1024
DRAIN_BYTES = 256 * 1024 * 1024
DRAIN_SECONDS = 5.0


class Body:
    """The body of one request.

    `declared` is the Content-Length as sent, "" with chunked transfer coding.
    """

    def __init__(self, receive: Receive, declared: str) -> None:
        self._receive = receive
        self._declared = int(declared) if declared.isdecimal() else 0
        self._more = True

    async def read(self, ticket: Ticket, *, limit: int, timeout_s: float) -> bytes:
        """Return the whole body as sent.

        Raises:
            TooLargeError: more than `limit` bytes.
            OverloadedError: no room for it just now.
            SlowSenderError: not there after `timeout_s`.
            MalformedRequestError: the sender hung up before the end.
        """
        if self._declared > limit:
            raise _too_large(limit)
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(timeout_s):
                while self._more:
                    parts.append(await self._next())
                    if ticket.held + len(parts[-1]) > limit:
                        raise _too_large(limit)
                    ticket.grow(len(parts[-1]))
        except TimeoutError as error:
            self._more = False  # nothing to wait for a second time
            raise SlowSenderError("The body did not come in time.") from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    @property
    def declared(self) -> int:
        """The Content-Length; 0 where there is none."""
        return self._declared

    async def pieces(self, *, timeout_s: float) -> AsyncIterator[bytes]:
        """Yield the body as sent, in pieces of about `PIECE_BYTES`; each has its time to come.

        Raises:
            SlowSenderError: one was not there after `timeout_s`.
            MalformedRequestError: the sender hung up before the end.
        """
        while self._more:
            try:
                async with asyncio.timeout(timeout_s):
                    piece = await self._piece()
            except TimeoutError as error:
                self._more = False
                raise SlowSenderError("The body did not come in time.") from error
            yield piece

    async def drain(self) -> None:
        """Throw away what is left, up to a bound, so that the sender gets to read our answer.

        An answer to a sender that is still writing is lost when the connection closes (RFC 9112
        9.6); nothing is kept here, so this costs time only.
        """
        seen = self._declared if self._declared > DRAIN_BYTES else 0
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._more and seen <= DRAIN_BYTES:
                    seen += len(await self._next())
        except (TimeoutError, MalformedRequestError):
            self._more = False

    async def hung_up(self) -> None:
        """Return once the sender closed the connection; what it still sends counts for nothing."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _piece(self) -> bytes:
        parts = await self._next()
        while self._more and len(parts) < PIECE_BYTES:
            parts += await self._next()
        return parts

    async def _next(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._more = False
            raise MalformedRequestError("The sender hung up.")
        self._more = message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"The request has more than {limit} bytes.")
