"""The ASGI application by itself: order of checks, headers, pages, mistakes of ours."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import OverloadedError
from desktop_app.model import canonical
from desktop_app.receive import streamed
from desktop_app.receive.admission import Admission
from desktop_app.receive.guard import Guard
from desktop_app.receive.http import COPIES, HTTPApp
from desktop_app.receive.request import Answer, ReceiverLimits, Sender
from tests.fakes import otlp
from tests.fakes.admitted import in_flight
from tests.fakes.intake import FakeIntake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.receive.actions import Asked

PROTOBUF = ("content-type", "application/x-protobuf")
JSON = ("content-type", "application/json")
HOST = ("host", "localhost:4318")


class Client:
    """Drives the application as uvicorn would."""

    def __init__(self, **settings: Any) -> None:
        self.intake = FakeIntake()
        self.limits = settings.pop("limits", ReceiverLimits())
        self.admission = Admission(self.limits)
        self.app = HTTPApp(
            intake=self.intake,
            guard=settings.pop("guard", Guard()),
            admission=self.admission,
            limits=self.limits,
            agents=settings.pop("agents", None),
            pages={"/v1/status": lambda: b'{"version":"0"}'},
        )
        self.state: dict[str, Any] = {}

    def send(
        self, method: str, path: str, *headers: tuple[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        out: list[dict[str, Any]] = []

        unread = [body]

        async def receive() -> dict[str, Any]:
            if not unread:
                await asyncio.Event().wait()  # the sender waits for its answer
            body = unread.pop()
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            out.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path.partition("?")[0],
            "query_string": path.partition("?")[2].encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 5),
            "state": self.state,
        }
        asyncio.run(self.app(scope, receive, send))
        assert in_flight(self.admission) == (0, 0)
        told = {name.decode(): value.decode() for name, value in out[0]["headers"]}
        return out[0]["status"], told, out[1]["body"]

    def post(self, path: str, *headers: tuple[str, str], body: bytes = b"") -> tuple[Any, ...]:
        """POST with a good Host."""
        return self.send("POST", path, HOST, *headers, body=body)


@pytest.fixture
def client() -> Client:
    """An application without a token rule."""
    return Client()


def test_a_request_reaches_the_intake_as_it_came(client: Client) -> None:
    """Body, encoding, sender; the answer in the content type of the request."""
    body = otlp.traces().SerializeToString()
    assert client.post("/v1/traces", PROTOBUF, body=body) == (
        200,
        {"content-type": "application/x-protobuf", "content-length": "0"},
        b"",
    )
    found = client.intake.requests[0]
    assert (found.body, found.encoding, found.transport) == (body, "protobuf", "http")
    assert found.sender == Sender("", "none", "127.0.0.1:5")
    status, headers, told = client.post(
        "/v1/logs", ("content-type", "application/json; charset=utf-8"), body=b"{}"
    )
    assert (status, headers["content-type"], told) == (200, "application/json", b"{}")


@pytest.mark.parametrize("kind", ["application/protobuf", "Application/X-Protobuf"])
def test_spellings_of_protobuf(client: Client, kind: str) -> None:
    """The registered one too, in any case."""
    assert client.post("/v1/traces", ("content-type", kind))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("content-type", "text/plain"),),
        (("content-type", ""),),
        (PROTOBUF, ("content-encoding", "br")),
        (PROTOBUF, ("content-encoding", "gzip, gzip")),
        (("content-type", "application/grpc"),),
    ],
    ids=str,
)
def test_unknown_types_are_415(client: Client, headers: tuple[tuple[str, str], ...]) -> None:
    """Of content and of encoding."""
    status, told, body = client.post("/v1/traces", *headers)
    assert status == 415
    if told["content-type"] == "application/json":
        assert json.loads(body)["code"] == 3


def test_a_header_twice_is_malformed(client: Client) -> None:
    """Two content types: which one is meant?"""
    assert client.post("/v1/traces", PROTOBUF, JSON)[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/v1/traces", 405, "POST, OPTIONS"),
        ("HEAD", "/v1/events", 405, "POST, OPTIONS"),
        ("PUT", "/v1/logs", 405, "POST, OPTIONS"),
        ("POST", "/v1/status", 405, "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/v1/metrics", 204, "POST, OPTIONS"),
        ("OPTIONS", "/v1/status", 204, "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/nothing", 404, None),
        ("POST", "/", 404, None),
        ("POST", "/v1/traces/", 404, None),
        ("POST", "/v1/profiles", 404, None),
    ],
)
def test_methods_and_paths(
    client: Client, method: str, path: str, status: int, allow: str | None
) -> None:
    """405 names what is allowed; no CORS header is ever sent."""
    found, headers, body = client.send(method, path, HOST, JSON)
    assert (found, headers.get("allow")) == (status, allow)
    assert not [name for name in headers if name.startswith("access-control")]
    assert (body == b"") == (method == "HEAD" or status == 204)


def test_pages(client: Client) -> None:
    """GET and HEAD agree."""
    status, headers, body = client.send("GET", "/v1/status", HOST)
    assert (status, body) == (200, b'{"version":"0"}')
    assert client.send("HEAD", "/v1/status", HOST) == (200, headers, b"")


def test_strangers_are_refused_before_anything_else(client: Client) -> None:
    """Even at paths that do not exist; and the connection is closed."""
    for headers in ((), (("host", "evil.example"),), (HOST, ("origin", "null"))):
        status, told, _ = client.send("POST", "/nothing", *headers)
        assert (status, told["connection"]) == (403, "close")
    client.state = {"refusal": OverloadedError("Too many connections are open.")}
    status, told, _ = client.post("/v1/traces", PROTOBUF)
    assert (status, told["retry-after"]) == (503, "1")
    assert client.intake.requests == []


def test_tokens(client: Client) -> None:
    """A known one names the sender; an unknown one is 401 with a challenge."""
    client = Client(guard=Guard(token_owner={"t": "codex"}.get, require_token=True))
    assert client.post("/v1/traces", PROTOBUF, ("authorization", "Bearer t"))[0] == 200
    assert client.intake.requests[0].sender == Sender("codex", "token", "127.0.0.1:5")
    assert client.post("/v1/traces", PROTOBUF, ("x-countersign-token", "t"))[0] == 200
    assert client.intake.requests[1].sender.name == "codex"
    status, told, _ = client.post("/v1/traces", PROTOBUF)
    assert (status, told["www-authenticate"]) == (401, "Bearer")


def test_the_intakes_errors_become_statuses(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Raised at once or in the future; ours are logged, without content."""
    client.intake.error = OverloadedError("full")
    status, told, _ = client.post("/v1/traces", PROTOBUF)
    assert (status, told["retry-after"]) == (503, "1")
    client.intake.error = KeyError("secret")
    with caplog.at_level(logging.ERROR):
        status, _, body = client.post("/v1/traces", JSON, body=b"{}")
    assert status == 500
    assert b"secret" not in body
    assert len(caplog.records) == 1
    assert client.post("/v1/traces", PROTOBUF, body=b"\xff")[0] == 400


