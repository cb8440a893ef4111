"""control.server: verbs answered, hostile peers bounded."""

from __future__ import annotations

import logging
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from multiprocessing import Pipe
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.control import protocol
from desktop_app.control.client import ControlClient
from desktop_app.control.server import Call, ControlServer, ServerLimits, Verb
from desktop_app.control.sockets import dial
from desktop_app.errors import (
    BugError,
    DiskFullError,
    ForbiddenSenderError,
    MalformedRequestError,
    NotAnsweredByPersonError,
    OverloadedError,
    RecorderNotRunningError,
    RecorderRunningError,
    StorageError,
    VersionMismatchError,
)
from desktop_app.host.processes import agent_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LIMITS = ServerLimits(connections=4, idle_s=20, stall_s=0.3)
_gate = threading.Event()


def _count(call: Call) -> Mapping[str, protocol.Value]:
    for done in range(3):
        call.progress(done + 1, 3)
    return {"counted": 3}


def _fail(_call: Call) -> Mapping[str, protocol.Value]:
    raise DiskFullError("The disk is full.", hint="Buy another.")


def _crash(_call: Call) -> Mapping[str, protocol.Value]:
    raise ZeroDivisionError


def _wait(_call: Call) -> Mapping[str, protocol.Value]:
    _gate.wait(20)
    return {}


def _flood(call: Call) -> Mapping[str, protocol.Value]:
    for done in range(100_000):
        call.progress(done, 100_000)
    return {}


VERBS = {
    "echo": Verb(lambda call: {"args": call.args, "pid": call.peer.pid}),
    "count": Verb(_count),
    "fail": Verb(_fail),
    "crash": Verb(_crash),
    "wait": Verb(_wait),
    "flood": Verb(_flood),
    "huge": Verb(lambda _call: {"x": "x" * (17 << 20)}),
    "whose": Verb(lambda call: {"person": call.person}),
    "person": Verb(lambda _call: {"did": True}, person_only=True),
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ControlServer]:
    """A running server on a socket of its own."""
    _gate.clear()
    running = ControlServer(str(tmp_path / "s"), VERBS, limits=_LIMITS)
    running.start()
    yield running
    _gate.set()
    running.close()


def _raw(server: ControlServer) -> socket.socket:
    raw = socket.socket(socket.AF_UNIX)
    raw.settimeout(10)
    raw.connect(server.address)
    return raw


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


def test_a_verb_is_answered_and_the_peer_named(server: ControlServer) -> None:
    """Several requests on one connection; the socket is for its owner alone."""
    with ControlClient(server.address) as client:
        assert client.call("echo", {"a": [1, None, "é"]})["args"] == {"a": [1, None, "é"]}
        assert client.call("echo")["pid"] == os.getpid()
    assert Path(server.address).stat().st_mode & 0o777 == 0o600


def test_progress_comes_before_the_answer(server: ControlServer) -> None:
    """Each line is told; a caller who does not care gets the answer alone."""
    seen: list[tuple[int, int]] = []
    with ControlClient(server.address) as client:
        client.call("count", progress=lambda done, total: seen.append((done, total)))
        assert client.call("count") == {"counted": 3}
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_errors_come_up_as_their_class_and_the_connection_lives_on(
    server: ControlServer, caplog: pytest.LogCaptureFixture
) -> None:
    """What we refuse, what crashed (logged), what is too large, what nobody knows."""
    with ControlClient(server.address) as client:
        with pytest.raises(DiskFullError) as caught:
            client.call("fail")
        assert caught.value.hint == "Buy another."
        with caplog.at_level(logging.ERROR), pytest.raises(BugError, match="ZeroDivisionError"):
            client.call("crash")
        assert "Traceback" in caplog.text
        with pytest.raises(Exception, match="at most"):
            client.call("huge")
        assert client.call("count") == {"counted": 3}
        with pytest.raises(MalformedRequestError, match="nonsense"):
            client.call("nonsense")


def test_another_version_is_refused(server: ControlServer) -> None:
    """Processes of different versions say so and do not mix."""
    with (
        ControlClient(server.address, version="0.0.9") as client,
        pytest.raises(VersionMismatchError, match=r"0\.0\.9"),
    ):
        client.call("echo")


def test_verbs_for_the_person_refuse_agents_and_the_unknown(
    server: ControlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent above the caller is named; a caller that cannot be looked at is refused too."""
    script = (
        "import sys\nfrom desktop_app.control.client import ControlClient\n"
        "try:\n    print(ControlClient(sys.argv[1]).call('person'))\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    marks = {name for mark in agent_marks() for name in mark.environment}
    clean = {name: value for name, value in os.environ.items() if name not in marks}
    for extra, answer in (({}, "{'did': True}"), ({"CODEX_CI": "1"}, "NotAnsweredByPersonError")):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script, server.address],
            env=clean | extra,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert answer in done.stdout
    monkeypatch.setattr("desktop_app.control.server.ancestors", lambda _pid: ())
    with ControlClient(server.address) as client, pytest.raises(NotAnsweredByPersonError):
        client.call("person")


def test_another_users_process_is_refused(
    server: ControlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the kernel's word, on both sides."""
    real = os.geteuid()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: real + 1)
        with pytest.raises(ForbiddenSenderError):
            ControlClient(server.address)
        raw = _raw(server)
        with raw:
            assert b"FORBIDDEN_SENDER" in raw.recv(1000)
            assert raw.recv(1) == b""


