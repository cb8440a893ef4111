"""What was dealt with at one upstream, added up."""

from __future__ import annotations

from desktop_app.courier.wire import Refused, Sent
from desktop_app.recorder.tally import (
    EVERY_US,
    LONG,
    MOST_NAMES,
    MOST_REASONS,
    OTHER_REASONS,
    Tally,
)


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


def test_a_gap_is_not_stepped_over() -> None:
    """Whatever a courier says: what lies before it was not sent."""
    tally = Tally("a", 5)
    tally.add(Sent("a", 7, 9, 1, 1, 1), 0)
    assert tally.position == 5
    tally.add(Sent("a", 5, 4, 1, 1, 1), 0)  # a bundle: no step
    assert tally.position == 5
    tally.add(Sent("a", 3, 6, 1, 1, 1), 0)
    assert tally.position == 7


def test_what_was_purged_is_told_in_time() -> None:
    """Though nothing was sent with it."""
    tally = Tally("a", 0)
    tally.add(Sent("a", 0, 3, gone=4), 0)
    assert tally.is_worth_it
    assert not tally.is_due(0)
    assert tally.is_due(EVERY_US)


def test_what_is_refused_for_one_reason_is_told_at_once_in_one_line() -> None:
    """Not a line a request; another reason is another line, and so is another object."""
    tally = Tally("a", 0)
    for seq in range(3):
        tally.refuse(Refused("a", seq, seq, 2, "HTTP 400"), 7)
        tally.add(Sent("a", seq, seq), 7)
    tally.refuse(Refused("a", 9, 9, 1, "HTTP 422"), 8)
    tally.refuse(Refused("a", 9, 9, 1, "HTTP 422", "x/y"), 8)
    assert not tally.is_due(7 + EVERY_US - 1)
    assert tally.is_due(7 + EVERY_US)
    first, *others = tally.refused
    assert first == Refused("a", 0, 2, 6, "HTTP 400")
    assert len(others) == 2
    tally.told(first)
    assert tally.refused == tuple(others)


def test_what_was_refused_is_stepped_over_by_an_entry() -> None:
    """Else it would be sent and refused again at each start; but only once its load is done."""
    tally = Tally("a", 0)
    tally.refuse(Refused("a", 0, 0, 2, "HTTP 400"), 0)
    assert not tally.is_worth_it
    tally.add(Sent("a", 0, 0), 0)
    assert tally.is_worth_it
    tally.refuse(Refused("a", 1, 1, 2, "HTTP 400"), 5)  # the load under way
    tally.taken()
    assert not tally.is_worth_it
    tally.add(Sent("a", 1, 3), 6)
    assert tally.is_worth_it
    assert tally.is_due(6 + EVERY_US)


def test_many_refusals_do_not_pile_up() -> None:
    """Objects are named, each, and written down when they are as many as names may be."""
    tally = Tally("a", 0)
    for number in range(MOST_NAMES):
        assert not tally.is_due(0)
        tally.refuse(Refused("a", 0, 0, 1, "HTTP 400", f"x/{number}"), 0)
    assert tally.is_due(0)


def test_a_place_with_ever_new_reasons_fills_no_ledger() -> None:
    """A few are told apart until it is due, then none; none is lost of what was refused."""
    tally = Tally("a", 0)
    for number in range(1_000):
        tally.refuse(Refused("a", number, number, 1, f"no, for reason {number}"), 7)
    assert not tally.is_due(6 + EVERY_US)
    assert [one.why for one in tally.refused[:2]] == ["no, for reason 0", "no, for reason 1"]
    assert len(tally.refused) == MOST_REASONS
    assert tally.refused[-1] == Refused("a", 9, 999, 991, OTHER_REASONS)
