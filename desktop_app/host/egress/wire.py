"""Connections that can be hung up from another thread, and that no server can hold for long.

Promise: `close` ends whatever the client is in the middle of, at once: a lookup, a connect, a
handshake, sending, reading. Each step has its seconds as a whole, so a server that sends a byte now
and then gains nothing. Names are resolved by the door alone, and connected to by address.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.client import HTTPException
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ProxyError
from urllib3.util import wait_for_write

from desktop_app.errors import UpstreamError
from desktop_app.host.egress.guard import EgressRefusedError
from desktop_app.host.egress.places import meant, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.errors import UpstreamFailure
    from desktop_app.host.egress.guard import Way

    Resolve = Callable[[str, int], list[Way]]
    Lookup = SimpleQueue[list[Way] | Exception | None]  # None: hung up

_UNDER_WAY = frozenset((errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, errno.EALREADY))
_LOOK_UP_S = 0.05
# Closed, it is reset: what the system still holds is not sent any more. Windows has short fields.
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Wire:
    """The sockets of one client, and the clock of the step that it is in.

    Args:
        resolve: the door's.
        step_s: how long a step may take.
        here_only: connect to addresses of this computer alone (plain http).
    """

    def __init__(self, resolve: Resolve, *, step_s: float, here_only: bool) -> None:
        self.step_s = step_s
        self.closed = False
        self.late = False
        self.sent = False  # whether a byte of a request went out
        self._resolve = resolve
        self._here_only = here_only
        self._lock = threading.Lock()
        self._held: list[tuple[HTTPConnection, socket.socket]] = []
        self._looking: Lookup | None = None

    def begin(self) -> None:
        """Forget what became of the request before."""
        self.late = self.sent = False

    def check(self) -> None:
        """Refuse to go on after the end, or to take what was cut for an answer.

        Raises:
            ConnectionAbortedError: we hung up.
        """
        if self.closed or self.late:
            raise ConnectionAbortedError

    def close(self) -> None:
        """Hang up now and for good; from any thread."""
        with self._lock:
            self.closed = True
        self.drop()

    def drop(self) -> None:
        """Hang up and let go of all connections; the next request makes new ones."""
        self._hang_up()
        with self._lock:
            held, self._held = self._held, []
        for _, handle in held:
            handle.close()

    def tidy(self) -> None:
        """Let go of connections that are closed."""
        self._let_go()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Hang up when what is inside takes longer than a step may."""
        clock = threading.Timer(self.step_s, self._too_late)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def connect(self, connection: HTTPConnection, host: str, port: int) -> socket.socket:
        """Return a socket connected to the first address of a place that answers.

        Raises:
            UpstreamError: the name leads nowhere, or where it may not, or nobody answers there.
        """
        ends = time.monotonic() + self.step_s
        ways = self._ways(host, port)
        failure: OSError | None = None
        for number, way in enumerate(ways):
            share = (ends - time.monotonic()) / (len(ways) - number)
            try:
                return self._connected(connection, way, max(share, 0.001))
            except OSError as error:
                failure = error
                if self.closed or self.late:
                    break
        late = isinstance(failure, TimeoutError) or self.late
        kind: UpstreamFailure = "timeout" if late else "connect"
        why = "no answer" if late else _why(failure)
        raise UpstreamError(f"{host}:{port} cannot be reached: {why}.", kind=kind) from failure

    def _connected(self, connection: HTTPConnection, way: Way, seconds: float) -> socket.socket:
        sock = socket.socket(way.family, socket.SOCK_STREAM)
        try:
            self._hold(connection, sock)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._reach(sock, way, time.monotonic() + seconds)
            sock.settimeout(self.step_s)
        except BaseException:
            self._let_go(connection)
            sock.close()
            raise
        return sock

    def _reach(self, sock: socket.socket, way: Way, ends: float) -> None:
        """Connect, and look up between whiles: hanging up wakes nobody out of a connect."""
        sock.settimeout(0)
        code = sock.connect_ex(way.address)
        while code in _UNDER_WAY:
            self.check()
            if time.monotonic() > ends:
                raise TimeoutError
            if wait_for_write(sock, timeout=_LOOK_UP_S):
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))

    def _hold(self, connection: HTTPConnection, sock: socket.socket) -> None:
        """Keep a second handle: the first one moves into TLS, and is gone from where it was."""
        with self._lock:
            if self.closed:
                raise ConnectionAbortedError
            self._held.append((connection, sock.dup()))

    def _let_go(self, connection: HTTPConnection | None = None) -> None:
        """Close the second handles of a connection, or of all that are closed themselves."""
        with self._lock:
            held, self._held = self._held, []
            for it in held:
                gone = it[0] is connection if connection is not None else it[0].sock is None
                if gone:
                    it[1].close()
                else:
                    self._held.append(it)

    def _ways(self, host: str, port: int) -> list[Way]:
        """Look up in a thread of its own: the system's resolver cannot be interrupted."""
        answer: Lookup = SimpleQueue()
        with self._lock:
            self._looking = answer
        if self.closed:
            answer.put(None)
        threading.Thread(target=self._look, args=(host, port, answer), daemon=True).start()
        try:
            found = answer.get(timeout=self.step_s)
        except Empty:
            found = None
        finally:
            self._looking = None
        return self._judged(host, found)

    def _look(
        self, host: str, port: int, answer: SimpleQueue[list[Way] | Exception | None]
    ) -> None:
        try:
            answer.put(self._resolve(host, port))
        except (OSError, ValueError) as error:  # ValueError: no name at all (too long, empty label)
            answer.put(error)

    def _judged(self, host: str, found: list[Way] | Exception | None) -> list[Way]:
        if found is None:
            raise UpstreamError(f"The name {host} was not resolved in time.", kind="timeout")
        if isinstance(found, EgressRefusedError):
            raise UpstreamError(f"{found.strerror}.", kind="refused") from found
        if isinstance(found, Exception):
            raise UpstreamError(f"The name {host} leads nowhere.", kind="name") from found
        if self._here_only:
            found = [way for way in found if _is_here(way)]
            if not found:
                raise UpstreamError(
                    f"{host} is another computer, and nothing goes there unencrypted.",
                    kind="refused",
                    hint="Use its https address.",
                )
        return found

    def _too_late(self) -> None:
        self.late = True
        self._hang_up()

    def _hang_up(self) -> None:
        with self._lock:
            looking = self._looking
            for _, handle in self._held:
                with suppress(OSError):  # it is not connected any more
                    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                    handle.shutdown(socket.SHUT_RDWR)
        if looking is not None:
            looking.put(None)