def test_partial_success_is_a_success(client: Client) -> None:
    """Good spans kept, bad ones counted."""
    client.intake.answer = Answer(2, "2 x empty trace_id")
    status, _, body = client.post("/v1/traces", JSON, body=b"{}")
    assert status == 200
    assert json.loads(body)["partialSuccess"]["rejectedSpans"] == "2"


def test_no_room_is_503() -> None:
    """By number and by bytes; what may be unpacked counts."""
    client = Client(limits=ReceiverLimits(in_flight_requests=0))
    assert client.post("/v1/traces", PROTOBUF)[0] == 503
    client = Client(limits=ReceiverLimits(in_flight_bytes=100, small_reserve_bytes=0))
    assert client.post("/v1/traces", PROTOBUF, body=b"\n\0" * 50)[0] == 200
    assert client.post("/v1/traces", PROTOBUF, body=b"\n\0" * 51)[0] == 503
    gzip = ("content-encoding", "gzip")
    assert client.post("/v1/traces", PROTOBUF, gzip, body=bytes(20))[0] == 503


def test_events(client: Client) -> None:
    """The answer counts them."""
    event = {"id": "1", "source": "s", "type": "t", "specversion": "1.0"}
    headers = [(f"ce-{name}", value) for name, value in event.items()]
    status, _, body = client.post("/v1/events", *headers, ("ce-x", "1"))
    assert (status, json.loads(body)) == (200, {"accepted": 1, "rejected": 0, "message": ""})
    assert client.intake.events[0].events == [event | {"x": "1"}]
    assert client.post("/v1/events", JSON, body=b"{}")[0] == 415
    client = Client(limits=ReceiverLimits(events_max_bytes=10))
    assert client.post("/v1/events", *headers, body=b"x" * 11)[0] == 413


