"""A collector that is slow, lies, resets, redirects, says no, or is another one all of a sudden.

After each: everything arrives exactly as it is stored, nothing twice but under its key, the trouble
was told in words, and recording went on meanwhile.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceResponse,
)

from tests.fakes import forwarding, gate_client, receiving, servers
from tests.fakes.certificates import Authority
from tests.fakes.collector import PROTOBUF, Collector, stored
from tests.fakes.forwarding import open_door, send, shut_door, standing
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Answer, Receiver, says, takes_and
from tests.fakes.running import RunningRecorder, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.receiving import Asked, Behaviour

UNAVAILABLE = says(503, "Retry-After: 1")


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Give one recorder to all tests, its door open; each adds an upstream of its own."""
    with running(tmp_path_factory.mktemp("faults")) as made:
        open_door(made)
        yield made
        assert forwarding.verified(made) == "CONSISTENT"


class Rig:
    """A recorder, a collector, and the upstream that leads from one to the other."""

    def __init__(
        self,
        recorder: RunningRecorder,
        there: Receiver,
        collector: Collector,
        name: str = "there",
    ) -> None:
        self.recorder, self.there, self.collector, self.name = recorder, there, collector, name
        self.start = 0
        self.refused: tuple[int, ...] = ()

    def add(self, **options: Any) -> None:
        """Add the upstream."""
        added = forwarding.add(
            self.recorder, "otlp", self.there.url, self.name, own_network=True, **options
        )
        self.start = added["position"]

    @property
    def ledger(self) -> Path:
        """The recorder's ledger."""
        return self.recorder.data_dir / "ledger.db"

    @property
    def trouble(self) -> str:
        """What `upstream list` says is wrong."""
        return str(standing(self.recorder, self.name)["trouble"])

    def told(self) -> list[dict[str, Any]]:
        """Return what the ledger says went wrong with this upstream."""
        mine = standing(self.recorder, self.name)["id"]
        entries = gate_client.entries(self.recorder, "upstream.trouble")
        return [entry for entry in entries if entry["id"] == mine]

    def all_is_there(self) -> bool:
        """Whether everything that was sent to the recorder has arrived, as it is stored."""
        found = self.collector.matches(self.ledger, start=self.start, without=self.refused)
        return found and self.there.errors == []


@pytest.fixture
def rig(recorder: RunningRecorder) -> Iterator[Rig]:
    """Give an upstream whose collector does as scripted; it is removed in the end."""
    collector = Collector()
    with Receiver(collector.take) as there:
        made = Rig(recorder, there, collector)
        made.add()
        yield made
        forwarding.remove(recorder)


TRIED_AGAIN: dict[str, tuple[str, list[Behaviour]]] = {
    "reset-in-body": ("broke the connection", [receiving.resets_in_body]),
    "reset-behind": ("broke the connection", [receiving.resets]),
    "accepted-reset": ("broke the connection", [takes_and(receiving.resets)]),
    "no-http": ("did not answer as HTTP says", [takes_and(receiving.babbles)]),
    "endless": ("64 KiB", [takes_and(receiving.never_ends)]),
    "endless-headers": ("headers", [takes_and(says(502, "X: " + "y" * 70_000))]),
    "429": ("HTTP 429", [says(429, "Retry-After: 1")]),
    "503": ("HTTP 503", [UNAVAILABLE, UNAVAILABLE]),
    "accepted-503": ("HTTP 503", [takes_and(UNAVAILABLE)]),
}


