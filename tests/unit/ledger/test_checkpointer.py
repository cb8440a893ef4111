"""When the log signs itself. What a checkpoint holds: test_writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.checkpointer import IDLE_S, Checkpointer, Due
from desktop_app.ledger.pin import Pin
from desktop_app.ledger.records import StoredCheckpoint
from tests.fakes.clock import FakeClock


class Bench:
    """A checkpointer, its clock, and the pins it sent."""

    def __init__(self) -> None:
        self.clock, self.pins = FakeClock(), list[Pin]() if TYPE_CHECKING else []
        self.it = Checkpointer(self.clock, 2, self.pins.append)

    def made(self, size: int, *, cosigned: bool = False) -> None:
        """Say that a checkpoint was made."""
        note = StoredCheckpoint(1, size, 5, "x", b"note")
        self.it.made(note, origin="o", root=b"root", cosigned=cosigned)


def test_nothing_new_is_nothing_due() -> None:
    """And nothing to wait for."""
    bench = Bench()
    bench.it.grew(2)
    assert bench.it.due() is None
    assert bench.it.wait_s() == IDLE_S


def test_time_counts_from_the_first_uncovered_entry() -> None:
    """Later ones do not put it off."""
    bench = Bench()
    bench.it.grew(3)
    bench.clock.advance(6)
    bench.it.grew(4)
    assert bench.it.wait_s() == 4
    bench.clock.advance(4)
    assert bench.it.due() == Due("time", cosign=False)
    assert bench.it.wait_s() == 0
    bench.made(3)
    assert bench.it.due() is None
    assert bench.it.wait_s() == 10
    assert [(pin.size, pin.note) for pin in bench.pins] == [(3, "note")]


def test_since_when_something_waits_is_known() -> None:
    """By the wall clock, of the first uncovered entry; nothing waits when all are covered."""
    bench = Bench()
    assert bench.it.unsealed_since_us is None
    bench.it.grew(3)
    first_us = bench.clock.now_us()
    bench.clock.advance(4)
    bench.it.grew(4)
    assert bench.it.unsealed_since_us == first_us
    bench.made(3)
    assert bench.it.unsealed_since_us == first_us + 4_000_000
    bench.made(4)
    assert bench.it.unsealed_since_us is None


def test_number() -> None:
    """At 10,000."""
    bench = Bench()
    bench.it.grew(10_001)
    assert bench.it.due() is None
    bench.it.grew(10_002)
    assert bench.it.due() == Due("count", cosign=False)


def test_ends_of_runs_are_cosigned_once_a_second() -> None:
    """A plain checkpoint in between does not count for it."""
    bench = Bench()
    bench.it.grew(3, run_ended=True)
    assert bench.it.due() == Due("run.end", cosign=True)
    bench.made(3)
    assert bench.it.due() == Due("run.end", cosign=True)
    bench.made(3, cosigned=True)
    assert bench.it.due() is None
    bench.it.grew(4, run_ended=True)
    bench.it.grew(5, run_ended=True)
    assert bench.it.due() is None
    assert bench.it.wait_s() == 1
    bench.clock.advance(1)
    assert bench.it.due() == Due("run.end", cosign=True)


def test_after_a_failure_it_waits_a_second() -> None:
    """So that a broken disk costs no processor time."""
    bench = Bench()
    bench.it.grew(3)
    bench.clock.advance(10)
    bench.it.failed()
    assert bench.it.due() is None
    assert bench.it.wait_s() == 1
    bench.clock.advance(1)
    assert bench.it.due() is not None


def test_one_that_covers_everything_will_do() -> None:
    """Unless it lacks the cosignature that is wanted."""
    bench = Bench()
    assert bench.it.already(cosign=False) is None
    bench.it.grew(3)
    bench.made(3)
    assert bench.it.already(cosign=False) is not None
    assert bench.it.already(cosign=True) is None
    bench.made(3, cosigned=True)
    assert bench.it.already(cosign=True) is not None
    bench.it.grew(4)
    assert bench.it.already(cosign=False) is None
