"""host.egress.wire: hung up from another thread at each step, and no server holds it for long."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from urllib3.connection import HTTPConnection

from desktop_app.errors import UpstreamError
from desktop_app.host.egress.guard import Way
from desktop_app.host.egress.wire import Wire, pools
from tests.fakes import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = HTTPConnection("a.example", 1)


def ways(*ports: int, host: str = "127.0.0.1") -> list[Way]:
    """Ways to ports of this computer."""
    return [Way(socket.AF_INET, (host, port)) for port in ports]


def wire(*found: Way, here_only: bool = False, step_s: float = 20.0) -> Wire:
    """A wire whose door leads there."""
    return Wire(lambda _host, _port: list(found), step_s=step_s, here_only=here_only)


@contextmanager
def full() -> Iterator[int]:
    """A port whose queue is full, so that the system answers no further connect."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        filling = [socket.socket() for _ in range(3)]
        for one in filling:
            one.settimeout(0)
            one.connect_ex(listener.getsockname())
        try:
            yield listener.getsockname()[1]
        finally:
            for one in filling:
                one.close()


def failure(made: Wire) -> UpstreamError:
    """What connecting ends in."""
    with pytest.raises(UpstreamError) as caught:
        made.connect(PLACE, "a.example", 1)
    return caught.value


def test_the_first_address_that_answers() -> None:
    """A dead one before it costs its share of the time, and no more."""
    with servers.listening() as (dead, _), servers.listening() as (_, server):
        dead.close()
        made = wire(*ways(dead_port := _unused(), server.port))
        assert dead_port != server.port
        with made.connect(PLACE, "a.example", 1) as sock:
            assert sock.getpeername()[1] == server.port
        made.drop()


def _unused() -> int:
    with socket.create_server(("127.0.0.1", 0)) as once:
        return once.getsockname()[1]


def test_nobody_there() -> None:
    """Said as it is."""
    told = failure(wire(*ways(_unused())))
    assert (told.kind, told.message) == (
        "connect",
        "a.example:1 cannot be reached: nothing listens there.",
    )
    assert failure(wire()).kind == "connect"


def test_a_connect_without_an_answer_ends() -> None:
    """After the step's seconds."""
    with full() as port:
        started = time.monotonic()
        assert failure(wire(*ways(port), step_s=0.2)).kind == "timeout"
        assert time.monotonic() - started < 5


def test_a_connect_is_hung_up_at_once() -> None:
    """In mid-handshake of TCP."""
    with full() as port:
        made = wire(*ways(port))

        def hang_up() -> None:
            while not made._held:  # held just before the connect begins
                pass
            made.close()

        ending = threading.Thread(target=hang_up)
        ending.start()
        started = time.monotonic()
        assert failure(made).kind == "connect"
        assert time.monotonic() - started < 5
        ending.join()


def test_a_lookup_is_not_waited_for() -> None:
    """The resolver cannot be interrupted; who waits for it can, and it is not forever."""
    over = threading.Event()

    def look(_host: str, _port: int) -> list[Way]:
        over.wait(20)
        return []

    slow = Wire(look, step_s=0.1, here_only=False)
    assert failure(slow).kind == "timeout"
    closed = Wire(look, step_s=20, here_only=False)
    threading.Timer(0.05, closed.close).start()
    started = time.monotonic()
    failure(closed)
    assert time.monotonic() - started < 5
    over.set()


def test_names_that_lead_nowhere() -> None:
    """What the resolver says, and what is no name at all."""
    for error in (socket.gaierror(-2, "no such name"), UnicodeError("label too long")):

        def look(_host: str, _port: int, error: Exception = error) -> list[Way]:
            raise error

        assert failure(Wire(look, step_s=20, here_only=False)).kind == "name"


def test_unencrypted_to_this_computer_alone() -> None:
    """By the address, whatever the name says."""
    with servers.listening() as (_, server):
        made = wire(*ways(1, host="192.0.2.1"), *ways(server.port), here_only=True)
        with made.connect(PLACE, "a.example", 1) as sock:
            assert sock.getpeername()[0] == "127.0.0.1"
        made.drop()
    told = failure(wire(*ways(1, host="192.0.2.1"), here_only=True))
    assert told.kind == "refused"
    assert "unencrypted" in told.message


def test_after_the_end_nothing_is_begun() -> None:
    """Neither a lookup that is used, nor a socket."""
    made = wire(*ways(1))
    made.close()
    assert failure(made).kind in {"connect", "timeout"}
    assert made._held == []


def test_connections_that_are_closed_are_let_go() -> None:
    """Their second handle, too: the server sees the end."""
    with servers.serving(servers.says(servers.ok(b"hi", "Connection: close"))) as server:
        made = wire(*ways(server.port))
        pool = pools(made)["http"]("a.example", 1, retries=False)
        assert pool.urlopen("GET", "/").data == b"hi"
        made.tidy()
        assert made._held == []
        assert made.sent
        made.begin()
        assert not made.sent
        pool.close()
