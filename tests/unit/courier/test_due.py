"""What is due by time alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.courier.due import Due, tells_more
from desktop_app.model.kinds import EntryKind
from tests.fakes import upstreams
from tests.fakes.memory_ledger import MemoryLedger

if TYPE_CHECKING:
    from pathlib import Path

HOUR_US = 3_600_000_000


class Watch:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.s = 500.0

    def __call__(self) -> float:
        return self.s


def test_the_first_is_due_and_then_each_after_its_pause() -> None:
    """Counted from when it was done, not from when it was due."""
    watch = Watch()
    due = Due(3_600, None, HOUR_US, watch)
    assert due.now
    watch.s += 100
    due.done()
    assert not due.now
    watch.s += 3_599
    assert not due.now
    watch.s += 1
    assert due.now


@pytest.mark.parametrize(
    ("last_us", "waits_s"),
    [(0, 0), (HOUR_US, 0), (HOUR_US + HOUR_US // 2, 1_800), (2 * HOUR_US, 3_600)],
)
def test_what_was_before_a_restart_counts(last_us: int, waits_s: int) -> None:
    """A restart a minute is no checkpoint a minute."""
    watch = Watch()
    due = Due(3_600, last_us, 2 * HOUR_US, watch)
    assert due.now is (waits_s == 0)
    watch.s += max(0.0, waits_s - 0.5)
    assert due.now is (waits_s == 0)
    watch.s += 0.5
    assert due.now


def test_a_clock_that_was_put_back_costs_one_pause_at_most() -> None:
    """The last one lies in the future: nobody waits until then."""
    watch = Watch()
    due = Due(3_600, 900 * HOUR_US, 2 * HOUR_US, watch)
    assert not due.now
    watch.s += 3_600
    assert due.now


def test_a_person_does_not_wait() -> None:
    """And that they asked is known until it was done."""
    watch = Watch()
    due = Due(3_600, 2 * HOUR_US, 2 * HOUR_US, watch)
    assert (due.now, due.is_asked) == (False, False)
    due.hurry()
    assert (due.now, due.is_asked) == (True, True)
    due.done()
    assert (due.now, due.is_asked) == (False, False)


def test_what_tells_of_the_way_upstream_alone_tells_no_more(tmp_path: Path) -> None:
    """Else what is sent would be worth sending, for ever."""
    ledger = MemoryLedger()
    ours = (
        *(EntryKind.UPSTREAM_SENT, EntryKind.ANCHOR_TIMESTAMP, EntryKind.UPSTREAM_TROUBLE),
        *(EntryKind.EPOCH_SEAL, EntryKind.EPOCH_START),  # of the day after
    )
    for kind in (*ours, EntryKind.UPSTREAM_REMOVED):
        ledger.add(kind, {})
    with upstreams.read(tmp_path, ledger) as reader:
        assert not tells_more(reader, 0, len(ours))
        assert tells_more(reader, 0, len(ours) + 1)
        assert not tells_more(reader, 2, 2)
