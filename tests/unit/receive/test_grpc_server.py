"""The gRPC door: codes, details, compression, limits, peers."""

from __future__ import annotations

import gzip
import threading
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from desktop_app.errors import ForbiddenSenderError, OverloadedError
from desktop_app.receive import grpc_server
from desktop_app.receive.guard import Guard
from desktop_app.receive.request import Answer, ReceiverLimits, Sender
from desktop_app.receive.server import Receivers
from tests.fakes import otlp
from tests.fakes.admitted import in_flight
from tests.fakes.intake import FakeIntake
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[FakeIntake, grpc.Channel, Receivers]]]:
    """Start receivers; return their intake and a channel."""
    started: list[tuple[Receivers, grpc.Channel]] = []

    def start(**settings: Any) -> tuple[FakeIntake, grpc.Channel, Receivers]:
        intake = FakeIntake(max_bytes=settings.get("limits", ReceiverLimits()).max_bytes)
        receivers = Receivers(intake, http_port=0, grpc_port=0, **settings)
        receivers.start()
        channel = grpc.insecure_channel(
            receivers.grpc_address,
            options=[("grpc.max_send_message_length", -1), ("grpc.enable_retries", 0)],
        )
        started.append((receivers, channel))
        return intake, channel, receivers

    yield start
    for receivers, channel in started:
        channel.close()
        receivers.stop()


def call(channel: grpc.Channel, body: bytes, method: str = METHOD, **settings: Any) -> bytes:
    """Make one call."""
    return channel.unary_unary(method)(body, timeout=60, **settings)


def failure(channel: grpc.Channel, body: bytes, **settings: Any) -> tuple[grpc.StatusCode, Status]:
    """Make a call that fails; return its code and details."""
    with pytest.raises(grpc.RpcError) as caught:
        call(channel, body, **settings)
    trailers = dict(caught.value.trailing_metadata() or ())
    return caught.value.code(), Status.FromString(trailers.get("grpc-status-details-bin", b""))


def test_bytes_reach_the_intake_as_they_came(serve: Callable[..., Any]) -> None:
    """All three services; compressed ones still compressed."""
    intake, channel, _ = serve()
    body = otlp.traces(50).SerializeToString()
    assert call(channel, body) == b""
    assert call(channel, b"") == b""
    assert call(channel, body, compression=grpc.Compression.Gzip) == b""
    assert [found.body for found in intake.requests[:2]] == [body, b""]
    packed = intake.requests[2]
    assert (packed.compression, gzip.decompress(packed.body)) == ("gzip", body)
    assert intake.requests[0].sender.peer.startswith("127.0.0.1:")
    for kind, request in (("logs", otlp.logs()), ("metrics", otlp.metrics())):
        service = f"opentelemetry.proto.collector.{kind}.v1.{kind.capitalize()}Service"
        assert call(channel, request.SerializeToString(), f"/{service}/Export") == b""
    assert [found.signal.value for found in intake.requests[3:]] == ["logs", "metrics"]


def test_partial_success(serve: Callable[..., Any]) -> None:
    """OK, with the count."""
    intake, channel, _ = serve()
    intake.answer = Answer(2, "why")
    found = ExportTraceServiceResponse.FromString(call(channel, b""))
    assert (found.partial_success.rejected_spans, found.partial_success.error_message) == (2, "why")


def test_errors_have_codes_and_details(serve: Callable[..., Any]) -> None:
    """Retryable ones carry RetryInfo, final ones do not."""
    intake, channel, _ = serve()
    code, details = failure(channel, b"\xff")
    assert (code, details.code, len(details.details)) == (grpc.StatusCode.INVALID_ARGUMENT, 3, 0)
    intake.error = OverloadedError("full")
    code, details = failure(channel, b"")
    info = RetryInfo()
    assert (code, details.message) == (grpc.StatusCode.UNAVAILABLE, "full")
    assert details.details[0].Unpack(info)
    assert info.retry_delay.seconds == 1


