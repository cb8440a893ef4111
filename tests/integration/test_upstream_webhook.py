"""A webhook over a real run: signatures that the official library accepts, every entry once."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import forwarding, gate_client, receiving
from tests.fakes.collector import Collector
from tests.fakes.forwarding import standing
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Answer, Receiver
from tests.fakes.recorded import runs
from tests.fakes.running import RunningRecorder, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.model.entry import Entry
    from tests.fakes.receiving import Got

TICKS_S = 3.0  # several ticks of the recorder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRecorder]:
    """Give one recorder to all tests, its door open."""
    with running(tmp_path_factory.mktemp("webhook")) as made:
        forwarding.open_door(made)
        yield made
        assert forwarding.verified(made) == "CONSISTENT"


@pytest.fixture
def recorder(shared: RunningRecorder) -> Iterator[RunningRecorder]:
    """Give one which no upstream is left of in the end."""
    yield shared
    forwarding.remove_all(shared)


class Hook:
    """What a receiver keeps: events by source and id, each request verified.

    Attributes:
        events: of each (source, id), the event.
        ids: of each `webhook-id`, the bodies that came under it.
    """

    def __init__(self, content_type: str) -> None:
        self.key = ""
        self.events: dict[tuple[str, int], dict[str, Any]] = {}
        self.ids: dict[str, set[bytes]] = {}
        self._content_type = content_type

    def take(self, got: Got) -> Answer:
        """Verify a request and keep its events."""
        assert got.headers["content-type"] == self._content_type
        told = Webhook(self.key).verify(got.body, got.headers)
        assert told == json.loads(got.body)
        key, _, digest = got.headers["webhook-id"].rpartition("/")
        assert digest == sha256(got.body).hexdigest()[:16]
        assert key.endswith("/events")
        self.ids.setdefault(got.headers["webhook-id"], set()).add(got.body)
        for event in told if isinstance(told, list) else [told]:
            name = (event["source"], int(event["id"]))
            assert self.events.setdefault(name, event) == event
        return Answer(204)


def wanted(recorder: RunningRecorder, start: int) -> dict[int, Entry]:
    """Return the entries that go to a webhook."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return {
            entry.seq: entry
            for entry in ledger.entries(start)
            if not str(entry.kind).startswith(("otlp.", "upstream."))
        }


def work(recorder: RunningRecorder) -> None:
    """Play an agent's run as it was recorded."""
    run = next(one for one in runs() if one.name == "claude-hooks")
    for body in run.bodies:
        path, headers = f"/v1/{body.signal.value}", {"content-type": "application/json"}
        assert recorder.post(path, body.decoded, headers)[0] == 200
    recorder.cli("run", "--", "true")


@pytest.mark.parametrize(
    ("batch", "content_type"),
    [(1, "application/cloudevents+json"), (64, "application/cloudevents-batch+json")],
    ids=["structured", "batch"],
)
def test_every_entry_comes_signed(recorder: RunningRecorder, batch: int, content_type: str) -> None:
    """All but telemetry and upstreams, each as its leaf is, under one id; then there is silence."""
    hook = Hook(content_type)
    with Receiver(hook.take) as there:
        there.script.append(receiving.takes_and(receiving.resets))
        added = forwarding.add(
            recorder, "webhook", f"{there.url}/in?x=1", own_network=True, batch=batch
        )
        hook.key = added["signing_key"]
        work(recorder)

        def all_came() -> bool:
            assert there.errors == []
            return {seq for _, seq in dict(hook.events)} == set(wanted(recorder, added["position"]))

        until(all_came)
        assert all(len(bodies) == 1 for bodies in hook.ids.values())
        until(lambda: len(there.got) == len(hook.ids) + 1)  # its answer was lost: again, its id
        bodies = b"".join(body for one in hook.ids.values() for body in one)
        for seq, entry in wanted(recorder, added["position"]).items():
            assert hook.events[entry.log, seq]["type"] == f"countersign.entry.{entry.kind}"
            assert b'"data":' + entry.leaf + b"}" in bodies


def test_an_idle_system_stays_silent(recorder: RunningRecorder) -> None:
    """Once all came and is written down, nothing is sent and nothing written, tick after tick."""
    recorder.cli("config", "set", "run.idle_s", "1")  # and the recorder ticks as often
    hook, collector = Hook("application/cloudevents+json"), Collector()
    with Receiver(hook.take) as there, Receiver(collector.take) as other:
        added = forwarding.add(recorder, "webhook", there.url, own_network=True)
        hook.key = added["signing_key"]
        forwarding.add(recorder, "otlp", other.url, "other", own_network=True)
        work(recorder)
        until(lambda: is_written(recorder, "there") and is_written(recorder, "other"))
        seen = size(recorder), len(there.got), len(other.got)
        ends = time.monotonic() + TICKS_S
        while time.monotonic() < ends:
            assert (size(recorder), len(there.got), len(other.got)) == seen
        assert there.errors == other.errors == []


def is_written(recorder: RunningRecorder, name: str) -> bool:
    """Tell whether what was sent is in the ledger, and nothing else waits."""
    mine = standing(recorder, name)
    sent = [
        one for one in gate_client.entries(recorder, "upstream.sent") if one["id"] == mine["id"]
    ]
    ends = [seq for seq, entry in wanted(recorder, mine["position"]).items()]
    return bool(sent) and mine["behind"] == 0 and not ends


def size(recorder: RunningRecorder) -> int:
    """Return how many entries there are."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return sum(1 for _ in ledger.entries())
