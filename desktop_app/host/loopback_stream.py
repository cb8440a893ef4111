"""Sends one HTTP request to a server of this machine and gives its answer as it comes.

Promise: it reaches 127.0.0.1 or ::1 and nothing else. `localhost` is no name to look up here, no
proxy is asked, no redirect followed, nothing is unpacked; headers of the answer are bounded.
The streaming twin of `loopback`, for what stands before a server (`countersign mcp-proxy --url`).
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import h11

from desktop_app.errors import MalformedRequestError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from desktop_app.host.loopback import Place

CONNECT_S = 10.0
CHUNK = 65_536
MAX_HEADERS = 65_536  # bytes
_ADDRESSES = {"127.0.0.1": ("127.0.0.1",), "::1": ("::1",), "localhost": ("127.0.0.1", "::1")}
_GONE = "The server hung up, or it does not speak HTTP."


class Answer:
    """What the server says; read it within the `request`.

    Attributes:
        status: of HTTP.
        headers: all of them, names in small letters.
    """

    def __init__(self, link: _Link, response: h11.Response) -> None:
        self._link = link
        self.status = response.status_code
        self.headers: dict[bytes, list[str]] = {}
        for name, value in response.headers:
            self.headers.setdefault(name, []).append(value.decode("latin-1"))

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the body as it comes.

        Raises:
            NotFoundError: it broke off.
        """
        while not isinstance(event := await self._link.event(), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                yield bytes(event.data)


class _Link:
    """One connection, for one request."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADERS)

    async def send(self, *events: h11.Event) -> None:
        # in one write, else the body waits for the head to be acknowledged
        self.writer.write(b"".join(self._http.send(event) or b"" for event in events))
        with suppress(OSError):  # a server may answer before it read all; its answer counts
            await self.writer.drain()

    async def event(self) -> h11.Event:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(CHUNK))
        except (OSError, h11.RemoteProtocolError) as error:
            raise NotFoundError(_GONE) from error
        if not isinstance(event, h11.Event) or isinstance(event, h11.ConnectionClosed):
            raise NotFoundError(_GONE)
        return event


@asynccontextmanager
async def request(
    place: Place, method: str, headers: Sequence[tuple[bytes, bytes]], body: bytes
) -> AsyncIterator[Answer]:
    """Send a request; the connection ends with the block, whether or not all was read.

    Args:
        place: where to.
        method: of HTTP.
        headers: beside Host, Content-Length and Connection.
        body: all of it.

    Raises:
        NotFoundError: nobody answers there in HTTP.
        MalformedRequestError: a header cannot be sent.
    """
    link = await _connected(place)
    try:
        host = f"[{place.host}]" if ":" in place.host else place.host
        own = [(b"host", f"{host}:{place.port}".encode()), (b"connection", b"close")]
        length = [(b"content-length", str(len(body)).encode())] if body or method == "POST" else []
        try:
            asked = h11.Request(
                method=method, target=place.target, headers=[*own, *headers, *length]
            )
        except h11.LocalProtocolError as error:
            raise MalformedRequestError("A header cannot be sent on.") from error
        await link.send(asked, h11.Data(data=body), h11.EndOfMessage())
        while not isinstance(event := await link.event(), h11.Response):
            pass  # "100 Continue" and the like
        yield Answer(link, event)
    finally:
        link.writer.transport.abort()  # nothing of it is waited for any more


async def _connected(place: Place) -> _Link:
    for address in _ADDRESSES[place.host]:
        with suppress(OSError):  # also: too slow
            async with asyncio.timeout(CONNECT_S):
                return _Link(*await asyncio.open_connection(address, place.port))
    raise NotFoundError(f"Nobody listens at {place.host}, port {place.port}.")
