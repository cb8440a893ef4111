"""The stretch of time on the screen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from desktop_app.tray.presenters.run_view.axis import Fold, clock, folded
from desktop_app.tray.presenters.run_view.view import MARGIN, View, tick

S = 1_000_000_000
VIEW = View(clock(100 * S, 110 * S), 578.0)  # 50 px a second


def test_the_whole_run_fits_with_room_for_labels():
    """It begins behind a margin and ends before the labels' room."""
    assert VIEW.x(100 * S) == MARGIN
    assert VIEW.x(110 * S) == pytest.approx(512)
    assert VIEW.time_ns(VIEW.x(103 * S)) == pytest.approx(103 * S)


def test_zoom_keeps_the_time_under_the_pointer():
    """In and out, at any pixel."""
    for x in (0.0, 200.0, 578.0):
        near = VIEW.zoomed(0.5, x)
        assert near.time_ns(x) == pytest.approx(VIEW.time_ns(x))
        assert near.per_px == pytest.approx(VIEW.per_px / 2)


def test_zooming_out_ends_at_the_whole_run():
    """No further."""
    view = VIEW.zoomed(0.2, 300.0)
    for _ in range(20):
        view = view.zoomed(1.5, 300.0)
    assert view.whole


def test_zooming_in_ends_somewhere():
    """A microsecond across is enough."""
    view = VIEW
    for _ in range(200):
        view = view.zoomed(0.5, 100.0)
    assert view.per_px * view.width >= 999


def test_panning_keeps_the_run_in_sight():
    """The whole run does not move; a part of it no further than its middle at an edge."""
    assert VIEW.panned(50.0) == VIEW
    view = VIEW.zoomed(0.1, 300.0)
    assert view.panned(10.0).x(105 * S) == pytest.approx(view.x(105 * S) - 10)
    assert view.panned(-1e9).x(100 * S) == pytest.approx(view.width / 2)
    assert view.panned(1e9).x(110 * S) == pytest.approx(view.width / 2)


def test_a_dragged_stretch_is_shown():
    """From left to right, whichever way it was dragged."""
    assert VIEW.ranged(4.0 * S, 2.0 * S) == VIEW.ranged(2.0 * S, 4.0 * S)
    assert VIEW.ranged(2.0 * S, 4.0 * S).x(102 * S) == 0


def test_ticks_are_round_and_apart():
    """Labels have room; the first is 0."""
    ticks = VIEW.ticks()
    assert [text for _, text in ticks] == ["0", "2 s", "4 s", "6 s", "8 s", "10 s"]
    assert all(right - left >= 55 for (left, _), (right, _) in pairwise(ticks))


def test_no_ticks_in_bands():
    """A folded wait has its length as a label, and no ticks."""
    made = folded(0, 100 * S, [Fold(10 * S, 90 * S, asked=True)])
    (band,) = made.folds
    view = View(made, 500.0)
    left, right = view.x_of(band.left), view.x_of(band.right)
    assert not [x for x, _ in view.ticks() if left < x < right]
    assert view.ticks()


def test_tick_labels():
    """In the unit that the step needs."""
    assert tick(0, S) == "0"
    assert tick(50_000_000, 50_000_000) == "50 ms"
    assert tick(200_000_000, 100_000_000) == "0.2 s"
    assert tick(17_400_000_000, 200_000_000) == "17.4 s"
    assert tick(200 * S, 20 * S) == "3 min 20 s"
    assert tick(1_500, 500) == "0.0015 ms"
