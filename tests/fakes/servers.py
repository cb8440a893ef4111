"""Servers of the tests on loopback: they answer what a test says, well or badly, TLS or not."""

from __future__ import annotations

import os
import select
import socket
import ssl
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Answers = Callable[["Asked", socket.socket], None]

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Asked:
    """A request as it came; header names in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """What a test knows of a server: where it is, and what it was asked."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    came: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def hold(self, _asked: Asked | None = None, _sock: socket.socket | None = None) -> None:
        """Say nothing until the test is over."""
        self.over.wait(PATIENCE_S)


def says(answer: bytes) -> Answers:
    """Answer these very bytes."""
    return lambda _asked, sock: sock.sendall(answer)


def ok(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """Return a proper answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def serving(answers: Answers, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server that answers each request of each connection like this."""
    with listening() as (listener, server):
        threads = [threading.Thread(target=_accept, args=(listener, server, answers, tls))]
        threads[0].start()
        try:
            yield server
        finally:
            server.over.set()
            _end(listener)
            threads[0].join(PATIENCE_S)


@contextmanager
def listening() -> Iterator[tuple[socket.socket, Server]]:
    """Open a port that nobody accepts at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener, Server(listener.getsockname()[1])


def tls(
    pair: Path, *, clients: str | None = None, only: ssl.TLSVersion | None = None
) -> ssl.SSLContext:
    """Return a server's side of TLS; `clients`: the CA whose clients alone are let in."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(pair)
    if only is not None:
        made.set_ciphers("ALL:@SECLEVEL=0")
        made.minimum_version = made.maximum_version = only
    if clients is not None:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(cadata=clients)
    return made


@contextmanager
def proxying(
    *, credentials: str | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Run a proxy for CONNECT and for absolute http URLs; each name leads to this computer."""

    def answers(asked: Asked, sock: socket.socket) -> None:
        if credentials and asked.headers.get("proxy-authorization") != credentials:
            sock.sendall(ok(status="407 Proxy Authentication Required"))
            return
        method, where, _ = asked.line.split(" ")
        if method == "CONNECT":
            sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _pump(sock, int(where.rpartition(":")[2]))
        else:
            sock.sendall(ok(f"asked for {where}".encode()))

    with serving(answers, tls) as server:
        yield server


def _accept(
    listener: socket.socket, server: Server, answers: Answers, tls: ssl.SSLContext | None
) -> None:
    threads = []
    while True:
        try:
            sock, _ = listener.accept()
        except OSError:
            break
        server.connections += 1
        threads.append(threading.Thread(target=_serve, args=(sock, server, answers, tls)))
        threads[-1].start()
    for thread in threads:
        thread.join(PATIENCE_S)


def _serve(
    sock: socket.socket, server: Server, answers: Answers, tls: ssl.SSLContext | None
) -> None:
    sock.settimeout(PATIENCE_S)
    with suppress(OSError), sock:  # a client that hangs up is what some tests are about
        wire = _shaken(sock, tls) if tls else sock
        with wire, wire.makefile("rb") as lines:
            while _comes(wire, server) and (asked := _request(lines)) is not None:
                server.asked.append(asked)
                server.came.set()
                answers(asked, wire)


def _shaken(sock: socket.socket, tls: ssl.SSLContext) -> ssl.SSLSocket:
    """Return the TLS side of a socket; who fails is told why, and may finish what it says."""
    wire = tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
    try:
        wire.do_handshake()
    except ssl.SSLError:
        plain = socket.socket(fileno=wire.detach())
        with plain:
            plain.settimeout(PATIENCE_S)
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(65_536):
                pass
        raise
    return wire


def reset(_asked: Asked, sock: socket.socket) -> None:
    """Break the connection as a crash does."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _leave(sock)


def hang_up(_asked: Asked, sock: socket.socket) -> None:
    """End the connection without a word."""
    _leave(sock)


def _leave(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RD)
    os.close(sock.detach())


def _comes(sock: socket.socket, server: Server) -> bool:
    """Wait for the next request, or for the end of the test."""
    while not server.over.is_set() and sock.fileno() >= 0:
        if select.select([sock], [], [], 0.02)[0]:
            return True
    return False


def _request(lines) -> Asked | None:
    line = lines.readline().decode("latin-1").strip()
    if not line:
        return None
    headers = {}
    while entry := lines.readline().decode("latin-1").strip():
        name, _, value = entry.partition(":")
        headers[name.lower()] = value.strip()
    return Asked(line, headers, lines.read(int(headers.get("content-length", 0))))


def _pump(near: socket.socket, port: int) -> None:
    """Carry bytes both ways until both sides are done."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as far:
        back = threading.Thread(target=_carry, args=(far, near))
        back.start()
        _carry(near, far)
        back.join(PATIENCE_S)


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _end(listener: socket.socket) -> None:
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)  # wakes who accepts
    listener.close()
