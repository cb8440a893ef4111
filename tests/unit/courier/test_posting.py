"""Telemetry and entries by POST: to real servers on this computer."""

from __future__ import annotations

import gzip
import json
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from desktop_app.courier.carrier import Load, Reply
from desktop_app.courier.posting import MIN_GZIP, Post, Poster
from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.upstream.answers import Accepted, Again, Halve, Mend, Refused
from desktop_app.upstream.places import Kind
from desktop_app.upstream.webhook import format_secret, signed
from tests.fakes import otlp, servers, upstreams
from tests.fakes.clock import FakeClock
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

LOG = "countersign/00112233445566ff"
KEY = format_secret(bytes(range(32)))
PARTIAL = ExportTraceServiceResponse(
    partial_success=ExportTracePartialSuccess(rejected_spans=2, error_message="too old")
).SerializeToString()


MADE: list[Poster] = []


def ledger(entries: int = 3, spans: int = 2) -> MemoryLedger:
    """Return a ledger with commands and, between them, telemetry."""
    made = MemoryLedger(LOG)
    for _ in range(entries):
        made.add(EntryKind.COMMAND, {"verb": "x"})
        upstreams.put(made, Signal.TRACES, otlp.traces(spans))
    return made


def poster(server: servers.Server, kind: Kind = Kind.OTLP, path: str = "/", **more: Any) -> Poster:
    """Return the carrier to a server."""
    where = f"http://127.0.0.1:{server.port}{path}"
    secrets = {"signing-key": KEY, "header:Api-Key": "kk-1"}
    made = Poster(upstreams.upstream(kind, where=where, **more), secrets, LOG, FakeClock())
    MADE.append(made)
    return made


@contextmanager
def serving(said: bytes) -> Iterator[servers.Server]:
    """Run a server that says this, until all carriers have hung up."""
    with servers.serving(servers.says(said)) as server:
        try:
            yield server
        finally:
            while MADE:
                MADE.pop().close()


def loads(carrier: Poster, folder: Path, made: MemoryLedger, position: int = 0) -> list[Load]:
    """Return what there is to carry."""
    with upstreams.read(folder, made) as reader:
        return list(carrier.loads(reader, position))


def first(carrier: Poster, folder: Path, made: MemoryLedger) -> Post:
    """Return the first parcel."""
    (found, *_) = loads(carrier, folder, made)[0].parcels
    assert isinstance(found, Post)
    return found


def answered(folder: Path, said: bytes, kind: Kind = Kind.OTLP, **more: Any) -> Reply:
    """Return what becomes of the first parcel where a server says this."""
    with serving(said) as server:
        carrier = poster(server, kind, **more)
        return carrier.send(first(carrier, folder, ledger()), attempt=1, chance=0.5)


def test_telemetry_goes_to_its_signals_path_under_a_key_that_is_its_own(tmp_path: Path) -> None:
    """Below the place's own path; what is sent again is the same, key and bytes."""
    with serving(servers.ok()) as server:
        carrier = poster(server, path="/otel", headers=("Api-Key",))
        (load,) = loads(carrier, tmp_path, ledger())
        (parcel,) = load.parcels
        assert (load.first, load.position, parcel.first, parcel.last) == (0, 6, 1, 5)
        assert parcel.records == 6
        for attempt in (1, 2):
            assert carrier.send(parcel, attempt=attempt, chance=0.5) == Reply(Accepted())
        again = first(poster(server, path="/otel"), tmp_path, ledger())
    one, two = server.asked
    assert (one.line, one) == ("POST /otel/v1/traces HTTP/1.1", two)
    assert one.headers["content-type"] == "application/x-protobuf"
    assert one.headers["api-key"] == "kk-1"
    assert one.headers["idempotency-key"].startswith(f"{LOG}/1-5/traces/")
    assert again.request.key == one.headers["idempotency-key"]
    body = gzip.decompress(one.body)
    request = ExportTraceServiceRequest.FromString(body)
    assert len(body) == parcel.size
    assert sum(len(s.spans) for r in request.resource_spans for s in r.scope_spans) == 6


def test_what_is_large_goes_packed_and_the_same_each_time(tmp_path: Path) -> None:
    """OTLP has every server take gzip; the key is of what is in it, and so is the size."""
    with serving(servers.ok()) as server:
        carrier = poster(server)
        parcel = first(carrier, tmp_path, ledger(spans=50))
        assert parcel.size > MIN_GZIP
        for attempt in (1, 2):
            assert carrier.send(parcel, attempt=attempt, chance=0.5) == Reply(Accepted())
    one, two = server.asked
    assert one == two
    assert one.headers["content-encoding"] == "gzip"
    assert len(one.body) < parcel.size / 2
    body = gzip.decompress(one.body)
    assert body == parcel.request.body
    digest = sha256(body).hexdigest()[:16]
    assert one.headers["idempotency-key"] == f"{LOG}/1-5/traces/{digest}"