def test_our_mistakes_are_internal_and_logged(
    serve: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Their text is not told."""
    intake, channel, _ = serve()
    intake.error = KeyError("secret")
    code, details = failure(channel, b"")
    assert code == grpc.StatusCode.INTERNAL
    assert "secret" not in details.message
    assert [record.name for record in caplog.records] == ["desktop_app.receive.grpc_server"]


@pytest.mark.attack("E12")
def test_the_limit_counts_after_decompression(serve: Callable[..., Any]) -> None:
    """A plain message over it, and a packed one that unpacks over it."""
    _, channel, receivers = serve(limits=ReceiverLimits(max_bytes=100_000))
    body = otlp.traces(1000).SerializeToString()
    assert len(body) > 100_000
    assert failure(channel, body)[0] == grpc.StatusCode.RESOURCE_EXHAUSTED
    code, details = failure(channel, body, compression=grpc.Compression.Gzip)
    assert (code, len(details.details)) == (grpc.StatusCode.RESOURCE_EXHAUSTED, 0)
    assert in_flight(receivers.admission) == (0, 0)


def test_other_compressions_are_refused_by_name(serve: Callable[..., Any]) -> None:
    """Their streams could be taken for protobuf."""
    _, channel, _ = serve()
    code, _ = failure(channel, bytes(1000), compression=grpc.Compression.Deflate)
    assert code == grpc.StatusCode.UNIMPLEMENTED


def test_unknown_methods_are_unimplemented(serve: Callable[..., Any]) -> None:
    """Profiles, say."""
    _, channel, _ = serve()
    with pytest.raises(grpc.RpcError) as caught:
        call(channel, b"", "/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export")
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_a_call_without_a_message_is_malformed(serve: Callable[..., Any]) -> None:
    """A stream that ends at once."""
    _, channel, _ = serve()
    with pytest.raises(grpc.RpcError) as caught:
        channel.stream_unary(METHOD)(iter(()), timeout=60)
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_senders(serve: Callable[..., Any]) -> None:
    """Token, unknown token, web page."""
    intake, channel, _ = serve(guard=Guard(token_owner={"t": "gemini"}.get))
    call(channel, b"", metadata=(("authorization", "Bearer t"),))
    found = intake.requests[0].sender
    assert found == Sender("gemini", "token", found.peer)
    code, _ = failure(channel, b"", metadata=(("authorization", "Bearer x"),))
    assert code == grpc.StatusCode.UNAUTHENTICATED
    code, _ = failure(channel, b"", metadata=(("origin", "http://evil.example"),))
    assert code == grpc.StatusCode.PERMISSION_DENIED


def test_another_users_process_is_refused(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked with both ends of the connection, and not for every call."""
    monkeypatch.setattr(grpc_server, "_PEER_SECONDS", 60.0)
    asked: list[Any] = []
    _, channel, receivers = serve(guard=Guard(same_user=lambda *ends: bool(asked.append(ends))))
    assert failure(channel, b"")[0] == grpc.StatusCode.PERMISSION_DENIED
    assert asked[0][1] == ("127.0.0.1", int(receivers.grpc_address.rpartition(":")[2]))
    asked.clear()
    _, channel, _ = serve(guard=Guard(same_user=lambda *ends: asked.append(ends) or True))
    for _ in range(5):
        call(channel, b"")
    assert len(asked) <= 2


def test_a_sender_that_gives_up_cancels_nothing_behind_us(serve: Callable[..., Any]) -> None:
    """The append goes on; only the answer has nobody to hear it."""
    intake, channel, receivers = serve()
    intake.hold = True
    sent = channel.unary_unary(METHOD).future(b"", timeout=60)
    until(lambda: bool(intake.held))
    assert sent.cancel()
    until(lambda: in_flight(receivers.admission)[0] == 0)
    intake.held[0].set_result(Answer())


def test_no_room_is_unavailable(serve: Callable[..., Any]) -> None:
    """By number."""
    _, channel, _ = serve(limits=ReceiverLimits(in_flight_bytes=10, small_reserve_bytes=0))
    assert failure(channel, otlp.traces().SerializeToString())[0] == grpc.StatusCode.UNAVAILABLE


def test_stalled_messages_are_cut_and_the_rest_told_to_wait(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages that never arrive hold their places for a short time only."""
    monkeypatch.setattr(grpc_server, "_ARRIVING", 1)
    monkeypatch.setattr(grpc_server, "_ARRIVE_SECONDS", 1.0)
    _, channel, _ = serve()

    cut = threading.Event()

    def never() -> Iterator[bytes]:
        cut.wait(60)
        yield b""

    stalled = channel.stream_unary(METHOD).future(never(), timeout=120)
    assert stalled.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert "did not come in time" in stalled.details()  # our word, not the sender's deadline
    cut.set()
    assert call(channel, b"") == b""


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("ipv4:127.0.0.1:5", ("127.0.0.1", 5)),
        ("ipv6:%5B::1%5D:6", ("::1", 6)),
        ("ipv6:[::1]:6", ("::1", 6)),
    ],
)
def test_peer_names(peer: str, address: tuple[str, int]) -> None:
    """As grpcio writes them."""
    assert grpc_server._address(peer) == address


@pytest.mark.parametrize("peer", ["unix:/x", "", "ipv4:1", "vsock:1:2"])
def test_other_peers_are_foreign(peer: str) -> None:
    """Nothing but TCP."""
    with pytest.raises(ForbiddenSenderError):
        grpc_server._address(peer)
