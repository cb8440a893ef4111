"""An application is served on loopback, and its port is free again."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from desktop_app.errors import PortTakenError
from desktop_app.host.loopback import Place
from desktop_app.host.loopback_stream import request
from desktop_app.receive.guard import Guard
from desktop_app.receive.listening import start_http, stop_http
from desktop_app.receive.request import ReceiverLimits


async def app(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer with nothing."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_it_serves_until_it_is_stopped() -> None:
    """Meanwhile nobody else gets the port; a limit on connections holds for it."""

    async def go() -> None:
        limits = ReceiverLimits(drain_s=1)
        server, sockets = await start_http(app, Guard(), limits, 0)
        port = sockets[0].getsockname()[1]
        async with request(Place("127.0.0.1", port, "/"), "GET", [], b"") as answer:
            assert answer.status == 204
        with pytest.raises(PortTakenError):
            await start_http(app, Guard(), limits, port)
        await stop_http(server, sockets)
        again = await start_http(app, Guard(), limits, port)
        await stop_http(*again)

    asyncio.run(go())
