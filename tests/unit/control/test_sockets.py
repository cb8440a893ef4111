"""control.sockets: connections that cannot block for ever."""

from __future__ import annotations

import socket
import struct
import threading
from concurrent.futures import Future
from multiprocessing.connection import Connection

import pytest

from desktop_app.control.sockets import Link
from desktop_app.errors import ForbiddenSenderError


def _pair(stall_s: float) -> tuple[Link, socket.socket]:
    left, right = socket.socketpair()
    return Link(Connection(left.detach()), stall_s=stall_s), right


def test_a_stalled_read_and_a_stalled_write_end() -> None:
    """Half a frame, and a peer that does not read."""
    link, other = _pair(0.1)
    with link, other:
        assert link.receive(10, wait_s=0.01) is None
        other.sendall(b"\0\0")
        with pytest.raises(OSError, match=r"temporarily unavailable|timed out"):
            link.receive(10, wait_s=1)
        with pytest.raises(OSError, match=r"temporarily unavailable|timed out"):
            link.send(bytes(8 << 20))


def test_shut_wakes_a_thread_that_waits() -> None:
    """And is harmless afterwards."""
    link, other = _pair(60)
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(EOFError):
            link.receive(10, wait_s=60)
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    link.shut()
    assert ended.wait(10)
    thread.join()
    link.close()
    link.shut()
    other.close()


def test_an_unknown_peer_is_refused() -> None:
    """Where the kernel names nobody."""
    link, other = _pair(1)
    with link, other:
        link.check_peer()
        link.peer = None
        with pytest.raises(ForbiddenSenderError, match="unknown"):
            link.check_peer()


def test_a_peer_that_hangs_up_is_noticed_at_once() -> None:
    """Not one that only goes on sending; what it sent is read later."""
    link, other = _pair(60)
    with link:
        done: Future[int] = Future()
        other.sendall(struct.pack("!i", 1) + b"x")
        threading.Timer(0.05, done.set_result, (1,)).start()
        assert not link.left_before(done)
        assert link.receive(10, wait_s=1) == b"x"
        pending: Future[int] = Future()
        threading.Timer(0.05, other.close).start()
        assert link.left_before(pending)
        pending.set_result(1)  # nobody is woken any more, and nothing else is written to
        assert not link.left_before(pending)