def test_entries_go_as_they_are(tmp_path: Path) -> None:
    """Nothing says that a webhook unpacks."""
    made = MemoryLedger(LOG)
    for _ in range(9):
        made.add(EntryKind.COMMAND, {"verb": "x" * 500})
    with serving(servers.ok()) as server:
        carrier = poster(server, Kind.WEBHOOK, batch=64)
        carrier.send(first(carrier, tmp_path, made), attempt=1, chance=0.5)
    (one,) = server.asked
    assert len(one.body) > MIN_GZIP
    assert "content-encoding" not in one.headers


@pytest.mark.parametrize("status", ["415 Unsupported Media Type", "400 Bad Request"])
def test_who_does_not_unpack_is_sent_to_as_it_is(tmp_path: Path, status: str) -> None:
    """Told once; from then on nothing is packed."""

    def answer(asked: servers.Asked, sock: socket.socket) -> None:
        packed = "content-encoding" in asked.headers
        servers.says(servers.ok(status=status if packed else "200 OK"))(asked, sock)

    with servers.serving(answer) as server:
        carrier = poster(server)
        parcel = first(carrier, tmp_path, ledger(spans=50))
        told = carrier.send(parcel, attempt=1, chance=0.5)
        assert (told.outcome, told.rejected) == (Accepted(), 0)
        assert "nothing that is compressed" in told.why
        assert carrier.send(parcel, attempt=1, chance=0.5) == Reply(Accepted())
        carrier.close()
    assert ["content-encoding" in one.headers for one in server.asked] == [True, False, False]
    assert [one.body for one in server.asked[1:]] == [parcel.request.body] * 2


def test_what_is_refused_for_another_reason_stays_refused(tmp_path: Path) -> None:
    """By who never took anything packed it is tried once as it is; by who did, it is not."""
    said = [*["400 Bad Request"] * 2, "200 OK", "400 Bad Request", *["415 No"] * 2]

    def answer(asked: servers.Asked, sock: socket.socket) -> None:
        servers.says(servers.ok(status=said.pop(0)))(asked, sock)

    with servers.serving(answer) as server:
        carrier = poster(server)
        parcel = first(carrier, tmp_path, ledger(spans=50))
        replies = [carrier.send(parcel, attempt=1, chance=0.5) for _ in range(4)]
        carrier.close()
    refused = Refused("HTTP 400")
    assert [reply.outcome for reply in replies] == [
        refused,
        Accepted(),
        refused,
        Refused("HTTP 415"),
    ]
    packed = ["content-encoding" in one.headers for one in server.asked]
    assert packed == [True, False, True, True, True, False]


def test_entries_go_to_the_webhook_itself_signed(tmp_path: Path) -> None:
    """As CloudEvents, each under its id; with the time of the attempt in the signature."""
    with serving(servers.ok(status="204 No Content")) as server:
        carrier = poster(server, Kind.WEBHOOK, path="/in?who=me")
        found = loads(carrier, tmp_path, ledger())
        parcels = [parcel for load in found for parcel in load.parcels]
        for parcel in parcels:
            assert carrier.send(parcel, attempt=1, chance=0.5) == Reply(Accepted())
        carrier.done(parcels[0])
        carrier.hurry()
    assert found[-1].position == 6
    assert [parcel.first for parcel in parcels] == [0, 2, 4]
    asked = server.asked[1]
    assert asked.line == "POST /in?who=me HTTP/1.1"
    assert asked.headers["content-type"] == "application/cloudevents+json"
    assert "idempotency-key" not in asked.headers
    event = json.loads(asked.body)
    assert (event["source"], event["id"]) == (LOG, "2")
    key, now_s = asked.headers["webhook-id"], FakeClock().now_us() // 1_000_000
    expected = signed(KEY, key, now_s, asked.body)
    assert expected.items() <= asked.headers.items()
    assert key.startswith(f"{LOG}/2-2/events/")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("400 Bad Request", Refused("HTTP 400")),
        ("401 Unauthorized", Mend(75.0, "HTTP 401")),
        ("503 Busy", Again(1.0, "HTTP 503")),
        ("413 Too Large", Halve()),
    ],
)
def test_what_a_status_means_is_judged(tmp_path: Path, status: str, outcome: object) -> None:
    """By `upstream.answers`."""
    assert answered(tmp_path, servers.ok(status=status)) == Reply(outcome)  # type: ignore[arg-type] # the parameters'