class Agents:
    """Stands behind the agent API; remembers what was paid for while it was asked."""

    def __init__(self) -> None:
        self.admission: Admission | None = None
        self.seen: list[tuple[str, int, tuple[int, int]]] = []

    def take(self, asked: Asked, media: str, declared: int) -> Agents:
        """Begin to take content that comes by itself."""
        assert self.admission is not None
        self.seen.append((media, declared, in_flight(self.admission)))
        self.named, self.got = dict(asked.value), bytearray()
        return self

    def write(self, piece: bytes) -> None:
        """Take a piece of it."""
        self.got += piece

    def end(self) -> Future[Mapping[str, Any]]:
        """Answer at once."""
        found: Future[Mapping[str, Any]] = Future()
        found.set_result({"bytes": len(self.got)})
        return found

    def close(self) -> None:
        """Let it go."""

    def ask(self, asked: Asked) -> Future[Mapping[str, Any]]:
        """Answer at once."""
        assert self.admission is not None
        size = len(str(asked.value.get("text", "")))
        self.seen.append((asked.route.verb, size, in_flight(self.admission)))
        found: Future[Mapping[str, Any]] = Future()
        found.set_result({})
        return found


def test_content_is_paid_for_until_it_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """As often as it is in memory; an action is not, since a person may think about it for long."""
    agents = Agents()
    limits = ReceiverLimits(events_max_bytes=100, payload_max_bytes=1_000)
    client = Client(agents=agents, limits=limits)
    agents.admission = client.admission
    small, large = (canonical.encode_body({"text": "x" * size}) for size in (10, 900))
    for path, body, packed, status, paid in (
        ("/v1/actions", small, False, 200, (0, 0)),
        ("/v1/actions", large, False, 413, None),
        ("/v1/payloads", small, False, 200, (1, len(small))),
        ("/v1/payloads", large, False, 200, (1, COPIES * len(large))),
        ("/v1/payloads", large, True, 200, (1, COPIES * limits.payload_max_bytes)),
        ("/v1/payloads", large + b" " * 100, False, 413, None),
        ("/v1/payloads", large + b" " * 100, True, 413, None),
    ):
        headers = (JSON, ("content-encoding", "gzip")) if packed else (JSON,)
        sent = gzip.compress(body) if packed else body
        assert client.post(path, *headers, body=sent)[0] == status
        if paid is not None:
            assert agents.seen[-1][2] == paid
    assert [size for _, size, _ in agents.seen] == [10, 10, 900, 900]
    assert not caplog.records


def test_content_by_itself_is_paid_for_as_far_as_it_is_in_memory() -> None:
    """However long it is; other types than JSON are content on this path alone, and as they are."""
    agents = Agents()
    client = Client(agents=agents, limits=ReceiverLimits(payload_max_bytes=1_000))
    agents.admission = client.admission
    body, zipped = b"x" * 5_000, ("content-type", "application/zip")
    status, _, told = client.post("/v1/payloads?purpose=a+b", zipped, body=body)
    assert (status, json.loads(told)) == (200, {"bytes": 5_000})
    assert agents.seen == [("application/zip", 0, (1, streamed.HELD_BYTES))]
    assert (agents.named, bytes(agents.got)) == ({"purpose": "a b"}, body)
    for path, headers, refused in (
        ("/v1/payloads?purpose", (zipped,), 400),
        ("/v1/payloads", (zipped, ("content-encoding", "gzip")), 415),
        ("/v1/actions", (zipped,), 415),
    ):
        assert client.post(path, *headers, body=body)[0] == refused
    assert in_flight(client.admission) == (0, 0)