def pools(wire: Wire) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's pools, by scheme, with connections that are this wire's."""

    class Held(HTTPConnection):
        """A connection whose socket and steps are the wire's."""

        def _new_conn(self) -> socket.socket:
            return wire.connect(self, self._dns_host, self.port)

        def connect(self) -> None:
            try:
                with wire.step():
                    super().connect()
            except HTTPException as error:  # of all of this only a proxy speaks HTTP
                raise ProxyError("CONNECT", error) from error
            finally:
                wire.sent = False  # what a proxy was asked for is not the request

        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            wire.sent = True
            with wire.step():
                super().send(data)

        def getresponse(self) -> Any:
            with wire.step():
                return super().getresponse()

    class HeldTLS(Held, HTTPSConnection):
        """The same, with TLS."""

    class Pool(HTTPConnectionPool):
        ConnectionCls = Held  # type: ignore[mutable-override] # urllib3's own way to exchange it

    class PoolTLS(HTTPSConnectionPool):
        ConnectionCls = HeldTLS  # type: ignore[mutable-override] # urllib3's own way to exchange it

    return {"http": Pool, "https": PoolTLS}


def _is_here(way: Way) -> bool:
    address = parsed(way.address[0])
    return address is not None and meant(address).is_loopback


def _why(failure: OSError | None) -> str:
    if isinstance(failure, ConnectionRefusedError):
        return "nothing listens there"
    return (failure.strerror if failure is not None else None) or "no connection"
