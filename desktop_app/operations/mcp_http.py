"""Stands between MCP clients and a server on loopback that speaks streamable HTTP.

Who may speak is judged as by the recorder's own door: this user, from this machine, no web page.
The server is not ours: what no server may do ends the proxy, and the server goes on without it.
Source: MCP 2025-11-25, "Streamable HTTP".
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from desktop_app.agents.mcp import answers, frames, headers
from desktop_app.agents.mcp.steps import BreachError
from desktop_app.errors import (
    CountersignError,
    MalformedRequestError,
    NotFoundError,
    UnsupportedMediaTypeError,
)
from desktop_app.host import peers
from desktop_app.operations.mcp_exchange import HUNG_UP, JSON, Exchange
from desktop_app.receive import reply
from desktop_app.receive.admission import Admission
from desktop_app.receive.body import Body
from desktop_app.receive.guard import Guard
from desktop_app.receive.listening import start_http, stop_http
from desktop_app.receive.request import ReceiverLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.operations.mcp_shared import Shared

TICK_S = 0.5
FAILED = 1
METHODS = ("POST", "GET", "DELETE")
LIMITS = ReceiverLimits(drain_s=1.0)
_ENDS = "The proxy ends."


class HttpProxy:
    """The listener; an ASGI application. `run` once.

    Args:
        shared: what its requests have in common.
        port: where to listen; 0 for any free port.
        ready: told the URL for clients.
    """

    def __init__(self, shared: Shared, port: int, ready: Callable[[str], None]) -> None:
        self._shared, self._port, self._ready = shared, port, ready
        self._guard = Guard(same_user=peers.is_same_user)
        self._admission = Admission(LIMITS)
        self._open: set[Exchange] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()
        self._breach = False

    async def run(self) -> int:
        """Serve until it is interrupted, or the server does what none may; return the exit code.

        Raises:
            PortTakenError: another program listens there.
        """
        self._loop = asyncio.get_running_loop()
        server, sockets = await start_http(self, self._guard, LIMITS, self._port)
        port = sockets[0].getsockname()[1]
        self._ready(f"http://127.0.0.1:{port}{self._shared.place.target}")
        while not self._over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._over.wait()
            self._shared.look()
        for exchange in list(self._open):
            exchange.left(_ENDS)
        await stop_http(server, sockets)
        return FAILED if self._breach else 0

    def interrupt(self) -> None:
        """End in order, from a signal's handler."""
        if self._loop is None:
            self._over.set()
        else:
            self._loop.call_soon_threadsafe(self._over.set)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        sent: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            sent.setdefault(name, []).append(value.decode("latin-1").strip())
        body = Body(receive, (sent.get(b"content-length") or [""])[0])
        try:
            self._check(scope, sent)
            with self._admission.ticket() as ticket:
                told = await body.read(
                    ticket, limit=frames.MAX_BYTES, timeout_s=LIMITS.body_timeout_s
                )
                ends = (scope.get("client"), scope.get("server"))
                exchange = Exchange(self._shared, scope["method"], sent, ends, send)
                await self._until_left(exchange, told, body)
        except CountersignError as error:
            told = answers.error(None, answers.INVALID_REQUEST, error.message)
            await body.drain()  # a client that still writes would not read the answer
            await _refuse(send, reply.failure_of(error).http, told)
        except Exception as error:
            self._shared.say(f"A request failed by a mistake of ours: {type(error).__name__}.")
            raise  # its client gets a 500

    def _check(self, scope: Any, sent: dict[bytes, list[str]]) -> None:
        """Judge who speaks, to what, and in which type."""
        refusal = (scope.get("state") or {}).get("refusal")
        if refusal is not None:
            raise refusal
        self._guard.check_host(sent.get(b"host", ()))
        self._guard.check_origin(sent.get(b"origin", ()), sent.get(b"sec-fetch-site", ()))
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        if target != self._shared.place.target:
            raise NotFoundError(f"The server is at {self._shared.place.target}.")
        if scope["method"] not in METHODS:
            raise MalformedRequestError(f"It takes {', '.join(METHODS)} only.")
        media = headers.only(sent, b"content-type").partition(";")[0].strip().lower()
        packed = headers.only(sent, b"content-encoding") not in ("", "identity")
        if scope["method"] == "POST" and (media != JSON or packed):
            raise UnsupportedMediaTypeError("A message is application/json, not packed.")

    async def _until_left(self, exchange: Exchange, told: bytes, body: Body) -> None:
        """Run an exchange until it ends or its client hangs up, whichever comes first."""
        work = asyncio.ensure_future(self._run(exchange, told))
        gone = asyncio.ensure_future(body.hung_up())
        self._open.add(exchange)
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open.discard(exchange)
            gone.cancel()
            work.cancel()  # nothing, where it is done
            await asyncio.wait({work})
            exchange.left(HUNG_UP)  # nothing, where it is answered
        if not work.cancelled():
            work.result()

    async def _run(self, exchange: Exchange, body: bytes) -> None:
        try:
            await exchange.run(body)
        except BreachError as error:
            self._breach = True
            self._shared.say(f"{error} The proxy ends.")
            await exchange.fail(f"Countersign left the server: {error}")
            self._over.set()


async def _refuse(send: Any, status: int, body: bytes) -> None:
    kind = [(b"content-type", JSON.encode()), (b"content-length", str(len(body)).encode())]
    kind += [(b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": body})
