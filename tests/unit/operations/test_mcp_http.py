"""A client and a server of the official SDK over HTTP, the proxy between them, a real recorder."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from mcp.client.client import Client

from desktop_app.model import canonical
from tests.fakes import mcp_http_tools, running
from tests.unit.operations.test_mcp_proxy import answered, entries, pinning, recorder, text, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.fakes.running import RunningRecorder

__all__ = ["recorder"]  # a fixture
MODES = ("legacy", "auto")  # with a session, and without


@contextmanager
def started(*command: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a program; give it and the first line that it prints; end it."""
    child = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment or None,
    )
    assert child.stdout is not None
    try:
        yield child, child.stdout.readline()
    finally:
        child.terminate()
        child.communicate(timeout=30)


@contextmanager
def proxied(
    recorder: RunningRecorder, url: str, *flags: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the proxy before a URL; give it and the URL for clients."""
    own = ("-m", "desktop_app", "mcp-proxy", "--name", "t", "--url", url, *flags)
    with started(*own, **recorder.environment) as (child, line):
        ready = json.loads(line)
        assert ready["ready"] is True
        yield child, ready["url"]


@contextmanager
def served(
    recorder: RunningRecorder, ran: Path, how: str = "", *flags: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the tools and the proxy before them."""
    with (
        started(mcp_http_tools.__file__, str(ran), how) as (_, port),
        proxied(recorder, f"http://127.0.0.1:{port.strip()}/mcp", *flags) as found,
    ):
        yield found


def talk(url: str, calls: list[tuple[str, str]], mode: str = "auto", **meta: Any) -> list[Any]:
    """Call tools with the SDK's client; return the results."""

    async def go() -> list[Any]:
        async with Client(url, mode=mode) as client:
            assert len((await client.list_tools()).tools) == 4
            return [await client.call_tool(n, {"text": t}, meta=meta or None) for n, t in calls]

    return asyncio.run(asyncio.wait_for(go(), 60))


@pytest.mark.parametrize(
    ("mode", "how"), [("auto", ""), ("auto", "json"), ("legacy", "json"), ("legacy", "numbered")]
)
def test_allowed_and_denied(recorder: RunningRecorder, tmp_path: Path, mode: str, how: str) -> None:
    """What policy allows runs and leaves intent and effect; what it denies never runs."""
    ran = tmp_path / "ran"
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    meta = {"callId": "c7", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    with served(recorder, ran, how) as (proxy, url):
        done, denied = talk(url, [("echo", "hi"), ("wipe", "all")], mode, **meta)
        assert proxy.poll() is None
    assert proxy.returncode == 0
    assert (text(done), done.is_error) == ("echo: hi", False)
    assert denied.is_error is True
    assert "Nothing is wiped here." in text(denied)
    assert ran.read_text() == "echo hi\n"
    allowed, refused = entries(recorder, "action.intent")[-2:]
    assert [one["subject"]["decision"] for one in (allowed, refused)] == ["allowed", "denied"]
    assert (allowed["subject"]["via"], allowed["subject"]["call_id"]) == ("mcp", "c7")
    assert allowed["trace_id"] == trace
    effect = entries(recorder, "action.effect")[-1]["subject"]
    assert (effect["intent"], effect["outcome"]) == (allowed["seq"], "ok")
    assert effect["executed_digest"] == allowed["subject"]["args_digest"]
    assert len(pinning(recorder)[-1]["pinned"]) == 4


@pytest.mark.parametrize(
    ("answer", "mode", "runs"), [("once", "auto", True), ("deny", "legacy", False)]
)
def test_asked(
    recorder: RunningRecorder, tmp_path: Path, answer: str, mode: str, *, runs: bool
) -> None:
    """A person's answer lets the call run or not."""
    ran = tmp_path / "ran"
    with served(recorder, ran) as (_, url):
        person = answered(recorder, answer)
        (result,) = talk(url, [("send", "x")], mode)
        person.join(30)
    assert ran.exists() is runs
    assert result.is_error is not runs


def test_dead_recorder(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Without a recorder nothing runs, and the client is told why."""
    alone = running.environment(tmp_path / "home")
    ran = tmp_path / "ran"
    own = ("-m", "desktop_app", "mcp-proxy", "--name", "t", "--url")
    with started(mcp_http_tools.__file__, str(ran)) as (_, port):
        url = f"http://127.0.0.1:{port.strip()}/mcp"
        with started(*own, url, **alone) as (_, line):
            (result,) = talk(json.loads(line)["url"], [("echo", "hi")])
    assert result.is_error is True
    assert "recorder" in text(result)
    assert not ran.exists()
    assert recorder.process.poll() is None


@pytest.mark.parametrize("mode", MODES)
def test_progress_passes_and_a_slow_call_has_its_time(
    recorder: RunningRecorder, tmp_path: Path, mode: str
) -> None:
    """Notifications come before the end; then the client is told, and the effect is unknown."""
    told: list[float] = []

    async def heard(progress: float, _total: float | None, _message: str | None) -> None:
        told.append(progress)

    async def go(url: str) -> Any:
        async with Client(url, mode=mode) as client:
            return await client.call_tool("slow", {"text": "x"}, progress_callback=heard)

    with served(recorder, tmp_path / "ran", "", "--call-timeout", "4") as (_, url):
        result = asyncio.run(asyncio.wait_for(go(url), 60))
    assert told == [1]
    assert result.is_error is True
    assert "has not answered within 4 seconds" in text(result)
    assert entries(recorder, "action.effect")[-1]["subject"]["outcome"] == "unknown"


@pytest.mark.parametrize("mode", MODES)
def test_a_client_that_hangs_up_cancels(
    recorder: RunningRecorder, tmp_path: Path, mode: str
) -> None:
    """What runs is cancelled at the server; the question about another one is over."""
    ran = tmp_path / "ran"

    async def leave(url: str, tool: str, until: Callable[[], bool]) -> None:
        async with Client(url, mode=mode) as client:
            call = asyncio.ensure_future(client.call_tool(tool, {"text": "x"}))
            while not until():
                assert not call.done()
                await asyncio.sleep(0.02)
            call.cancel()

    with served(recorder, ran) as (_, url):
        asyncio.run(asyncio.wait_for(leave(url, "slow", lambda: "slow x" in read(ran)), 60))
        wait(lambda: read(ran).endswith("cancelled x\n"))
        wait(lambda: outcome(recorder) in ("unknown", "error"))  # or the server says that it ended
        asyncio.run(asyncio.wait_for(leave(url, "send", lambda: asked(recorder)), 60))
        wait(lambda: outcome(recorder) == "denied")
    # the proxy tells how the call ended while the recorder still ends the question
    wait(lambda: entries(recorder, "consent.record")[-1]["subject"].get("why") == "caller gone")
    assert "send" not in read(ran)


def test_a_client_comes_back_for_its_answer(recorder: RunningRecorder, tmp_path: Path) -> None:
    """By the number of the last event; its call went on meanwhile, and its effect is told."""
    ran = tmp_path / "ran"
    with served(recorder, ran, "numbered") as (_, url):
        session = opened(url)
        with post(url, call("slow", 5, progressToken=1), session) as answer:
            first = b""
            while b"half" not in first:
                first += answer.read1(4_096)
        numbers = [line[4:] for line in first.splitlines() if line.startswith(b"id: ")]
        before = len(entries(recorder, "action.effect"))
        Path(f"{ran}.go").touch()
        again = {**session, "Last-Event-ID": numbers[-1].decode()}
        with ask("GET", url, b"", again) as answer:
            last = b""
            while b"slow: x" not in last:
                last += answer.read1(4_096)
        wait(lambda: len(entries(recorder, "action.effect")) > before)
        assert outcome(recorder) == "ok"
        with ask("DELETE", url, b"", session) as answer:
            assert answer.status == 200
        with post(url, call("echo", 6), session) as answer:
            assert answer.status == 404
    assert read(ran) == "slow x 1\n"


@pytest.fixture(scope="module")
def place(
    recorder: RunningRecorder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """One proxy before the tools, for those who only knock."""
    ran = tmp_path_factory.mktemp("tools") / "ran"
    with served(recorder, ran) as (_, url):
        yield url, ran


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Mcp-Method": "tools/list"}, 400),
        ({"Mcp-Name": "wipe"}, 400),
        ({"Mcp-Param-Text": "other"}, 400),
        ({"Mcp-Session-Id": "a b"}, 400),
    ],
)
def test_who_may_speak(place: tuple[str, Path], headers: dict[str, str], status: int) -> None:
    """No web page, no name that points here, no header that says something else."""
    url, ran = place
    with post(url, call("echo", 1), headers) as answer:
        assert answer.status == status
        assert json.loads(answer.read())["error"]["message"].startswith("countersign mcp-proxy: ")
    assert not ran.exists()


def test_another_user_is_refused(place: tuple[str, Path]) -> None:
    """As root, a process of nobody knocks; else one of ours, which may."""
    port = url_port(place[0])
    knock = (
        "import os, socket\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        f"link = socket.socket(); link.connect(('127.0.0.1', {port}))\n"
        "link.sendall(b'GET /mcp HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')\n"
        "print(link.recv(99).split()[1].decode())"
    )
    done = subprocess.run([sys.executable, "-c", knock], capture_output=True, text=True, check=True)
    assert (int(done.stdout) == 403) == (os.getuid() == 0)


def test_who_calls(recorder: RunningRecorder, place: tuple[str, Path]) -> None:
    """The agent whose process is at the other end, whatever a message says."""
    knock = (
        "import sys, http.client\n"
        f"link = http.client.HTTPConnection('127.0.0.1', {url_port(place[0])})\n"
        "head = {'Content-Type': 'application/json'}\n"
        "link.request('POST', '/mcp', sys.stdin.buffer.read(), head)\n"
        "link.getresponse().read()"
    )
    subprocess.run(
        [sys.executable, "-c", knock],
        input=call("wipe", 1, threadId="run-9"),
        env={**os.environ, "CODEX_THREAD_ID": "x"},
        check=True,
    )
    intent = entries(recorder, "action.intent")[-1]
    assert (intent["subject"]["agent"], intent["actor"]["sender"]) == ("codex", "codex")
    assert intent["run_id"] == "run-9"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call"}', 400),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', 400),
        (b'{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}', 400),
        (b'{"jsonrpc":"2.0","id":1,"method":"x","params":' + b"[" * 99 + b"]" * 99 + b"}", 413),
        (b" " * (8 * 1024 * 1024 + 1), 413),
    ],
    ids=["empty", "batch", "broken", "letters", "twice", "no id", "deep", "big"],
)
def test_hostile_messages(place: tuple[str, Path], body: bytes, status: int) -> None:
    """A message means one thing to every parser, or it is not passed on."""
    url, ran = place
    with post(url, body) as answer:
        assert answer.status == status
    assert not ran.exists()


@pytest.mark.parametrize("path", ["/", "/mcp/", "/mcp?x", "/other"])
def test_other_paths(place: tuple[str, Path], path: str) -> None:
    """Nothing but the server's own address is served."""
    with post(place[0].removesuffix("/mcp") + path, call("echo", 1)) as answer:
        assert answer.status == 404
    with ask("PUT", place[0], b"", {}) as answer:
        assert answer.status == 400


@contextmanager
def ask(
    method: str, url: str, body: bytes, headers: dict[str, str]
) -> Iterator[http.client.HTTPResponse]:
    """Send one request, with what every client of MCP sends."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=30)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    usual = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    try:
        link.request(method, target, body, {**usual, **headers})
        yield link.getresponse()
    finally:
        link.close()


def post(
    url: str, body: bytes, headers: dict[str, str] | None = None
) -> AbstractContextManager[http.client.HTTPResponse]:
    """Send one message."""
    return ask("POST", url, body, headers or {})


def call(tool: str, identity: int, **meta: Any) -> bytes:
    """Return a call of a tool."""
    params = {"name": tool, "arguments": {"text": "x"}, "_meta": meta}
    return message(id=identity, method="tools/call", params=params)


def message(**members: Any) -> bytes:
    """Return one message."""
    return canonical.encode_body({"jsonrpc": "2.0", **members})


def opened(url: str) -> dict[str, str]:
    """Open a session; return the headers that go with it."""
    client = {"name": "x", "version": "1"}
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}
    with post(url, message(id=1, method="initialize", params=params)) as answer:
        session = answer.headers["Mcp-Session-Id"]
        answer.read()
    headers = {"Mcp-Session-Id": session, "Mcp-Protocol-Version": "2025-06-18"}
    with post(url, message(method="notifications/initialized"), headers) as answer:
        assert answer.status == 202
    return headers


def read(path: Path) -> str:
    """Return what a file holds; nothing before it is there."""
    return path.read_text() if path.exists() else ""


def url_port(url: str) -> int:
    """Return the port of a URL."""
    return urlsplit(url).port or 0


def asked(recorder: RunningRecorder) -> bool:
    """Tell whether a question waits."""
    return bool(recorder.cli_json("status")["questions"])


def outcome(recorder: RunningRecorder) -> Any:
    """Return how the newest action ended."""
    found = entries(recorder, "action.effect")
    return found[-1]["subject"]["outcome"] if found else None