def test_what_they_do_once_or_twice_is_tried_again(recorder: RunningRecorder) -> None:
    """Nine of them at once: the request comes again with its key; trouble is told, and is over.

    None of them waits for another, and recording waits for none.
    """
    shut_door(recorder)
    with ExitStack() as stack:
        rigs = []
        for name, (_, script) in TRIED_AGAIN.items():
            collector = Collector()
            there = stack.enter_context(Receiver(collector.take))
            there.script += script
            rigs.append(Rig(recorder, there, collector, name))
            rigs[-1].add()
        send(recorder, 3)
        open_door(recorder)
        for rig in rigs:
            until(lambda rig=rig: rig.told() != [])
        send(recorder, 2)
        for rig in rigs:
            word, script = TRIED_AGAIN[rig.name]
            until(rig.all_is_there)
            until(lambda rig=rig: rig.trouble == "")
            assert [word in entry["why"] for entry in rig.told()] == [True], rig.told()
            assert all(entry["sure"] and not entry["refused"] for entry in rig.told())
            assert rig.collector.again <= len(script)
            assert "accepted" not in rig.name or rig.collector.again == 1
        forwarding.remove_all(recorder)


def test_it_may_ask_for_a_pause(rig: Rig) -> None:
    """`Retry-After` is heeded: not a byte comes before."""
    rig.there.script.append(says(503, "Retry-After: 2"))
    send(rig.recorder)
    until(lambda: len(rig.there.got) == 1)
    asked = time.monotonic()
    until(lambda: len(rig.there.got) == 2)
    assert time.monotonic() - asked > 1.9
    until(rig.all_is_there)


def test_one_that_is_only_slow_is_waited_for(rig: Rig) -> None:
    """It reads, and answers, a little at a time: no trouble, nothing twice."""
    rig.there.script += [receiving.reads_slowly, receiving.drips]
    send(rig.recorder, 200)
    until(rig.all_is_there)
    send(rig.recorder, 2)
    until(rig.all_is_there)
    until(lambda: standing(rig.recorder)["behind"] == 0)
    assert rig.collector.again == 0
    assert rig.told() == []


def test_while_it_hangs_recording_goes_on(rig: Rig) -> None:
    """Fifty acknowledgements come while one request has no answer; then all of it arrives."""
    rig.there.script.append(receiving.hangs)
    send(rig.recorder)
    until(lambda: len(rig.there.got) == 1)
    for spans in range(1, 51):
        send(rig.recorder, spans)
    assert len(rig.there.got) == 1
    assert standing(rig.recorder)["behind"] > 50
    rig.there.let_go.set()
    until(rig.all_is_there)
    assert rig.collector.again == 0


@pytest.mark.parametrize("status", [302, 308])
def test_no_redirect_is_followed(rig: Rig, status: int) -> None:
    """The other place hears nothing; a person is told, and when it is mended all of it arrives."""
    with Receiver(lambda _: Answer()) as elsewhere:
        rig.there.script.append(says(status, f"Location: {elsewhere.url}/v1/traces"))
        send(rig.recorder, 4)
        until(lambda: rig.trouble != "")
        assert "redirects are not followed" in rig.trouble
        assert standing(rig.recorder)["retry_s"] >= 60
        assert "redirects are not followed" in rig.recorder.cli("upstream", "list").stdout
        shut_door(rig.recorder)
        open_door(rig.recorder)
        until(rig.all_is_there)
        until(lambda: rig.trouble == "")
        assert gate_client.entries(rig.recorder, "upstream.sent")[-1]["reason"] == "recovered"
        assert elsewhere.connections == 0
    assert rig.collector.again == 0


def test_what_is_too_large_is_halved(rig: Rig) -> None:
    """Down to single entries, each under a key of its own; nothing of it comes twice."""
    shut_door(rig.recorder)
    for spans in (1, 40, 2, 40, 3, 1):
        send(rig.recorder, spans)
    largest = max(
        telemetry.ByteSize() for seq, telemetry in stored(rig.ledger).items() if seq >= rig.start
    )
    rig.there.script += [receiving.above(largest + 200)] * 100
    open_door(rig.recorder)
    until(rig.all_is_there)
    assert len(rig.there.got) > len(rig.collector.bodies) > 2
    assert rig.collector.again == 0
    assert all(len(came) == 1 for came in rig.collector.entries.values())
    assert rig.told() == []


