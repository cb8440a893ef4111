"""The order of a list of runs."""

from __future__ import annotations

from random import Random

import pytest

from desktop_app.query.timeline import Key
from desktop_app.tray.presenters.timeline_order import Group, Order, day_of

NOON = day_of(1_795_169_861_000_000)[0] + 12 * 3_600_000_000
HOUR = 3_600_000_000
DAY = 24 * HOUR


def lines(order: Order) -> list[object]:
    """Return every line: a run, or (day, count) for a head."""
    found: list[object] = []
    for place in range(len(order)):
        line = order.at(place)
        found.append((line.from_us, line.count) if isinstance(line, Group) else line)
    return found


@pytest.fixture
def order() -> Order:
    """Two runs of now, three of a day, one of the day before."""
    made = Order()
    made.fill(
        [Key(NOON + 5, 9, 0), Key(NOON, 8, 0)],
        [
            Key(NOON + 6, 7, 1),
            Key(NOON + 5, 9, 0),
            Key(NOON + 1, 6, 1),
            Key(NOON + 1, 5, 1),
            Key(NOON - DAY, 4, 1),
        ],
    )
    return made


def test_what_runs_is_on_top_and_days_follow_under_their_heads(order: Order) -> None:
    """A run of now stands there alone, not again under its day."""
    today, yesterday = NOON - 12 * HOUR, day_of(NOON - DAY)[0]
    assert lines(order) == [(None, 2), 9, 8, (today, 3), 7, 6, 5, (yesterday, 1), 4]
    assert order.count == 6
    assert [order.place_of(run) for run in (9, 8, 7, 6, 5, 4, 3)] == [1, 2, 4, 5, 6, 8, None]
    assert order.runs_between(-5, 4) == [9, 8, 7]
    assert order.runs_between(7, 100) == [4]


def test_an_empty_order_has_no_lines() -> None:
    """Nor a head."""
    made = Order()
    assert (len(made), made.count, made.place_of(1), made.runs_between(0, 5)) == (0, 0, None, [])
    made.fill([], [])
    assert len(made) == 0


def test_older_runs_are_appended_and_nothing_above_moves(order: Order) -> None:
    """A day that goes on gets no second head."""
    before = lines(order)
    order.extend([Key(NOON - DAY - 1, 3, 1), Key(NOON - 9 * DAY, 2, 1)])
    assert lines(order)[: len(before) - 2] == before[:-2]
    assert lines(order)[-4:] == [4, 3, (day_of(NOON - 9 * DAY)[0], 1), 2]


def test_a_run_that_ends_goes_down_into_its_day(order: Order) -> None:
    """And one that speaks again comes back on top."""
    assert order.apply([Key(NOON, 8, 1)], set())
    assert lines(order)[:3] == [(None, 1), 9, (NOON - 12 * HOUR, 4)]
    assert order.place_of(8) == 6
    assert order.apply([Key(NOON, 8, 0)], {8})
    assert lines(order)[:3] == [(None, 2), 9, 8]
    assert not order.apply([Key(NOON, 8, 0)], {8})
    assert not order.apply([Key(NOON + 1, 6, 1)], set())


def test_a_run_whose_start_becomes_known_moves(order: Order) -> None:
    """Records may come late: the place follows the start, nothing stands twice."""
    assert order.apply([Key(NOON - DAY, 7, 1)], set())
    assert lines(order)[-2:] == [7, 4]
    assert order.apply([Key(NOON + 9, 9, 0)], {9})
    assert order.count == 6


def test_runs_can_go(order: Order) -> None:
    """What a filter does not want any more; what was not there changes nothing."""
    assert order.apply([], set(), gone=[5, 4, 9])
    assert lines(order) == [(None, 1), 8, (NOON - 12 * HOUR, 2), 7, 6]
    assert not order.apply([], set(), gone=[5, 77])


def test_new_runs_are_told_from_known_ones(order: Order) -> None:
    """By their number: the index counts up."""
    assert order.new_among([Key(NOON, 10, 0), Key(NOON, 7, 1), Key(NOON, 11, 1)]) == 2


def test_many_changes_end_where_reading_anew_would() -> None:
    """Whatever comes in whatever order, the lines are those of a fresh list."""
    dice = Random(4)  # noqa: S311 - no secret
    keys = {run: Key(NOON + dice.randrange(-5, 5) * 7 * HOUR, run, 1) for run in range(1, 60)}
    made = Order()
    made.fill([], sorted(list(keys.values())[:30], reverse=True))
    for run in dice.sample(range(1, 60), 59):
        if dice.random() < 0.3:
            keys[run] = Key(keys[run].started_us + dice.randrange(-3, 3) * HOUR, run, 1)
        made.apply([keys[run]], set())
    fresh = Order()
    fresh.fill([], sorted(keys.values(), reverse=True))
    assert lines(made) == lines(fresh)


def test_a_day_is_the_persons_day() -> None:
    """From midnight to midnight, local time, also where the clock changes."""
    start, end = day_of(NOON)
    assert start <= NOON < end
    assert day_of(end - 1) == (start, end)
    assert day_of(end)[0] == end
    assert day_of(2**63 // 1000)[0] > 0  # what a hostile sender may claim
