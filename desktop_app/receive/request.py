"""What a receiver hands on and what it gets back: values, and the one protocol between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from desktop_app.normalize.signals import Signal

Encoding: TypeAlias = Literal["protobuf", "json"]
Compression: TypeAlias = Literal["identity", "gzip", "deflate"]
Transport: TypeAlias = Literal["http", "grpc"]

EventValue: TypeAlias = "bool | int | float | str | list[EventValue] | dict[str, EventValue] | None"
"""A JSON value of a CloudEvent. Floats may occur; they are never NaN or infinite."""

MIB = 1024 * 1024
MAX_RECORDS = 1_000_000


@dataclass(frozen=True, slots=True)
class ReceiverLimits:
    """Bounds of what a sender may ask for.

    Attributes:
        max_bytes: one OTLP request, after decompression (and before it).
        max_records: spans, log records or metrics in one request.
        in_flight_bytes: bodies of all requests in flight together.
        small_reserve_bytes: part of it that requests over 1 MiB may not take.
        in_flight_requests: requests in flight together.
        events_max_bytes: one CloudEvents request, after decompression.
        payload_max_bytes: one request of content to be kept, after decompression.
        events_max: events in one batch.
        max_header_bytes: request line and headers of one HTTP request.
        header_timeout_s: from the first byte of a request, or of a connection, to its last header.
        body_timeout_s: from the last header to the last byte of the body.
        max_connections: HTTP connections; one more gets 503, twice as many are cut.
        drain_s: what `stop` waits for requests in flight.
    """

    max_bytes: int = 64 * MIB
    max_records: int = MAX_RECORDS
    in_flight_bytes: int = 128 * MIB
    small_reserve_bytes: int = 16 * MIB
    in_flight_requests: int = 512
    events_max_bytes: int = MIB
    payload_max_bytes: int = 8 * MIB
    events_max: int = 1_000
    max_header_bytes: int = 64 * 1024
    header_timeout_s: float = 10.0
    body_timeout_s: float = 30.0
    max_connections: int = 256
    drain_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request.

    Attributes:
        name: the name its token was given to; "" without a token.
        auth: "token", or "none" for an unauthenticated sender.
        peer: "address:port" of its end of the connection; "" when unknown.
    """

    name: str
    auth: Literal["token", "none"]
    peer: str = ""


@dataclass(frozen=True, slots=True)
class RawRequest:
    """One OTLP request as it came, before anything was decompressed or parsed.

    Attributes:
        body: as on the wire, still compressed when `compression` says so.
        inflated: [] or [the decompressed body]; `decode.inflated_within` leaves it for `decode`.
    """

    signal: Signal
    body: bytes
    encoding: Encoding
    compression: Compression
    transport: Transport
    sender: Sender
    inflated: list[bytes] = field(default_factory=list, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RawEvents:
    """The CloudEvents of one request, each in the JSON format's shape, required attributes checked.

    `data` holds JSON data or text, `data_base64` bytes, whatever mode they came in.
    """

    events: Sequence[dict[str, EventValue]]
    sender: Sender


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request that was taken; it is durable.

    Attributes:
        rejected: records that were not kept (for metrics: data points).
        message: why, or a warning; for the developer of the sender.
    """

    rejected: int = 0
    message: str = ""


class Intake(Protocol):
    """What stands behind the receivers. Thread safe.

    MUST NOT complete a future with an `Answer` before the data is durable. May raise, or complete
    the future with, any `CountersignError`; the receivers translate it.
    """

    def submit(self, request: RawRequest) -> Future[Answer]:
        """Take one OTLP request."""
        ...

    def submit_events(self, events: RawEvents) -> Future[Answer]:
        """Take the CloudEvents of one request."""
        ...
