"""Starts an HTTP application on loopback, within its limits, and ends it in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import uvicorn

from desktop_app.receive.ports import listen
from desktop_app.receive.protocol import watched_protocol

if TYPE_CHECKING:
    from desktop_app.receive.guard import Guard
    from desktop_app.receive.request import ReceiverLimits


async def start_http(
    app: Any, guard: Guard, limits: ReceiverLimits, port: int
) -> tuple[Any, list[Any]]:
    """Serve an ASGI application; return (server, its sockets) for `stop_http`.

    Raises:
        PortTakenError: another program listens there.
    """
    sockets = listen(port)
    config = uvicorn.Config(
        app,
        http=watched_protocol(guard, limits),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # senders' mistakes are answered, not logged
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=max(1, int(limits.drain_s)),
        backlog=512,
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    # Not `serve`: it would wake up ten times a second and take the signal handlers.
    await server.startup(sockets=sockets)
    return server, sockets


async def stop_http(server: Any, sockets: list[Any]) -> None:
    """Take nothing new, let what is in flight end for a little, and close."""
    await server.shutdown(sockets=sockets)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
