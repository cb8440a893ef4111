"""The recorder's own metrics, in its own ledger."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from desktop_app.errors import DiskFullError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal
from desktop_app.recorder import self_telemetry
from desktop_app.recorder.self_telemetry import PREFIX, SelfTelemetry
from tests.fakes import otlp
from tests.fakes.ledger_place import until
from tests.fakes.recording import FailingWriter, entries

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder


def send(made: Recorder, count: int = 1) -> None:
    """Record spans."""
    for _ in range(count):
        made.pipeline.submit(otlp.raw(otlp.traces(2).SerializeToString())).result(60)
    made.journal.writer.checkpoint("test").result(60)  # the callbacks have run


def points(made: Recorder) -> dict[str, object]:
    """Return the newest recorded points by short name."""
    entry = [e for e in entries(made) if e.kind == "otlp.metrics"][-1]
    assert entry.actor["sender"] == "countersign"
    with LedgerReader(made.paths.ledger) as ledger:
        body = ledger.body(entry.seq)
    request = signals.parse_request(Signal.METRICS, body)
    found = {}
    for _, _, metric in signals.walk(Signal.METRICS, request):
        assert metric.name.startswith(PREFIX)
        (found[metric.name.removeprefix(PREFIX)],) = getattr(
            metric, metric.WhichOneof("data")
        ).data_points
    return found


def test_a_collection_is_an_ordinary_request(made: Recorder) -> None:
    """All documented metrics with their values, by the sender `countersign`."""
    own = SelfTelemetry(made)
    own.start()
    send(made, 3)
    submitted = own.collect()
    assert submitted is not None
    assert submitted.result(60).rejected == 0
    found = points(made)
    assert found["records"].as_int == 6
    assert found["requests"].as_int == 3
    assert found["queue_depth"].as_int == 0
    assert "index_lag" not in found  # there is no index here
    assert found["ack_latency"].count == 3
    assert 0 < found["ack_latency"].sum < 5
    assert found["batch_size"].count == 2  # the third commit is over when the fourth is heard of
    own.stop()
    send(made)


def test_the_lag_is_told_once_there_is_an_index(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gauge."""
    monkeypatch.setattr(type(made), "lag", lambda _self: 7)
    own = SelfTelemetry(made)
    own.collect().result(60)
    assert points(made)["index_lag"].as_int == 7
    own.stop()


def test_it_collects_by_itself_and_survives_a_full_disk(
    made: Recorder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A collection that cannot be stored is told; the next one comes."""
    monkeypatch.setattr(self_telemetry, "EVERY_S", 0.02)
    writer = made.journal.writer
    full = FailingWriter(DiskFullError("The disk is full."))
    full.state = writer.state
    made.journal.open(full)
    own = SelfTelemetry(made)
    own.start()
    until(lambda: "The disk is full." in caplog.text)
    made.journal.open(writer)
    until(lambda: "otlp.metrics" in {str(e.kind) for e in entries(made)})
    own.stop()


def test_off_it_is_not_even_imported() -> None:
    """The SDK is loaded only when the setting is on."""
    script = (
        "import sys; import desktop_app.recorder.serve;"
        "print([m for m in sys.modules if 'opentelemetry.sdk' in m or 'self_telemetry' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
