"""Connections: strangers, slow or endless headers, too many."""

from __future__ import annotations

import socket
from http.client import HTTPResponse, RemoteDisconnected
from typing import TYPE_CHECKING

import pytest

from desktop_app.receive.guard import Guard
from desktop_app.receive.request import ReceiverLimits
from desktop_app.receive.server import Receivers
from tests.fakes.intake import FakeIntake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
MANY = 100_000  # kilobytes; what the kernel buffers is much less
WHOLE = START + b"Content-Length: 2\r\n\r\n{}"


@pytest.fixture
def serve() -> Iterator[Callable[..., Callable[[], socket.socket]]]:
    """Start receivers with some limits; return what connects to them."""
    started: list[Receivers] = []
    sockets: list[socket.socket] = []

    def start(guard: Guard | None = None, **limits: float) -> Callable[[], socket.socket]:
        receivers = Receivers(
            FakeIntake(),
            http_port=0,
            grpc_port=0,
            guard=guard,
            limits=ReceiverLimits(drain_s=1, **limits),
        )
        ports = receivers.start()
        started.append(receivers)

        def connect() -> socket.socket:
            sockets.append(socket.create_connection(("127.0.0.1", ports.http), timeout=60))
            return sockets[-1]

        return connect

    yield start
    for found in sockets:
        found.close()
    for receivers in started:
        receivers.stop()


def status(connection: socket.socket) -> int:
    """Read one answer; return its status, 0 when the connection was closed or cut."""
    answer = HTTPResponse(connection)
    try:
        answer.begin()
        answer.read()
    except (ConnectionError, RemoteDisconnected):
        return 0
    return answer.status


def test_another_users_process_is_refused(
    serve: Callable[..., Callable[[], socket.socket]],
) -> None:
    """403, and the connection is closed."""
    connection = serve(Guard(same_user=lambda _client, _server: False))()
    connection.sendall(WHOLE)
    assert status(connection) == 403
    assert status(connection) == 0


@pytest.mark.parametrize("sent", [b"", b"POST /v1/tr", START])
def test_slow_headers_are_cut(
    serve: Callable[..., Callable[[], socket.socket]], sent: bytes
) -> None:
    """A connection without a request too."""
    connection = serve(header_timeout_s=0.2)()
    connection.sendall(sent)
    assert status(connection) == 0


def test_slow_headers_of_a_second_request_are_cut(
    serve: Callable[..., Callable[[], socket.socket]],
) -> None:
    """The clock starts again with each request; time between requests is keep-alive's."""
    connection = serve(header_timeout_s=1)()
    for _ in range(3):
        connection.sendall(WHOLE)
        assert status(connection) == 200
    connection.sendall(START)
    assert status(connection) == 0


@pytest.mark.attack("E12")
def test_endless_headers_are_cut(serve: Callable[..., Callable[[], socket.socket]]) -> None:
    """Many, or one without an end."""
    for piece in (b"X-Pad: " + b"a" * 1000 + b"\r\n", b"a" * 1000):
        connection = serve(max_header_bytes=20_000)()
        connection.sendall(START + (b"X-Long: " if b":" not in piece else b""))
        assert endless(connection, piece) < MANY


def endless(connection: socket.socket, piece: bytes) -> int:
    """Send a piece again and again; return how often until the connection was cut."""
    for count in range(MANY):
        try:
            connection.sendall(piece)
        except ConnectionError:
            return count
    return MANY


def test_a_slow_body_is_408(serve: Callable[..., Callable[[], socket.socket]]) -> None:
    """With bytes missing at the deadline."""
    connection = serve(body_timeout_s=0.2)()
    connection.sendall(START + b"Content-Length: 10\r\n\r\n{")
    assert status(connection) == 408


def test_large_bodies_in_many_pieces_are_no_headers(
    serve: Callable[..., Callable[[], socket.socket]],
) -> None:
    """What belongs to a body never counts against the headers."""
    connection = serve(max_header_bytes=5000)()
    body = b"{" + b" " * 200_000 + b"}"
    for _ in range(3):
        connection.sendall(START + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert status(connection) == 200


def test_pipelined_requests_are_answered_in_order(
    serve: Callable[..., Callable[[], socket.socket]],
) -> None:
    """Three at once."""
    connection = serve()()
    connection.sendall(WHOLE * 3)
    found = b""
    while found.count(b"HTTP/1.1 200") < 3:
        found += connection.recv(65536)


def test_connections_have_a_number(serve: Callable[..., Callable[[], socket.socket]]) -> None:
    """One more gets 503, twice as many are cut."""
    connect = serve(max_connections=2)
    good = [connect() for _ in range(2)]
    for connection in good:
        connection.sendall(WHOLE)
        assert status(connection) == 200
    third, fourth, fifth = connect(), connect(), connect()
    third.sendall(WHOLE)
    assert status(third) == 503
    assert status(fifth) == 0
    good[0].sendall(WHOLE)
    assert status(good[0]) == 200
    fourth.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        START + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
    ids=["zeros", "no-target", "negative", "both-lengths", "chunk", "http2"],
)
def test_what_is_not_http_is_refused_or_cut(
    serve: Callable[..., Callable[[], socket.socket]], sent: bytes
) -> None:
    """Request smuggling begins with two lengths; an HTTP/2 preface has no Host."""
    connection = serve()()
    connection.sendall(sent)
    assert status(connection) in {400, 403, 0}
