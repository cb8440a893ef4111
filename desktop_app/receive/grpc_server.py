"""The gRPC door: the three OTLP Export methods with raw bytes in and out.

grpcio runs on the receivers' own event loop. It hands a message over only when all of it is there,
so few may arrive at the same time. It would unpack a bomb before looking at its size, so it is told
to leave compressed messages alone: `decode` unpacks them under our limit. A gzip stream begins with
0x1f, which no protobuf message does (field 3 with wire type 7), so the two cannot be mistaken.
A browser cannot speak gRPC; a call that carries an `origin` all the same is refused.
Source: opentelemetry.io/docs/specs/otlp, "OTLP/gRPC".
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import grpc  # type: ignore[import-untyped]  # ships no types
import grpc.aio  # type: ignore[import-untyped]  # likewise

from desktop_app.errors import (
    ForbiddenSenderError,
    MalformedRequestError,
    OverloadedError,
    PortTakenError,
    SlowSenderError,
)
from desktop_app.normalize.signals import Signal
from desktop_app.receive import ports, reply
from desktop_app.receive.guard import TOKEN_HEADER
from desktop_app.receive.request import MIB, RawRequest, Sender
from desktop_app.receive.settled import settled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from desktop_app.receive.admission import Admission
    from desktop_app.receive.guard import Address, Guard
    from desktop_app.receive.request import Compression, Intake, ReceiverLimits

_SERVICES = {
    Signal.TRACES: "opentelemetry.proto.collector.trace.v1.TraceService",
    Signal.LOGS: "opentelemetry.proto.collector.logs.v1.LogsService",
    Signal.METRICS: "opentelemetry.proto.collector.metrics.v1.MetricsService",
}
_GZIP_START = 0x1F
_IDENTITY_AND_GZIP = 0b101  # bit set of grpc_compression_algorithm
_TRIES = 5
_CODES = {code.value[0]: code for code in grpc.StatusCode}
_ARRIVING = 4  # messages that may be on their way into memory, each up to `max_bytes`
_ARRIVE_SECONDS = 10.0  # on loopback 64 MiB take a tenth of one
_PEER_SECONDS = 1.0  # grpcio names no connection; a closed one's port is not used again that soon
_log = logging.getLogger(__name__)


class GRPCServer:
    """OTLP/gRPC on 127.0.0.1 and [::1]. Lives on one event loop."""

    def __init__(
        self, *, intake: Intake, guard: Guard, admission: Admission, limits: ReceiverLimits
    ) -> None:
        self._intake, self._guard, self._admission = intake, guard, admission
        self._limits = limits
        self._peers: dict[str, float] = {}
        self._port = 0
        self._server: Any = None
        self._arriving = asyncio.Semaphore(_ARRIVING)

    async def start(self, port: int) -> int:
        """Listen; return the port (0 asks for any that is free).

        Raises:
            PortTakenError: another program listens there.
        """
        for attempt in range(1 if port else _TRIES):
            try:
                return await self._listen(port)
            except PortTakenError:
                if port or attempt == _TRIES - 1:
                    raise
        raise PortTakenError("No port is free for OTLP/gRPC.")

    async def stop(self) -> None:
        """Take no more calls, wait up to `drain_s` for those in flight, cut the rest."""
        if self._server is not None:
            await self._server.stop(self._limits.drain_s)

    async def _listen(self, port: int) -> int:
        sockets = ports.listen(port, backlog=0)  # finds a number that is free on both addresses
        number: int = sockets[0].getsockname()[1]
        hosts = ["127.0.0.1", "[::1]"][: len(sockets)]
        for found in sockets:
            found.close()
        server = self._build()
        try:
            for host in hosts:
                if server.add_insecure_port(f"{host}:{number}") != number:
                    raise PortTakenError(f"Port {number} on {host} is taken by another program.")
        except RuntimeError as error:
            raise PortTakenError(f"Port {number} is taken by another program.") from error
        await server.start()
        self._server, self._port = server, number
        return number

    def _build(self) -> Any:
        limit = self._limits.max_bytes
        server = grpc.aio.server(
            options=[
                ("grpc.so_reuseport", 0),  # else another program could share our port
                ("grpc.max_receive_message_length", limit),
                ("grpc.per_message_decompression", 0),
                ("grpc.compression_enabled_algorithms_bitset", _IDENTITY_AND_GZIP),
                ("grpc.max_metadata_size", self._limits.max_header_bytes),
                ("grpc.max_concurrent_streams", 64),
                ("grpc.server_handshake_timeout_ms", int(self._limits.header_timeout_s * 1000)),
            ],
            maximum_concurrent_rpcs=self._limits.in_flight_requests,
        )
        server.add_generic_rpc_handlers(
            tuple(
                grpc.method_handlers_generic_handler(
                    service, {"Export": grpc.stream_unary_rpc_method_handler(self._method(signal))}
                )
                for signal, service in _SERVICES.items()
            )
        )
        return server

    def _method(self, signal: Signal) -> Callable[[Any, Any], Awaitable[bytes]]:
        # As if a stream of requests came: then a call is ours before its message is read.
        async def export(_messages: Any, context: Any) -> bytes:
            try:
                return await self._export(signal, context)
            except Exception as error:  # noqa: BLE001 - told to the sender, ours logged
                failure = reply.failure_of(error)
                if failure.http == 500:  # noqa: PLR2004
                    _log.exception("A call failed by a mistake of ours.")
            details = reply.status_of(failure).SerializeToString()
            await context.abort(
                _CODES[failure.rpc],
                failure.message,
                (("grpc-status-details-bin", details),),
            )
            raise AssertionError("abort raises")

        return export

    async def _export(self, signal: Signal, context: Any) -> bytes:
        sender = self._check_sender(context)
        with self._admission.ticket() as ticket:
            body = await self._message(context)
            ticket.grow(len(body))
            compression: Compression = "identity"
            if body[:1] == bytes([_GZIP_START]):
                compression = "gzip"
                ticket.grow(min(MIB, 8 * len(body)))
            raw = RawRequest(signal, body, "protobuf", compression, "grpc", sender)
            answer = await settled(self._intake.submit(raw))
            return reply.success_body(signal, "protobuf", answer)

    async def _message(self, context: Any) -> bytes:
        try:
            async with asyncio.timeout(_ARRIVE_SECONDS):
                await self._arriving.acquire()
        except TimeoutError as error:
            raise OverloadedError("Too many large messages arrive at the same time.") from error
        try:
            async with asyncio.timeout(_ARRIVE_SECONDS):
                body = await context.read()
        except TimeoutError as error:
            raise SlowSenderError("The message did not come in time.") from error
        finally:
            self._arriving.release()
        if not isinstance(body, bytes):
            raise MalformedRequestError("The call has no message.")
        return body

    def _check_sender(self, context: Any) -> Sender:
        peer = context.peer()
        client = _address(peer)
        now = asyncio.get_running_loop().time()
        if self._peers.get(peer, 0.0) < now:
            self._guard.check_peer(client, (client[0], self._port))
            if len(self._peers) > self._limits.max_connections:
                self._peers.clear()
            self._peers[peer] = now + _PEER_SECONDS
        values: dict[str, list[str]] = {"authorization": [], "origin": [], TOKEN_HEADER: []}
        for key, value in context.invocation_metadata():
            if key in values:
                values[key].append(value if isinstance(value, str) else "")
        self._guard.check_origin(values["origin"])
        return self._guard.sender(
            values["authorization"], f"{client[0]}:{client[1]}", values[TOKEN_HEADER]
        )


def _address(peer: str) -> Address:
    """Parse "ipv4:127.0.0.1:4000" and "ipv6:%5B::1%5D:4000".

    Raises:
        ForbiddenSenderError: a peer that is not on TCP.
    """
    kind, _, rest = peer.partition(":")
    host, _, port = unquote(rest).rpartition(":")
    if kind not in {"ipv4", "ipv6"} or not host or not port.isdecimal():
        raise ForbiddenSenderError("The sender's address is not one of this machine.")
    return host.strip("[]"), int(port)
