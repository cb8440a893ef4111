"""A wall clock that jumps: no pause gets longer or shorter, and no consent lasts longer by it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.runs import chosen
from tests.fakes import forwarding, otlp
from tests.fakes.clock_jumps import running_jumpy
from tests.fakes.collector import Collector
from tests.fakes.forwarding import send, standing
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Receiver, says

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

DAY_S = 86_400


def test_what_waits_neither_hurries_nor_sleeps(tmp_path: Path) -> None:
    """A day forward, two days back: what is due is sent in time, and all of it arrives."""
    collector = Collector()
    with running_jumpy(tmp_path / "home") as (recorder, jump), Receiver(collector.take) as there:
        ledger = recorder.data_dir / "ledger.db"
        forwarding.add(recorder, "otlp", there.url, own_network=True)
        forwarding.open_door(recorder)
        for seconds in (DAY_S, -2 * DAY_S):
            there.script.append(says(503, "Retry-After: 2"))
            count = len(there.got)
            send(recorder, 2)
            until(lambda count=count: len(there.got) == count + 1)
            asked = time.monotonic()
            jump(seconds)
            send(recorder, 3)
            until(lambda count=count: len(there.got) > count + 1)
            assert 1.9 < time.monotonic() - asked < 10
            until(lambda: collector.matches(ledger))
        assert there.errors == []
        with LedgerReader(ledger) as reader:
            times = [entry.ts_us // 1_000_000 for entry in reader.entries()]
        assert max(times) - min(times) > 2 * DAY_S  # it did jump
        jump(0)
        assert forwarding.verified(recorder) == "CONSISTENT"


def test_a_consent_that_is_over_by_the_clock_stops_it(tmp_path: Path) -> None:
    """After its days nothing goes there any more, though recording goes on."""
    with running_jumpy(tmp_path / "home") as (recorder, jump), Receiver(Collector().take) as there:
        recorder.cli("config", "set", "run.idle_s", "1")  # and the recorder ticks as often
        forwarding.add(recorder, "otlp", there.url, own_network=True, days=3)
        forwarding.open_door(recorder)
        send(recorder, 2)
        until(lambda: len(there.got) == 1)
        process = forwarding.courier(recorder)
        jump(4 * DAY_S)
        until(lambda: not process.is_running())
        assert not standing(recorder)["in_force"]
        assert standing(recorder)["records"] == 2
        send(recorder, 5)
        ends = time.monotonic() + 1
        while time.monotonic() < ends:
            assert len(there.got) == 1


def test_a_sampled_run_that_does_not_end_comes_with_the_next_day(tmp_path: Path) -> None:
    """One that met trouble: it is decided of when the epoch turns, and goes on after that."""
    collector = Collector()
    with running_jumpy(tmp_path / "home") as (recorder, jump), Receiver(collector.take) as there:
        forwarding.add(recorder, "otlp", there.url, own_network=True, sample=10_000)
        forwarding.open_door(recorder)
        failed = otlp.traces(3)
        failed.resource_spans[0].scope_spans[0].spans[1].status.code = 2
        body = failed.SerializeToString()
        assert recorder.post("/v1/traces", body, forwarding.PROTOBUF)[0] == 200
        ledger = recorder.data_dir / "ledger.db"
        with LedgerReader(ledger) as reader:
            (began,) = reader.of_kinds((EntryKind.RUN_START,))
        assert not chosen("", str(began.run_id), 10_000)
        until(lambda: _seen(recorder))
        assert collector.entries == {}
        jump(DAY_S)
        send(recorder, 2)  # of the same run; before the turn or behind it
        first, second = _telemetry(ledger)
        until(lambda: first in collector.entries)
        jump(2 * DAY_S)
        send(recorder, 1)
        until(lambda: second in collector.entries)
        assert collector.again == 0
        with LedgerReader(ledger) as reader:
            assert list(reader.of_kinds((EntryKind.RUN_END,))) == []
        assert there.errors == []


def _seen(recorder: RunningRecorder) -> bool:
    """Whether all that was recorded was looked at: what it told is what waits by itself."""
    return bool(standing(recorder)["behind"] == 0)


def _telemetry(ledger: Path) -> list[int]:
    with LedgerReader(ledger) as reader:
        return [entry.seq for entry in reader.of_kinds((EntryKind.OTLP_TRACES,))]
