"""Servers over HTTP that do what none may: the client hears why, and nothing of it is believed."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.operations.test_mcp_http import (
    call,
    entries,
    message,
    outcome,
    post,
    proxied,
    recorder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.running import RunningRecorder

__all__ = ["recorder"]  # a fixture
OK = b"HTTP/1.1 200 OK\r\n"
JSON, STREAM = b"Content-Type: application/json\r\n", b"Content-Type: text/event-stream\r\n"


class Server:
    """Says the same to each request, then closes.

    Attributes:
        says: what.
        asked: what came.
    """

    def __init__(self) -> None:
        self.says = b""
        self.asked: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/mcp"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Take nothing more."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                self.asked.append(client.recv(65_536))
                try:
                    client.sendall(self.says)
                except OSError:
                    continue


@contextmanager
def serving() -> Iterator[Server]:
    """Run such a server."""
    server = Server()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="module")
def place(recorder: RunningRecorder) -> Iterator[tuple[Server, str]]:
    """One proxy before a server whose words each test chooses."""
    with serving() as server, proxied(recorder, server.url) as (_, url):
        yield server, url


def said(body: bytes, kind: bytes = JSON) -> bytes:
    """Return an answer of HTTP."""
    return OK + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body


def event(body: bytes, *fields: bytes) -> bytes:
    """Return a stream of one event."""
    return said(b"".join([*fields, b"data: ", body, b"\n\n"]), STREAM)


RESULT = message(id=1, result={"content": [{"type": "text", "text": "done"}]})


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (OK.replace(b"200", b"307") + b"Location: http://example.org/\r\n\r\n", "sends elsewhere"),
        (OK + JSON + b"Content-Encoding: gzip\r\n\r\nxx", "packed"),
        (OK + JSON + JSON + b"\r\n" + RESULT, "came twice"),
        (said(b'{"jsonrpc":"2.0","id":1,"result":{},"Result":{}}'), "no answer to this"),
        (said(b"[" + RESULT + b"]"), "no answer to this"),
        (said(message(id=2, result={})), "no answer to this"),
        (said(RESULT, b"Content-Type: text/html\r\n"), "no answer to this"),
        (b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", "no answer to this"),
        (b"nonsense", "hung up"),
        (b"", "hung up"),
        (said(b"", STREAM), "ended its stream"),
        (event(RESULT, b"event: other\n"), "ended its stream"),
        (event(message(id=2, result={})), "ended its stream"),
        (OK + STREAM + b"Content-Length: 99\r\n\r\ndata: {", "ended its stream"),
    ],
)
def test_no_answer(
    recorder: RunningRecorder, place: tuple[Server, str], says: bytes, why: str
) -> None:
    """The model reads why; how the call ended is unknown; the proxy goes on."""
    server, url = place
    server.says = says
    before = len(entries(recorder, "action.effect"))
    with post(url, call("echo", 1)) as answer:
        assert answer.status == 200
        told = json.loads(answer.read().removeprefix(b"data: "))
    assert told["result"]["isError"] is True
    assert why in told["result"]["content"][0]["text"]
    found = entries(recorder, "action.effect")
    assert (len(found), outcome(recorder)) == (before + 1, "unknown")


@pytest.mark.parametrize("says", [said(RESULT), event(RESULT), event(RESULT, b": hello\n")])
def test_an_answer_passes_byte_for_byte(place: tuple[Server, str], says: bytes) -> None:
    """As JSON and as an event."""
    server, url = place
    server.says = says
    with post(url, call("echo", 1)) as answer:
        assert RESULT in answer.read()


def test_what_the_server_gets(place: tuple[Server, str]) -> None:
    """What was judged, with its trace; no cookie, and nobody else's session."""
    server, url = place
    server.says = said(RESULT)
    with post(url, call("echo", 1), {"Cookie": "a=b", "Authorization": "Bearer x"}) as answer:
        answer.read()
    head, _, body = server.asked[-1].partition(b"\r\n\r\n")
    assert b"cookie" not in head.lower()
    assert b"authorization: Bearer x" in head
    assert b"accept-encoding: identity" in head
    assert json.loads(body)["params"]["_meta"]["traceparent"].startswith("00-")


@pytest.mark.parametrize("body", [b'{"a":1}', b"no"])
def test_a_refusal_is_the_server_s_own(
    recorder: RunningRecorder, place: tuple[Server, str], body: bytes
) -> None:
    """Its status and its words, without what a browser would do with them."""
    server, url = place
    head = (
        b"HTTP/1.1 404 No\r\nWWW-Authenticate: Bearer\r\nLocation: http://x/\r\nSet-Cookie: a\r\n"
    )
    kind = JSON if body.startswith(b"{") else b"Content-Type: text/html\r\n"
    server.says = head + kind + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with post(url, call("echo", 1)) as answer:
        told: Any = (answer.status, answer.read(), dict(answer.headers.items()))
    assert told[0] == 404
    assert told[1] == (body if kind is JSON else b"")
    assert told[2]["www-authenticate"] == "Bearer"
    assert not {"location", "set-cookie"} & set(told[2])
    assert outcome(recorder) == "unknown"


def test_notifications(place: tuple[Server, str]) -> None:
    """They are answered with the server's status, or with why there is none."""
    server, url = place
    for says, status in ((b"HTTP/1.1 202 OK\r\n\r\n", 202), (b"", 502)):
        server.says = says
        with post(url, message(method="notifications/initialized")) as answer:
            assert answer.status == status


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (OK + JSON + b"\r\n" + b"x" * 9_000_000, "more than 8,388,608 bytes"),
        (OK + STREAM + b"\r\ndata: " + b"x" * 9_000_000, "more than 8,388,608 bytes"),
        (event(b'{"jsonrpc":"2.0","method":"n","params":' + b"[" * 99 + b"]" * 99 + b"}"), "deep"),
        (said(b"data: junk\n\n" * 200, STREAM), "were no messages"),
        (said((b"data: " + message(method="n") + b"\n\n") * 20_000, STREAM), "10,000 messages"),
    ],
    ids=["endless", "endless event", "deep", "junk", "flood"],
)
def test_breaches(recorder: RunningRecorder, says: bytes, why: str) -> None:
    """The proxy ends, with 1 and a sentence; the client hears the same."""
    with serving() as server, proxied(recorder, server.url) as (proxy, url):
        server.says = says
        with post(url, call("echo", 1)) as answer:
            assert why in answer.read().decode()
        assert proxy.wait(30) == 1
        assert proxy.stderr is not None
        assert why in proxy.stderr.read()
    assert outcome(recorder) == "unknown"
