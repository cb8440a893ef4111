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

import pytest

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import forwarding, receiving
from tests.fakes.collector import Collector, stored
from tests.fakes.effort import LONG
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Receiver
from tests.fakes.running import RunningRecorder, environment, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crash

KILLS = 200 if LONG else 8
BLOCK = 64


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
    tmp_path: Path, collector: tuple[Receiver, Collector]
) -> None:
    """Courier and recorder in turn, while an agent sends all the time."""
    there, came = collector
    moments = Random(5)  # noqa: S311 - moments to kill at, the same in every run
    recorder = start(environment(tmp_path))
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
                recorder = agent.recorder = start(recorder.environment)
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
