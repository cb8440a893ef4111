"""Local-only mode turned on in mid-upload: it stops at once, and says what was sent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.normalize.signals import Signal
from desktop_app.operations import local_only
from desktop_app.upstream.batches import BLOCK
from tests.bench.batches import clean, spans
from tests.fakes import forwarding, gate_client, receiving
from tests.fakes.collector import Collector, stored
from tests.fakes.forwarding import PROTOBUF, open_door, send, shut_door, standing
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Receiver
from tests.fakes.running import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.running import RunningRecorder

AT_ONCE_S = 1.0
LARGE = 20_000  # spans of one request: more than sockets hold


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Give one recorder to all tests."""
    with running(tmp_path_factory.mktemp("stop")) as made:
        yield made
        assert forwarding.verified(made) == "CONSISTENT"


@pytest.fixture
def recorder(shared: RunningRecorder) -> Iterator[RunningRecorder]:
    """Give one whose door is open, and which no upstream is left of in the end."""
    open_door(shared)
    yield shared
    forwarding.remove_all(shared)


def is_there(collector: Collector, recorder: RunningRecorder, start: int) -> bool:
    """Tell whether all that was stored since an upstream was added has arrived."""
    return collector.matches(recorder.data_dir / "ledger.db", start=start)


def size(recorder: RunningRecorder) -> int:
    """Return how many entries there are."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return sum(1 for _ in ledger.entries())


def told_of(recorder: RunningRecorder, start: int) -> list[dict[str, Any]]:
    """Return the troubles since then."""
    troubles = gate_client.entries(recorder, "upstream.trouble")
    return [entry for entry in troubles if entry["first"] >= start]


def send_large(recorder: RunningRecorder) -> None:
    """Have an agent send megabytes in one request."""
    body = spans(clean, LARGE, 1).SerializeToString()
    assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200


def test_an_upload_stops_within_a_second(recorder: RunningRecorder) -> None:
    """Said are what was sent and what is not known; when the door opens again all of it comes."""
    collector = Collector()
    with Receiver(collector.take, buffer=4_096) as there:
        start = forwarding.add(recorder, "otlp", there.url, own_network=True)["position"]
        send(recorder, 3)
        until(lambda: len(there.got) == 1)
        there.script.append(receiving.reads_slowly)
        send_large(recorder)
        send(recorder, 5)
        until(lambda: there.read > 20_000)

        asked = time.monotonic()
        (told,) = shut_door(recorder)
        assert time.monotonic() - asked < AT_ONCE_S
        connections = there.connections

        (large,) = [entry["first"] for entry in told_of(recorder, start) if entry["sure"] is False]
        assert told["records"] == 3
        assert told["position"] <= large
        assert told["behind"] > 0
        assert told["unsure"] == [large, large]
        sentence = local_only.sent_sentence(told)
        assert "3 records sent" in sentence
        assert f"#{large:,}" in sentence
        assert "not known" in sentence
        send(recorder, 2)
        assert (there.connections, len(there.got)) == (connections, 1)

        open_door(recorder)
        until(lambda: is_there(collector, recorder, start))
        until(lambda: standing(recorder)["trouble"] == "")
    assert all(len(came) == 1 for came in collector.entries.values())


def test_not_even_what_the_system_holds_goes_on(recorder: RunningRecorder) -> None:
    """The collector sees the end within a second, though it reads slowly and sockets hold much."""
    with Receiver(Collector().take, buffer=4_096) as there:
        forwarding.add(recorder, "otlp", there.url, own_network=True)
        there.script.append(receiving.reads_slowly)
        send_large(recorder)
        until(lambda: there.read > 20_000)
        asked = time.monotonic()
        shut_door(recorder)
        until(lambda: there.broken != [] or time.monotonic() - asked > 2 * AT_ONCE_S)
        assert there.broken != []
        assert there.broken[0] - asked < AT_ONCE_S


def test_one_that_hangs_is_hung_up_on(recorder: RunningRecorder) -> None:
    """All of a request went out and no answer came: whether it arrived is not known, and said."""
    collector = Collector()
    with Receiver(collector.take) as there:
        start = forwarding.add(recorder, "otlp", there.url, own_network=True)["position"]
        there.script.append(receiving.hangs)
        send(recorder, 4)
        until(lambda: len(there.got) == 1)
        asked = time.monotonic()
        (told,) = shut_door(recorder)
        assert time.monotonic() - asked < AT_ONCE_S
        (entry,) = told_of(recorder, start)
        assert (entry["sure"], entry["first"]) == (False, told["unsure"][0])
        there.let_go.set()
        open_door(recorder)
        until(lambda: is_there(collector, recorder, start))
        until(lambda: collector.again == 1)  # it had arrived: the same key tells
        until(lambda: standing(recorder)["behind"] == 0)
        (told,) = shut_door(recorder)
        assert told["unsure"] is None
        assert "not known" not in local_only.sent_sentence(told)


def test_what_arrived_of_a_batch_that_is_not_done_is_not_sure(recorder: RunningRecorder) -> None:
    """Halved, one half accepted, the other without an answer: both come again, and are named."""
    shut_door(recorder)
    while size(recorder) % BLOCK > BLOCK // 2:  # so that what follows is one batch
        send(recorder)
    collector = Collector()
    with Receiver(collector.take) as there:
        start = forwarding.add(recorder, "otlp", there.url, own_network=True)["position"]
        for spans in (1, 2, 3, 4):
            send(recorder, spans)
        there.script += [receiving.says(413), receiving.accepts, receiving.hangs]
        open_door(recorder)
        until(lambda: len(there.got) == 3)
        (told,) = shut_door(recorder)
        (came,) = collector.bodies
        assert told["records"] == 0
        whole = [got.headers["idempotency-key"] for got in there.got]
        first, last = whole[0].split("/")[2].split("-")
        assert told["unsure"] == [int(first), int(last)]
        assert whole[1] == came
        there.let_go.set()
        there.script.append(receiving.says(413))
        open_door(recorder)
        until(lambda: is_there(collector, recorder, start))
        until(lambda: collector.again == 2)
        until(lambda: standing(recorder)["behind"] == 0)
        (told,) = shut_door(recorder)
        assert (told["records"], told["unsure"]) == (10, None)


def test_one_that_waits_for_its_next_try_is_stopped(recorder: RunningRecorder) -> None:
    """Nothing was under way: what was sent is sure, and the wait is over at once."""
    with Receiver(Collector().take) as there:
        there.script.append(receiving.says(503, "Retry-After: 600"))
        start = forwarding.add(recorder, "otlp", there.url, own_network=True)["position"]
        send(recorder, 4)
        until(lambda: standing(recorder)["trouble"] != "")
        asked = time.monotonic()
        (told,) = shut_door(recorder)
        assert time.monotonic() - asked < AT_ONCE_S
        assert (told["records"], told["unsure"]) == (0, None)
    assert all(entry["sure"] for entry in told_of(recorder, start))


def test_a_courier_that_does_not_end_is_killed(recorder: RunningRecorder) -> None:
    """Stopped in its tracks it says nothing: all that it may have sent is not sure."""
    collector = Collector()
    with Receiver(collector.take) as there:
        start = forwarding.add(recorder, "otlp", there.url, own_network=True)["position"]
        there.script.append(receiving.hangs)
        send(recorder, 4)
        until(lambda: len(there.got) == 1)
        process = forwarding.courier(recorder)
        process.suspend()
        asked = time.monotonic()
        (told,) = shut_door(recorder)
        assert time.monotonic() - asked < AT_ONCE_S
        assert not process.is_running()
        first, last = told["unsure"]
        (entry,) = told_of(recorder, start)
        assert (entry["sure"], entry["first"], entry["last"]) == (False, first, last)
        (seq,) = [seq for seq in stored(recorder.data_dir / "ledger.db") if seq >= start]
        assert first <= seq <= last
        there.let_go.set()
        open_door(recorder)
        until(lambda: is_there(collector, recorder, start))


def test_a_person_at_the_terminal_reads_the_same(recorder: RunningRecorder) -> None:
    """The command says what was sent, and from where on nothing was."""
    collector = Collector()
    with Receiver(collector.take) as there:
        forwarding.add(recorder, "otlp", there.url, own_network=True, signals=(Signal.TRACES,))
        send(recorder, 4)
        until(lambda: standing(recorder)["behind"] == 0)
        said = recorder.cli("mode", "local-only", "on").stdout
    assert "there: 4 records sent" in said


def test_removing_one_in_the_middle_stops_it_alone(recorder: RunningRecorder) -> None:
    """The other goes on and gets everything; the removed one hears nothing more."""
    gone, stays = Collector(), Collector()
    with Receiver(gone.take, buffer=4_096) as there, Receiver(stays.take) as other:
        start = forwarding.add(recorder, "otlp", there.url, own_network=True)["position"]
        forwarding.add(recorder, "otlp", other.url, "other", own_network=True)
        there.script.append(receiving.reads_slowly)
        send_large(recorder)
        until(lambda: there.read > 20_000)
        asked = time.monotonic()
        told = forwarding.remove(recorder)
        assert time.monotonic() - asked < AT_ONCE_S
        assert told["records"] == 0
        connections = there.connections
        send(recorder, 2)
        until(lambda: is_there(stays, recorder, start))
        assert there.connections == connections
        assert there.got == []
