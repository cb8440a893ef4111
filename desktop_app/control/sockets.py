"""Control sockets with time limits: what `multiprocessing.connection` leaves open.

Promise: no read or write of a connection prepared here blocks for longer than its limit, and
`shut` ends one that another thread is blocked in. Unix sockets and (not tried) Windows pipes.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import sys
from contextlib import suppress
from multiprocessing.connection import Client, Connection
from typing import TYPE_CHECKING, Any

from desktop_app.errors import ForbiddenSenderError, RecorderNotRunningError
from desktop_app.host.peers import Peer, unix_peer
from desktop_app.model.closing import Closing

if TYPE_CHECKING:
    from concurrent.futures import Future

FAMILY = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
_TIMEVAL = struct.Struct("@ll")


class Link(Closing):
    """A connection with time limits and a known peer.

    Args:
        connection: freshly connected or accepted; owned by the link from here on.
        stall_s: how long one read or write may make no progress.
    """

    def __init__(self, connection: Connection, *, stall_s: float) -> None:
        self.connection = connection
        self._socket: socket.socket | None = None
        self.peer: Peer | None = None
        if sys.platform != "win32":
            self._socket = socket.socket(fileno=os.dup(connection.fileno()))
            seconds = int(stall_s)
            limit = _TIMEVAL.pack(seconds, int((stall_s - seconds) * 1_000_000))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
            self.peer = unix_peer(self._socket)

    def check_peer(self) -> None:
        """Refuse a peer of another user, and one that the kernel does not name.

        Raises:
            ForbiddenSenderError: says which user.
        """
        if sys.platform == "win32":
            return  # a named pipe's default access is its owner's
        if self.peer is None or self.peer.uid != os.geteuid():
            who = "an unknown user" if self.peer is None else f"user id {self.peer.uid}"
            raise ForbiddenSenderError(f"The other end of the control socket is {who}.")

    def receive(self, max_bytes: int, *, wait_s: float | None) -> bytes | None:
        """Return the next frame; None when nothing began to arrive within `wait_s` seconds.

        Args:
            max_bytes: of the frame.
            wait_s: None: for ever, or until `shut`.

        Raises:
            EOFError: closed by the other side. OSError: stalled, cut or too large.
        """
        if not self.connection.poll(wait_s):
            return None
        return self.connection.recv_bytes(max_bytes)

    def send(self, data: bytes) -> None:
        """Send one frame.

        Raises:
            OSError: closed by the other side, or it does not read.
        """
        self.connection.send_bytes(data)

    def left_before(self, future: Future[Any]) -> bool:
        """Wait for a future; return whether the other side hung up before it was done.

        The kernel wakes us, for either; what the other side sends meanwhile stays to be read.
        """
        if self._socket is None or future.done():
            return False  # of a Windows pipe nobody tells us
        ours, theirs = socket.socketpair()
        with ours, theirs:
            future.add_done_callback(lambda _: _wake(theirs))
            watched = select.poll()
            watched.register(self._socket, 0)  # a hang-up is told unasked
            watched.register(ours, select.POLLIN)
            woken = {number for number, _ in watched.poll()}
            return self._socket.fileno() in woken and ours.fileno() not in woken

    def shut(self) -> None:
        """End the conversation, also under a thread that waits in `receive` or `send`."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Free everything; only by the thread that uses the link."""
        self.connection.close()
        if self._socket is not None:
            self._socket.close()


def dial(address: str, *, connect_s: float, stall_s: float) -> Link:
    """Connect to a control address.

    Raises:
        RecorderNotRunningError: nobody listens there: no file, a stale one, or no answer in time.
    """
    try:
        return Link(_connect(address, connect_s), stall_s=stall_s)
    except OSError as error:
        raise RecorderNotRunningError("No recorder is running for this data directory.") from error


def _wake(end: socket.socket) -> None:
    with suppress(OSError):  # nobody waits there any more
        end.send(b".")


def _connect(address: str, connect_s: float) -> Connection:
    if sys.platform == "win32":
        return Client(address, family=FAMILY)
    connecting = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connecting.settimeout(connect_s)
        connecting.connect(address)
        connecting.setblocking(True)  # noqa: FBT003 - the standard library's own shape
        return Connection(connecting.detach())
    finally:
        connecting.close()