@pytest.mark.parametrize(
    "attack",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack("!i", 5) + b"hello",
        struct.pack("!i", 2**31 - 1) + b"x",
        struct.pack("!i", -1) + struct.pack("!Q", 2**63) + b"x",
        struct.pack("!i", -5),
        struct.pack("!i", 1000) + b"half",
        struct.pack("!i", 4) + b"[[[[",
    ],
)
def test_garbage_huge_and_half_frames_end_only_their_own_connection(
    server: ControlServer, attack: bytes
) -> None:
    """Within the stall limit, whatever was sent."""
    with _raw(server) as raw:
        raw.sendall(attack)
        received = b""
        while chunk := _receive(raw):
            received += chunk
        assert len(received) < 1000
    with ControlClient(server.address) as client:
        assert client.call("count") == {"counted": 3}


def _receive(raw: socket.socket) -> bytes:
    try:
        return raw.recv(4096)
    except ConnectionResetError:
        return b""


def test_half_open_connections_make_room_for_a_real_one(server: ControlServer) -> None:
    """Fifty that say nothing: the oldest go, and threads stay bounded."""
    silent = [_raw(server) for _ in range(50)]
    with ControlClient(server.address) as client:
        assert client.call("count") == {"counted": 3}
    assert len(server._sessions) <= _LIMITS.connections
    _until(lambda: sum(t.name == "control-session" for t in threading.enumerate()) <= 4)
    for raw in silent:
        raw.close()


def test_busy_everywhere_is_overloaded(server: ControlServer) -> None:
    """Running verbs are never thrown out for a newcomer."""
    clients = [ControlClient(server.address) for _ in range(4)]
    for client in clients:
        client._link.send(protocol.format_request(protocol.Request("wait")))
    _until(lambda: sum(s.busy for s in list(server._sessions)) == 4)
    with ControlClient(server.address) as late, pytest.raises(OverloadedError):
        late.call("count")
    _gate.set()
    for client in clients:
        assert client._finish(10, None) == {}
        client.close()


def test_a_client_that_does_not_read_is_given_up(server: ControlServer) -> None:
    """Progress never blocks the work for longer than the stall limit."""
    with _raw(server) as raw:
        data = protocol.format_request(protocol.Request("flood"))
        raw.sendall(struct.pack("!i", len(data)) + data)
        _until(lambda: any(session.busy for session in list(server._sessions)))
        _until(lambda: not server._sessions)


def test_idle_connections_are_closed(tmp_path: Path) -> None:
    """After the idle limit; the place is given back."""
    server = ControlServer(
        str(tmp_path / "i"), VERBS, limits=ServerLimits(connections=4, idle_s=0.05, stall_s=1)
    )
    server.start()
    with _raw(server) as raw:
        assert raw.recv(1) == b""
    server.close()


def test_a_stale_socket_is_replaced_and_a_live_one_is_not(
    server: ControlServer, tmp_path: Path
) -> None:
    """A killed recorder's file is no obstacle; a running one's is."""
    with pytest.raises(RecorderRunningError):
        ControlServer(server.address, VERBS).start()
    stale = tmp_path / "stale"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(stale))
    with pytest.raises(RecorderNotRunningError):
        ControlClient(str(stale))
    second = ControlServer(str(stale), VERBS)
    second.start()
    with ControlClient(str(stale)) as client:
        assert client.call("count") == {"counted": 3}
    second.close()
    second.close()
    assert not stale.exists()
    with pytest.raises(StorageError):
        ControlServer(str(tmp_path / "no" / "dir"), VERBS).start()


def test_closing_ends_idle_connections_and_waits_for_running_verbs(tmp_path: Path) -> None:
    """A verb in mid-work still answers."""
    _gate.clear()
    server = ControlServer(str(tmp_path / "c"), VERBS)
    server.start()
    idle = dial(server.address, connect_s=20, stall_s=20)
    client = ControlClient(server.address)
    client._link.send(protocol.format_request(protocol.Request("wait")))
    _until(lambda: any(session.busy for session in list(server._sessions)))
    closing = threading.Thread(target=server.close)
    closing.start()
    with pytest.raises(EOFError):
        idle.receive(10, wait_s=10)
    _gate.set()
    assert client._finish(10, None) == {}
    closing.join(10)
    assert not closing.is_alive()
    idle.close()
    client.close()


def test_an_inherited_line_is_neither_idle_nor_one_too_many(tmp_path: Path) -> None:
    """Fifty others come and go and it is silent past the limit; closing ends it."""
    limits = ServerLimits(connections=4, idle_s=0.05, stall_s=0.3)
    server = ControlServer(str(tmp_path / "l"), VERBS, limits=limits)
    server.start()
    ours, theirs = Pipe()
    server.serve_line(theirs, person=True)
    with ControlClient(ours) as line:
        silent = [_raw(server) for _ in range(50)]
        for raw in silent:
            raw.settimeout(10)
            assert raw.recv(1) == b""
            raw.close()
        assert line.call("count") == {"counted": 3}
        server.close()
        with pytest.raises(RecorderNotRunningError):
            line.call("count")


def test_who_is_above_the_line_is_not_asked(
    server: ControlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is a person's; where it is not, it is a connection like any other."""
    monkeypatch.setattr("desktop_app.control.server.ancestors", lambda _pid: ())
    for person in (True, False):
        ours, theirs = Pipe()
        server.serve_line(theirs, person=person)
        with ControlClient(ours) as line:
            assert line.call("whose") == {"person": person}
            if person:
                assert line.call("person") == {"did": True}
            else:
                with pytest.raises(NotAnsweredByPersonError):
                    line.call("person")
    with ControlClient(server.address) as other:
        assert other.call("whose") == {"person": False}