def test_an_entry_alone_that_is_too_large_is_named(rig: Rig) -> None:
    """It is refused for good and said to be; what stands beside it arrives."""
    shut_door(rig.recorder)
    for spans in (1, 200, 1):
        send(rig.recorder, spans)
    mine = {seq: one for seq, one in stored(rig.ledger).items() if seq >= rig.start}
    large = max(mine, key=lambda seq: mine[seq].ByteSize())
    rig.there.script += [receiving.above(8_000)] * 100
    open_door(rig.recorder)
    rig.refused = (large,)
    until(rig.all_is_there)
    until(lambda: standing(rig.recorder)["refused"] == 200)
    (told,) = rig.told()
    assert (told["first"], told["last"], told["refused"]) == (large, large, True)
    assert "HTTP 413" in told["why"]


def test_what_it_will_never_take_is_named_and_not_sent_again(rig: Rig) -> None:
    """A 400, also unpacked: once, told with what it is about; what comes after arrives."""
    rig.there.script += [says(400)] * 2
    send(rig.recorder, 6)
    until(lambda: standing(rig.recorder)["refused"] == 6)
    (told,) = rig.told()
    assert told["why"] == "HTTP 400"
    rig.refused = (told["first"],)
    assert told["first"] == told["last"]
    send(rig.recorder, 5)
    until(rig.all_is_there)
    assert ["content-encoding" in got.headers for got in rig.there.got] == [True, False, True]


def test_a_receiver_that_does_not_unpack_gets_it_as_it_is(rig: Rig) -> None:
    """Whatever OTLP says of servers: nothing is lost by it, and that is told."""
    rig.there.script.append(says(415))
    send(rig.recorder, 6)
    until(rig.all_is_there)
    send(rig.recorder, 7)
    until(rig.all_is_there)
    packed = ["content-encoding" in got.headers for got in rig.there.got]
    assert packed == [True, False, False]
    shut_door(rig.recorder)
    (told,) = rig.told()
    assert (told["records"], told["why"]) == (
        0,
        "It takes nothing that is compressed: it is sent to as it is.",
    )
    assert standing(rig.recorder)["refused"] == 0
    open_door(rig.recorder)


@pytest.mark.parametrize("rejected", [2, 10**9])
def test_what_it_rejects_of_a_request_is_named(rig: Rig, rejected: int) -> None:
    """A partial success: believed up to what was sent, its words shown as they can be seen."""
    partial = ExportTracePartialSuccess(rejected_spans=rejected, error_message="too \x1b[2Jold")
    said = ExportTraceServiceResponse(partial_success=partial).SerializeToString()
    answer = says(200, f"Content-Type: {PROTOBUF}", body=said)
    rig.there.script.append(takes_and(answer))
    send(rig.recorder, 7)
    until(rig.all_is_there)
    lost = min(rejected, 7)
    until(lambda: standing(rig.recorder)["refused"] == lost)
    (told,) = rig.told()
    assert "too " in told["why"]
    assert "\x1b" not in told["why"]
    shut_door(rig.recorder)  # what was sent is written down then
    assert standing(rig.recorder)["records"] == 7 - lost
    open_door(rig.recorder)
    assert len(rig.there.got) == 1


def test_a_certificate_that_changes_ends_it(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Between two requests another authority's: not a byte of a record reaches it."""
    ours, other = Authority(), Authority("Somebody else")
    mine = servers.tls(ours.pair("127.0.0.1").file(tmp_path, "ours.pem"))
    theirs = servers.tls(other.pair("127.0.0.1").file(tmp_path, "theirs.pem"))
    collector = Collector()

    def once(asked: Asked) -> None:  # so that the next request needs a handshake
        asked.close_connection = True
        receiving.accepts(asked)

    with Receiver(collector.take, tls=mine) as there:
        rig = Rig(recorder, there, collector)
        rig.add(ca=ours.pem)
        there.script += [once]
        send(recorder, 3)
        until(rig.all_is_there)
        there.tls = theirs
        send(recorder, 2)
        until(lambda: "is not who it says" in rig.trouble)
        assert len(there.got) == 1
        there.tls = mine
        shut_door(recorder)
        open_door(recorder)
        until(rig.all_is_there)
        until(lambda: rig.trouble == "")
        forwarding.remove(recorder)
    assert collector.again == 0