def test_what_a_collector_rejects_of_what_it_takes_is_told(tmp_path: Path) -> None:
    """It is believed within bounds; a webhook's words are not looked at."""
    said = servers.ok(PARTIAL, "Content-Type: application/x-protobuf")
    assert answered(tmp_path, said) == Reply(Accepted(), 2, "too old")
    greedy = ExportTraceServiceResponse(
        partial_success=ExportTracePartialSuccess(rejected_spans=10**9, error_message="\x1b[2J")
    ).SerializeToString()
    told = answered(tmp_path, servers.ok(greedy, "Content-Type: application/x-protobuf"))
    assert told.rejected == 6
    assert "\x1b" not in told.why
    assert answered(tmp_path, said, Kind.WEBHOOK) == Reply(Accepted())


def test_what_is_too_large_has_halves_and_one_entry_alone_none(tmp_path: Path) -> None:
    """Whose keys are their own."""
    with serving(servers.ok(status="413 Too Large")) as server:
        carrier = poster(server)
        whole = first(carrier, tmp_path, ledger())
        one, two = carrier.halves(whole)
        assert isinstance(one, Post)
        assert isinstance(two, Post)
        assert (one.first, one.last, two.first, two.last) == (1, 1, 3, 5)
        assert len({whole.request.key, one.request.key, two.request.key}) == 3
        assert carrier.send(one, attempt=1, chance=0.5) == Reply(Refused("HTTP 413"))


def test_what_was_purged_behind_the_position_is_counted(tmp_path: Path) -> None:
    """The entry is there, its body is not: dealt with, and said so."""
    made = ledger()
    del made.bodies[3]
    with serving(servers.ok()) as server:
        (load,) = loads(poster(server), tmp_path, made)
    assert (load.gone, load.position) == (1, 6)
    assert [(parcel.first, parcel.last) for parcel in load.parcels] == [(1, 5)]
    made.bodies.clear()
    with serving(servers.ok()) as server:
        (load,) = loads(poster(server), tmp_path, made)
    assert (load.parcels, load.gone) == ((), 3)


def test_nothing_of_an_idle_ledger_is_there_to_be_sent(tmp_path: Path) -> None:
    """What tells of upstreams goes to no webhook: it would not end."""
    made = MemoryLedger(LOG)
    for kind in (EntryKind.UPSTREAM_SENT, EntryKind.UPSTREAM_TROUBLE, EntryKind.UPSTREAM_ADDED):
        made.add(kind, {})
    with serving(servers.ok()) as server:
        for kind in (Kind.OTLP, Kind.WEBHOOK):
            (load,) = loads(poster(server, kind), tmp_path, made)
            assert (load.parcels, load.skipped, load.position) == ((), 0, 3)


def test_a_test_sends_no_record(tmp_path: Path) -> None:
    """An empty request, or an event that is no entry; what is not taken is told."""
    del tmp_path
    with serving(servers.ok()) as server:
        poster(server, path="/otel").test()
        poster(server, Kind.WEBHOOK, path="/in").test()
    one, two = server.asked
    assert (one.line, one.body) == ("POST /otel/v1/traces HTTP/1.1", b"")
    assert (two.line, json.loads(two.body)["type"]) == ("POST /in HTTP/1.1", "countersign.test")
    assert two.headers["webhook-signature"].startswith("v1,")
    with (
        serving(servers.ok(status="403 No")) as server,
        pytest.raises(UpstreamError, match="HTTP 403"),
    ):
        poster(server).test()


def test_without_its_key_nothing_goes_to_a_webhook() -> None:
    """Not even unsigned: the receiver could not tell who sent it."""
    hook = upstreams.upstream(Kind.WEBHOOK)
    with pytest.raises(ConfigError, match="signing-key"):
        Poster(hook, {}, LOG, FakeClock())


def test_a_closed_one_sends_nothing_more(tmp_path: Path) -> None:
    """And says that nothing went out."""
    with serving(servers.ok()) as server:
        carrier = poster(server)
        parcel = first(carrier, tmp_path, ledger())
        carrier.close()
        with pytest.raises(UpstreamError) as caught:
            carrier.send(parcel, attempt=1, chance=0.5)
    assert (caught.value.kind, caught.value.sent, server.asked) == ("closed", False, [])
