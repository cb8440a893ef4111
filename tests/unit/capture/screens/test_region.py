"""capture.screens.region: no more is shown than was allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.capture.screens.region import Region, box_of, crop, narrower
from desktop_app.host.screen.frame import Box, Monitor
from tests.fakes.screens import DESKTOP, GREEN, RED, frame, paint, pixel, window

LEFT, RIGHT = Box(0, 0, 32, 48), Box(32, 0, 32, 48)
TWO = (Monitor(LEFT, "A"), Monitor(RIGHT, "B", primary=True))


@pytest.mark.parametrize(
    ("asked", "allowed", "shown"),
    [
        (None, Region.MONITOR, Region.MONITOR),
        (Region.WINDOW, Region.DESKTOP, Region.WINDOW),
        (Region.DESKTOP, Region.WINDOW, Region.WINDOW),
        (Region.DESKTOP, Region.MONITOR, Region.MONITOR),
    ],
)
def test_whoever_asks_gets_no_more_than_is_allowed(
    asked: Region | None, allowed: Region, shown: Region
) -> None:
    """The person's setting is the most that is shown."""
    assert narrower(asked, allowed) is shown


def test_the_whole_desktop() -> None:
    """Is the frame."""
    assert box_of(Region.DESKTOP, frame(), ()) == DESKTOP


def test_the_active_window() -> None:
    """Cut to the screen; nothing when none is active, or it lies outside."""
    shown = [window(1, Box(50, 40, 100, 100), active=True), window(2, LEFT)]
    assert box_of(Region.WINDOW, frame(), shown) == Box(50, 40, 14, 8)
    assert box_of(Region.WINDOW, frame(), [window(2, LEFT)]) is None
    assert box_of(Region.WINDOW, frame(), [window(1, Box(99, 0, 1, 1), active=True)]) is None


def test_one_monitor() -> None:
    """The one that shows most of the active window, else the primary one."""
    two = replace(frame(), monitors=TWO)
    assert box_of(Region.MONITOR, two, [window(1, Box(0, 0, 40, 9), active=True)]) == LEFT
    assert box_of(Region.MONITOR, two, [window(1, LEFT)]) == RIGHT
    assert box_of(Region.MONITOR, replace(two, monitors=()), ()) is None


def test_a_part_has_its_own_pixels() -> None:
    """Row by row, and it knows where it lies."""
    part = Box(-4, 2, 5, 6)
    whole = paint(frame(RED, Box(-10, -2, 20, 20)), part, GREEN)
    cut = crop(whole, part)
    assert cut.box == part
    assert cut.data == GREEN * 30
    assert pixel(cut, -4, 2) == GREEN
    assert crop(whole, whole.box) is whole
