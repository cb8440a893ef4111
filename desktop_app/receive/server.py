"""Runs the HTTP and the gRPC door in one thread with one event loop, and ends them in order.

`start` returns when both listen; `stop` refuses new requests, waits for those in flight and returns
within `ReceiverLimits.drain_s` and a little. The `Intake` must outlive `stop`.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple

from desktop_app import __version__
from desktop_app.errors import BugError
from desktop_app.host import resources
from desktop_app.model import canonical
from desktop_app.receive.admission import Admission
from desktop_app.receive.grpc_server import GRPCServer
from desktop_app.receive.guard import Guard
from desktop_app.receive.http import HTTPApp
from desktop_app.receive.listening import start_http, stop_http
from desktop_app.receive.request import ReceiverLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.receive.actions import AgentAPI
    from desktop_app.receive.http import Page
    from desktop_app.receive.request import Intake


class Ports(NamedTuple):
    """Where the doors are.

    Attributes:
        http: TCP port on 127.0.0.1 (and [::1]).
        grpc: likewise.
        ipv6: whether [::1] is served.
    """

    http: int
    grpc: int
    ipv6: bool


class Receivers:
    """Both doors. `start` once, `stop` once."""

    def __init__(
        self,
        intake: Intake,
        *,
        guard: Guard | None = None,
        limits: ReceiverLimits | None = None,
        http_port: int = 4318,
        grpc_port: int = 4317,
        status: Callable[[], Mapping[str, JSON]] | None = None,
        agents: AgentAPI | None = None,
        ready: Callable[[Ports], None] | None = None,
    ) -> None:
        self.limits = limits or ReceiverLimits()
        self.admission = Admission(self.limits)
        guard = guard or Guard()
        self._guard = guard
        self._http_port, self._grpc_port, self._ready = http_port, grpc_port, ready
        self._app = HTTPApp(
            intake=intake,
            guard=guard,
            admission=self.admission,
            limits=self.limits,
            pages=_pages(status or _bare_status),
            agents=agents,
        )
        self._grpc = GRPCServer(
            intake=intake, guard=guard, admission=self.admission, limits=self.limits
        )
        self._ports: Ports | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    def start(self) -> Ports:
        """Listen; return the real ports, which `ready` is told too.

        Raises:
            PortTakenError: another program listens on one of them.
        """
        if self._thread is not None:
            raise BugError("A receiver is started once.")
        up: Future[Ports] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._run(up)), name="receive", daemon=True
        )
        self._thread.start()
        try:
            found = up.result()
        except BaseException:
            self._thread.join()
            raise
        self._ports = found
        if self._ready is not None:
            self._ready(found)
        return found

    @property
    def http_url(self) -> str:
        """The base URL of OTLP/HTTP, once started: "http://127.0.0.1:4318"."""
        return f"http://127.0.0.1:{self._started().http}"

    @property
    def grpc_address(self) -> str:
        """The address of OTLP/gRPC, once started: "127.0.0.1:4317"."""
        return f"127.0.0.1:{self._started().grpc}"

    def _started(self) -> Ports:
        if self._ports is None:
            raise BugError("The receivers were asked for their ports before they were started.")
        return self._ports

    def stop(self) -> None:
        """Take nothing new, answer what is in flight, close. Does nothing when not running."""
        if self._thread is None or self._loop is None or self._stop is None:
            return
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _run(self, up: Future[Ports]) -> None:
        try:
            server, sockets = await start_http(self._app, self._guard, self.limits, self._http_port)
        except BaseException as error:  # noqa: BLE001 - `start` raises it in the caller's thread
            up.set_exception(error)
            return
        try:
            grpc_port = await self._grpc.start(self._grpc_port)
        except BaseException as error:  # noqa: BLE001 - likewise
            await stop_http(server, sockets)
            up.set_exception(error)
            return
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        up.set_result(Ports(sockets[0].getsockname()[1], grpc_port, len(sockets) > 1))
        await self._stop.wait()
        await asyncio.gather(stop_http(server, sockets), self._grpc.stop())


def _bare_status() -> dict[str, JSON]:
    return {"version": __version__}


def _pages(status: Callable[[], Mapping[str, JSON]]) -> dict[str, Page]:
    return {
        "/v1/status": lambda: canonical.encode_body(status()),
        "/openapi.json": lambda: resources.read_bytes("openapi/agent-api.json"),
    }
