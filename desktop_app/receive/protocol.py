"""What a connection must do before a request exists: be this user's, and send its headers soon.

uvicorn's protocol with three things added: the peer is checked once per connection, headers have a
time and a size, and connections have a number. With httptools where it is installed, else h11
(which costs 0.8 ms more for a 200 kB body).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from desktop_app.errors import ForbiddenSenderError, OverloadedError

try:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Protocol
except ImportError:  # pragma: no cover - httptools is on every platform that we test
    from uvicorn.protocols.http.h11_impl import (  # type: ignore[assignment]  # same interface
        H11Protocol as _Protocol,
    )

if TYPE_CHECKING:
    import asyncio

    from desktop_app.receive.guard import Guard
    from desktop_app.receive.request import ReceiverLimits


def watched_protocol(  # noqa: C901 - the methods of one class
    guard: Guard, limits: ReceiverLimits
) -> type[asyncio.Protocol]:
    """Return a protocol class for `uvicorn.Config(http=...)` that holds these limits.

    A connection that is refused as a whole finds the error in `scope["state"]["refusal"]`.
    """

    class WatchedProtocol(_Protocol):
        _deadline: asyncio.TimerHandle | None = None
        _header_bytes = 0

        @override
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
            super().connection_made(transport)
            if len(self.connections) > 2 * limits.max_connections:
                transport.abort()
                return
            refusal = _refusal(guard, limits, self.client, self.server, len(self.connections))
            if refusal is not None:
                self.app_state = {**self.app_state, "refusal": refusal}
            self._await_headers()

        @override
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._headers_came()

        @override
        def data_received(self, data: bytes) -> None:
            cycle: Any = self.cycle
            in_body = cycle is not None and cycle.more_body and not cycle.response_complete
            super().data_received(data)
            if self.cycle is not cycle:
                self._headers_came()
            elif not in_body:
                self._header_bytes += len(data)
                if self._header_bytes > limits.max_header_bytes:
                    self.transport.abort()
                elif self._deadline is None:
                    self._await_headers()

        def _await_headers(self) -> None:
            self._deadline = self.loop.call_later(limits.header_timeout_s, self.transport.abort)

        def _headers_came(self) -> None:
            self._header_bytes = 0
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

    return WatchedProtocol


def _refusal(
    guard: Guard, limits: ReceiverLimits, client: Any, server: Any, connections: int
) -> Exception | None:
    if connections > limits.max_connections:
        return OverloadedError("Too many connections are open.")
    try:
        guard.check_peer(client or ("", 0), server or ("", 0))
    except ForbiddenSenderError as error:
        return error
    return None
