"""One request to this machine and to nothing else."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, RecorderNotRunningError
from desktop_app.host import loopback

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Serve one connection with these bytes; give the URL and what was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                asked.append(client.recv(65_536))
                client.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        thread.join(10)


def test_status_and_answer_come_back() -> None:
    """With path, query and headers as given; a redirect is an answer and is not followed."""
    found = b"HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 2\r\n\r\nno"
    with answering(found) as (url, asked):
        assert loopback.post(f"{url}/v1/logs?a=b", b"body", {"X-Mine": "1"}) == (302, b"no")
    assert asked[0].startswith(b"POST /v1/logs?a=b HTTP/1.1\r\n")
    assert b"X-Mine: 1\r\n" in asked[0]


def test_a_long_answer_is_cut() -> None:
    """64 KiB of it are read."""
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + bytes(100_000)
    with answering(long) as (url, _):
        assert len(loopback.post(url, b"", {})[1]) == loopback.MAX_ANSWER_BYTES


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:1/",
        "http://example.org/",
        "http://127.0.0.1.example.org/",
        "http://127.0.0.1@example.org/",
        "http://me@127.0.0.1/",
        "http://10.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "file:///etc/passwd",
        "",
    ],
)
def test_other_places_are_refused(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError):
        loopback.post(url, b"", {})


def test_a_header_that_splits_is_refused() -> None:
    """A line end in a config's header is no second header."""
    with answering(b"") as (url, asked), pytest.raises(ConfigError):
        loopback.post(url, b"", {"X": "a\r\nY: b"})
    assert asked == [b""]


def test_nobody_and_nonsense_there_are_told() -> None:
    """A closed port, and one that does not speak HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RecorderNotRunningError):
        loopback.post(f"http://127.0.0.1:{port}", b"", {})
    with answering(b"SSH-2.0-OpenSSH\r\n") as (url, _), pytest.raises(RecorderNotRunningError):
        loopback.post(url, b"", {})


def test_localhost_must_be_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hosts file that leads elsewhere is not followed."""
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (url, asked):
        monkeypatch.setattr(
            loopback.ipaddress, "ip_address", lambda _: type("A", (), {"is_loopback": False})
        )
        with pytest.raises(ConfigError, match="another machine"):
            loopback.post(url, b"secret", {})
    assert asked == [b""]


@pytest.mark.parametrize(
    "url",
    [
        "http://collector.example.com:4318",
        "https://127.0.0.1:4318",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_url_of_another_machine_is_refused_unasked(url: str) -> None:
    """Nothing is connected to for that."""
    with pytest.raises(ConfigError):
        loopback.check(url)
    loopback.check("http://127.0.0.1:4318")
    loopback.check("http://[::1]:4318")


def test_who_waits_may_leave() -> None:
    """From another thread, also before it is connected; afterwards it changes nothing."""
    gone: Future[None] = Future()
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        threading.Timer(0.05, gone.set_result, (None,)).start()
        for _ in range(2):
            with pytest.raises(RecorderNotRunningError):
                loopback.post(url, b"", {}, timeout_s=60, gone=gone)
    later: Future[None] = Future()
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (url, _):
        assert loopback.post(url, b"", {}, gone=later)[0] == 200
    later.set_result(None)
