"""What was dealt with at one upstream, added up."""

from __future__ import annotations

from desktop_app.courier.wire import Sent
from desktop_app.recorder.tally import EVERY_US, LONG, MOST_NAMES, Tally


def test_requests_are_added_up_until_they_are_due() -> None:
    """Ten seconds after the first, not after the newest."""
    tally = Tally("a", 5)
    tally.add(Sent("a", 5, 7, 3, 100, 1, 1), 1_000)
    tally.add(Sent("a", 8, 8, 1, 50, 1, gone=2), EVERY_US)
    assert tally.position == 9
    assert not tally.is_due(EVERY_US)
    assert tally.is_due(EVERY_US + 1_000)
    assert tally.take("interval") == {
        "id": "a",
        "first": 5,
        "last": 8,
        "records": 4,
        "bytes": 150,
        "requests": 2,
        "skipped": 1,
        "gone": 2,
        "reason": "interval",
    }
    tally.taken()
    assert not tally.is_due(2**50)
    assert not tally.is_worth_it
    assert tally.take("stop")["first"] == 9


def test_what_is_passed_over_is_written_down_when_it_is_long() -> None:
    """Else each entry about it would be passed over in turn, for ever."""
    tally = Tally("a", 0)
    tally.add(Sent("a", 0, LONG - 2, skipped=LONG - 1), 0)
    assert not tally.is_due(2**50)
    assert not tally.is_worth_it
    tally.add(Sent("a", LONG - 1, LONG - 1, skipped=1), 0)
    assert tally.is_due(0)
    assert tally.is_worth_it


def test_objects_are_named() -> None:
    """At most so many in one entry."""
    tally = Tally("a", 0)
    for number in range(MOST_NAMES):
        assert not tally.is_due(0)
        tally.add(Sent("a", 0, 0, 1, 1, 1, names=(f"n{number}",)), 0)
    assert tally.is_due(0)
    assert tally.take("interval")["names"] == [f"n{number}" for number in range(MOST_NAMES)]
    tally.taken()
    assert "names" not in tally.take("stop")
