"""Both doors start, stop, and say when they cannot."""

from __future__ import annotations

import gc
import http.client
import json
import socket
import threading
import time

import pytest

from desktop_app.errors import BugError, PortTakenError
from desktop_app.receive.guard import Guard
from desktop_app.receive.request import Answer, ReceiverLimits
from desktop_app.receive.server import Receivers
from tests.fakes.admitted import in_flight
from tests.fakes.intake import FakeIntake
from tests.fakes.ipv6 import has_ipv6


def make(intake: FakeIntake | None = None, **settings: object) -> Receivers:
    """Return receivers on free ports."""
    settings = {"http_port": 0, "grpc_port": 0} | settings
    return Receivers(intake or FakeIntake(), **settings)


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, bytes]:
    """GET a page."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_start_tells_the_ports_and_stop_frees_them() -> None:
    """`ready` hears the same; nothing of ours is left."""
    heard = []
    receivers = make(ready=heard.append)
    with pytest.raises(BugError):
        _ = receivers.http_url
    ports = receivers.start()
    assert heard == [ports]
    assert receivers.http_url == f"http://127.0.0.1:{ports.http}"
    assert receivers.grpc_address == f"127.0.0.1:{ports.grpc}"
    assert ports.ipv6 == has_ipv6()
    assert get(ports.http, "/v1/status")[0] == 200
    with pytest.raises(BugError):
        receivers.start()
    receivers.stop()
    receivers.stop()
    assert "receive" not in {thread.name for thread in threading.enumerate()}
    for port in (ports.http, ports.grpc):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
    gc.collect()


def test_stop_before_start_does_nothing() -> None:
    """So that an error path may call it."""
    make().stop()


@pytest.mark.parametrize("door", ["http_port", "grpc_port"])
@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_a_stolen_port_is_told(door: str, family: socket.AddressFamily, host: str) -> None:
    """On either address, of either door; the other door is closed again."""
    if family == socket.AF_INET6 and not has_ipv6():
        pytest.skip("this machine has no [::1]")
    with socket.socket(family) as thief:
        thief.bind((host, 0))
        thief.listen()
        receivers = make(**{door: thief.getsockname()[1]})
        with pytest.raises(PortTakenError):
            receivers.start()
        receivers.stop()


def test_nobody_can_share_our_ports() -> None:
    """The gRPC library would allow it by default (SO_REUSEPORT)."""
    receivers = make()
    ports = receivers.start()
    try:
        for port in (ports.http, ports.grpc):
            with socket.socket() as thief:
                thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                with pytest.raises(OSError, match="in use"):
                    thief.bind(("127.0.0.1", port))
    finally:
        receivers.stop()


def test_pages_are_served_on_both_addresses() -> None:
    """Status as wiring says, OpenAPI from the package."""
    receivers = make(status=lambda: {"version": "9", "recording": True})
    ports = receivers.start()
    try:
        for host in ("127.0.0.1", "::1")[: 1 + ports.ipv6]:
            assert json.loads(get(ports.http, "/v1/status", host)[1])["version"] == "9"
            assert json.loads(get(ports.http, "/openapi.json", host)[1])["openapi"] == "3.1.0"
    finally:
        receivers.stop()


def test_stop_answers_what_is_in_flight() -> None:
    """A request that was taken is answered when it is durable, though we are stopping."""
    intake = FakeIntake()
    intake.hold = True
    receivers = make(intake)
    ports = receivers.start()
    connection = http.client.HTTPConnection("127.0.0.1", ports.http, timeout=60)
    connection.request("POST", "/v1/traces", b"{}", {"Content-Type": "application/json"})
    deadline = time.monotonic() + 60
    while not intake.held:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    threading.Timer(0.2, lambda: intake.held[0].set_result(Answer())).start()
    receivers.stop()
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"{}")
    connection.close()


def test_stop_does_not_wait_for_ever() -> None:
    """A sender that never finishes its body is cut."""
    receivers = make(limits=ReceiverLimits(drain_s=1))
    ports = receivers.start()
    with socket.create_connection(("127.0.0.1", ports.http)) as slow:
        slow.sendall(
            b"POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        deadline = time.monotonic() + 60
        while in_flight(receivers.admission)[0] == 0:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        begun = time.monotonic()
        receivers.stop()
        assert time.monotonic() - begun < 20


def test_the_guard_is_asked_once_per_connection() -> None:
    """Not once per request."""
    asked = []
    receivers = make(guard=Guard(same_user=lambda *ends: asked.append(ends) or True))
    ports = receivers.start()
    connection = http.client.HTTPConnection("127.0.0.1", ports.http, timeout=60)
    for _ in range(3):
        connection.request("GET", "/v1/status")
        connection.getresponse().read()
    client = connection.sock.getsockname()
    connection.close()
    receivers.stop()
    assert asked == [(client, ("127.0.0.1", ports.http))]
