"""kill -9 of the courier, and of the recorder, at any moment while it forwards.

Nothing is missing at the collector in the end, all of it is as it is stored, and what came twice
came under its key, or, cut larger once its block had grown, with the number of its entry.
Short form: 8 kills; COUNTERSIGN_LONG=1: 200.
"""

from __future__ import annotations

import time
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING

import psutil
import pytest

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import forwarding, receiving
from tests.fakes.collector import Collector, stored
from tests.fakes.effort import LONG
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Receiver
from tests.fakes.running import RunningRecorder, environment, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.crash

KILLS = 200 if LONG else 8
BLOCK = 64
ENDS_S = 2.0


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[], RunningRecorder]]:
    """Give what starts a recorder, always of the same home; none is left in the end."""
    begun: list[RunningRecorder] = []

    def begin() -> RunningRecorder:
        begun.append(start(environment(tmp_path)))
        return begun[-1]

    yield begin
    for recorder in begun:
        if recorder.process.poll() is None:
            recorder.kill()


class Agent:
    """Sends spans to whichever recorder runs, and remembers how many were acknowledged."""

    def __init__(self, recorder: RunningRecorder) -> None:
        self.recorder, self.acknowledged = recorder, 0
        self._over = Event()
        self._thread = Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._over.wait(0.005):
            number += 1
            try:
                forwarding.send(self.recorder, number % 7 + 1)
            except OSError:  # killed in the middle: not acknowledged
                continue
            self.acknowledged += number % 7 + 1


@pytest.fixture
def collector() -> Iterator[tuple[Receiver, Collector]]:
    """Give one that is a little slow, and loses an answer now and then."""
    made, turns = Collector(), Random(11)  # noqa: S311 - the same in every run

    def behave(asked: receiving.Asked) -> None:
        time.sleep(turns.random() / 50)
        lost = turns.random() < 0.05
        (receiving.takes_and(receiving.resets) if lost else receiving.accepts)(asked)

    with Receiver(made.take) as there:
        there.usual = behave
        yield there, made


def test_nothing_is_missing_in_the_end(
    begin: Callable[[], RunningRecorder], collector: tuple[Receiver, Collector]
) -> None:
    """Courier and recorder in turn, while an agent sends all the time."""
    there, came = collector
    moments = Random(5)  # noqa: S311 - moments to kill at, the same in every run
    recorder = begin()
    forwarding.add(recorder, "otlp", there.url, own_network=True)
    forwarding.open_door(recorder)
    agent = Agent(recorder)
    try:
        for turn in range(KILLS):
            process = forwarding.courier(recorder)
            before = len(there.got)
            until(lambda before=before: len(there.got) > before)  # it is in the middle of it
            time.sleep(moments.random() / 5)
            if turn % 2:
                recorder.kill()
                recorder = agent.recorder = begin()
            else:
                process.kill()
    finally:
        agent.stop()
    ledger = recorder.data_dir / "ledger.db"
    until(lambda: came.matches(ledger))
    assert _spans(ledger) >= agent.acknowledged > 0
    assert forwarding.verified(recorder) == "CONSISTENT"
    assert recorder.stop() == 0
    _came_again_as_they_may(came, ledger)


def test_a_courier_ends_with_its_recorder(begin: Callable[[], RunningRecorder]) -> None:
    """Killed in mid-upload: nobody is left who could shut the door, so the courier hangs up."""
    came = Collector()
    recorder = begin()
    with Receiver(came.take) as there:
        forwarding.add(recorder, "otlp", there.url, own_network=True)
        forwarding.open_door(recorder)
        there.script.append(receiving.hangs)
        forwarding.send(recorder, 3)
        until(lambda: len(there.got) == 1)
        process = forwarding.courier(recorder)
        recorder.kill()
        killed = time.monotonic()
        until(lambda: _has_ended(process))
        assert time.monotonic() - killed < ENDS_S
        there.let_go.set()
        recorder = begin()
        until(lambda: came.matches(recorder.data_dir / "ledger.db"))
        assert forwarding.verified(recorder) == "CONSISTENT"
        assert recorder.stop() == 0


def _has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _spans(ledger: Path) -> int:
    with LedgerReader(ledger) as reader:
        told = [
            entry.subject["records"] for entry in reader.entries() if entry.kind == "otlp.traces"
        ]
    return sum(int(str(count)) for count in told)


def _came_again_as_they_may(came: Collector, ledger: Path) -> None:
    """No request spans two blocks, so that two of them that share entries are cut of one block."""
    assert set(came.entries) == set(stored(ledger))
    for key in came.bodies:
        first, last = map(int, key.split("/")[2].split("-"))
        assert first // BLOCK == last // BLOCK, key
