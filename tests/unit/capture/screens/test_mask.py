"""capture.screens.mask: what must not be seen is not in the pixels."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.capture.screens.exclude import Rule
from desktop_app.capture.screens.mask import FILL, app_of, excluded, fill, masked_areas
from desktop_app.host.screen.frame import Box
from desktop_app.host.screen.windows import Window
from tests.fakes.screens import DESKTOP, GREEN, RED, SECRET, frame, paint, pixel, window

HERE, THERE = Box(2, 3, 10, 8), Box(30, 20, 10, 8)
sides = st.integers(-70, 70)
boxes = st.builds(Box, sides, sides, st.integers(0, 80), st.integers(0, 80))


def test_a_window_that_moved_is_masked_in_both_places() -> None:
    """Where it was before the grab and where it was after."""
    seen = [window(1, HERE, app="KeePassXC"), window(1, THERE, app="KeePassXC")]
    areas = masked_areas(seen, excluded(seen, [SECRET]), DESKTOP)
    assert [area.box for area in areas] == [HERE, THERE]
    assert {(area.rule, area.app) for area in areas} == {("secret", "KeePassXC")}


def test_a_window_whose_title_changed_is_masked_wherever_it_was() -> None:
    """One look that excludes it is enough."""
    rule = Rule("bank", titles=("*bank*",))
    seen = [window(1, HERE, title="News"), window(1, THERE, title="My bank")]
    assert len(masked_areas(seen, excluded(seen, [rule]), DESKTOP)) == 2


def test_what_lies_over_it_is_masked_too() -> None:
    """The order of windows is not trusted; one that stands still is one area."""
    look = [window(1, HERE, app="KeePassXC"), window(2, DESKTOP, app="Editor")]
    areas = masked_areas([*look, *look], excluded(look, [SECRET]), DESKTOP)
    assert [area.box for area in areas] == [HERE]


def test_a_menu_without_a_class_goes_with_its_program() -> None:
    """Another window of the same process that says what it is does not."""
    keeper = window(1, HERE, app="KeePassXC")
    menu = Window(2, (), "", THERE, pid=keeper.pid)
    others = [Window(3, (), "", THERE), Window(4, ("a", "A"), "", THERE, pid=keeper.pid)]
    assert excluded([menu, keeper, *others], [SECRET]) == {1: "secret", 2: "secret"}
    unknown = [replace(keeper, pid=None), replace(menu, pid=None)]
    assert excluded(unknown, [SECRET]) == {1: "secret"}


def test_only_what_lies_in_the_part_counts() -> None:
    """Areas are cut to it; those outside are not told."""
    seen = [window(1, Box(-5, -5, 10, 10), app="KeePassXC"), window(2, HERE)]
    seen.append(window(3, Box(500, 500, 10, 10), app="KeePassXC"))
    areas = masked_areas(seen, excluded(seen, [SECRET]), DESKTOP)
    assert [area.box for area in areas] == [Box(0, 0, 5, 5)]


def test_a_window_without_a_class_has_no_name() -> None:
    """The second part is the name."""
    assert app_of(window(app="KeePassXC")) == "KeePassXC"
    assert app_of(Window(1, (), "", DESKTOP)) == ""


@given(st.lists(boxes, max_size=4), boxes)
def test_no_pixel_of_an_excluded_window_is_left(places: list[Box], within: Box) -> None:
    """And every other pixel is what it was, wherever the frame lies on the desktop."""
    of = Box(within.left, within.top, 40, 30)
    seen = [window(at, box, app="KeePassXC") for at, box in enumerate(places)]
    picture = frame(RED, of)
    for box in places:
        part = box.common(of)
        if part is not None:
            paint(picture, part, GREEN)
    fill(picture, masked_areas(seen, excluded(seen, [SECRET]), of))
    for y in range(of.top, of.bottom):
        for x in range(of.left, of.right):
            hidden = any(box.common(Box(x, y, 1, 1)) for box in places)
            assert pixel(picture, x, y) == (FILL if hidden else RED)
    assert len(picture.data) == 40 * 30 * 4
