"""A place upstream, on loopback: an HTTP server that takes what comes, or does what a script says.

    with Receiver(take) as there:
        there.script += [says(503, "Retry-After: 1"), resets_in_body]

Each request uses up one behaviour of the script; when none is left, what is usual (`accepts`).
`take` is what a request is given to that arrived whole and is accepted; it returns the answer.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    Take: TypeAlias = "Callable[[Got], Answer]"
    Behaviour: TypeAlias = "Callable[[Asked], None]"

PATIENCE_S = 30.0
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close as a crash of the machine looks
PIECE = 4_096


@dataclass(frozen=True)
class Got:
    """A request that arrived whole; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is said to one."""

    status: int = 200
    headers: tuple[str, ...] = ()
    body: bytes = b""


class Receiver:
    """The server; `with` runs it.

    Args:
        take: told of each request that is accepted.
        tls: what it speaks TLS with; may be exchanged while it runs.
        buffer: bytes that the system takes in ahead of it; None: the system's own mind.
        address: where it listens.

    Attributes:
        script: what happens to the next requests.
        usual: what happens to the others.
        got: requests that arrived whole, whatever was answered.
        connections: how many were opened.
        broken: when connections ended in the middle of a body, monotonic seconds.
        let_go: set, `hangs` hangs no more.
    """

    def __init__(
        self,
        take: Take,
        *,
        tls: ssl.SSLContext | None = None,
        buffer: int | None = None,
        address: tuple[str, int] = ("127.0.0.1", 0),
    ) -> None:
        self.take, self.tls = take, tls
        self.script: deque[Behaviour] = deque()
        self.usual: Behaviour = accepts
        self.got: list[Got] = []
        self.connections, self.read = 0, 0
        self.broken: list[float] = []
        self.let_go = Event()
        self.errors: list[BaseException] = []
        self._server = _Server(self, address, buffer)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Its address."""
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Run it."""
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it; what a request did that it should not have done is raised."""
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE_S)
        for error in self.errors:
            raise error


def accepts(asked: Asked) -> None:
    """Take it."""
    asked.reply(asked.receiver.take(asked.whole()))


def says(status: int, *headers: str, body: bytes = b"") -> Behaviour:
    """Read it, keep nothing of it, and say this."""

    def behave(asked: Asked) -> None:
        asked.whole()
        asked.reply(Answer(status, headers, body))

    return behave


def unpacked(got: Got) -> bytes:
    """Return a request's body; what goes packed is smaller so."""
    if "content-encoding" not in got.headers:
        return got.body
    assert got.headers["content-encoding"] == "gzip"
    body = gzip.decompress(got.body)
    assert len(got.body) < len(body)
    return body


def takes_and(behaviour: Behaviour) -> Behaviour:
    """Take it, but let the answer be another's: the sender does not learn that it arrived."""

    def behave(asked: Asked) -> None:
        asked.receiver.take(asked.whole())
        behaviour(asked)

    return behave


def above(size: int) -> Behaviour:
    """Call it too large where it is, once it is unpacked; else take it."""

    def behave(asked: Asked) -> None:
        got = asked.whole()
        asked.reply(Answer(413) if len(unpacked(got)) > size else asked.receiver.take(got))

    return behave


def resets_in_body(asked: Asked) -> None:
    """Hang up in the middle of what comes."""
    asked.rfile.read(asked.size // 2)
    asked.reset()


def resets(asked: Asked) -> None:
    """Hang up when all of it has come."""
    asked.whole()
    asked.reset()


def babbles(asked: Asked) -> None:
    """Answer what is no HTTP."""
    asked.whole()
    asked.close_connection = True
    asked.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\x1b[31m\x00\xff" * 100)


def never_ends(asked: Asked) -> None:
    """Answer 200, and go on for as long as anybody listens."""
    asked.whole()
    asked.close_connection = True
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        asked.wfile.write(b"x" * 65_536)
    raise AssertionError("it listened for ever")


def hangs(asked: Asked) -> None:
    """Read it, and say nothing until the test lets go."""
    got = asked.whole()
    assert asked.receiver.let_go.wait(PATIENCE_S)
    asked.reply(asked.receiver.take(got))


def reads_slowly(asked: Asked) -> None:
    """Read a few kilobytes now and then; take it in the end."""
    body = bytearray()
    while len(body) < asked.size:
        piece = asked.piece(min(PIECE, asked.size - len(body)))
        if not piece:
            asked.receiver.broken.append(time.monotonic())
            asked.close_connection = True
            return
        body += piece
        asked.receiver.read = len(body)
        asked.receiver.let_go.wait(0.02)
    got = asked.got(bytes(body))
    asked.receiver.got.append(got)
    asked.reply(asked.receiver.take(got))


def drips(asked: Asked) -> None:
    """Take it, and say so byte by byte."""
    asked.receiver.take(asked.whole())
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n":
        asked.wfile.write(bytes([byte]))
        asked.receiver.let_go.wait(0.02)


class Asked(BaseHTTPRequestHandler):
    """One connection, and the request that is under way."""

    protocol_version = "HTTP/1.1"
    server: _Server

    @property
    def receiver(self) -> Receiver:
        """Whose it is."""
        return self.server.receiver

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return int(self.headers.get("content-length", 0))

    def setup(self) -> None:
        """Count it, and shake hands."""
        self.receiver.connections += 1
        self.request.settimeout(PATIENCE_S)
        if self.receiver.tls is not None:
            self.request = self.receiver.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Close it."""
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.request.close()

    def handle_expect_100(self) -> bool:
        """Nobody of ours expects that."""
        raise AssertionError(self.headers)

    def do_POST(self) -> None:
        """Do what the script says."""
        self._whole: Got | None = None
        script = self.receiver.script
        (script.popleft() if script else self.receiver.usual)(self)

    do_PUT = do_HEAD = do_GET = do_POST  # noqa: N815 - http.server's names

    def whole(self) -> Got:
        """Read the request, once."""
        if self._whole is not None:
            return self._whole
        body = self.rfile.read(self.size)
        if len(body) < self.size:
            self.receiver.broken.append(time.monotonic())
            raise ConnectionAbortedError
        self._whole = self.got(body)
        self.receiver.got.append(self._whole)
        return self._whole

    def got(self, body: bytes) -> Got:
        """Return the request with its body."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Got(self.command, self.path, headers, body)

    def piece(self, most: int) -> bytes:
        """Read some of the body; nothing: the other side hung up."""
        with suppress(OSError):
            return self.rfile.read1(most)
        return b""

    def reply(self, answer: Answer) -> None:
        """Answer."""
        lines = [f"HTTP/1.1 {answer.status} Told", f"Content-Length: {len(answer.body)}"]
        self.wfile.write("\r\n".join([*lines, *answer.headers, "", ""]).encode())
        self.wfile.write(b"" if self.command == "HEAD" else answer.body)

    def reset(self) -> None:
        """Hang up as a machine does that fails."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.rfile.close()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, receiver: Receiver, address: tuple[str, int], buffer: int | None) -> None:
        self.receiver = receiver
        super().__init__(address, Asked, bind_and_activate=False)
        if buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.server_bind()
        self.server_activate()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's
        """A client that hangs up is what some tests are about; the rest fails the test."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.receiver.errors.append(error)
