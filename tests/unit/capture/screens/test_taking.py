"""capture.screens.taking: a picture, or the reason why there is none; never an error."""

from __future__ import annotations

import logging

import pytest

from desktop_app.capture.screens.mask import FILL
from desktop_app.capture.screens.region import Region
from desktop_app.capture.screens.taking import (
    CANNOT_TELL,
    Developed,
    Settings,
    Taken,
    develop,
    take,
)
from desktop_app.host.screen.frame import Box, Grabbed, NoPicture, Reason
from desktop_app.host.screen.windows import Told, Untold
from tests.fakes.screens import (
    BLACK,
    DESKTOP,
    RED,
    SECRET,
    FakeDesktop,
    FakeGrabber,
    FakeLock,
    FakeWindows,
    frame,
    pixel,
    settings,
    showing,
    window,
)

HERE, THERE = Box(2, 3, 10, 8), Box(30, 20, 10, 8)
GONE = Untold("The X server does not answer.", gone=True)


def _reason(got: object) -> Reason:
    assert isinstance(got, NoPicture)
    return got.reason


def test_windows_are_looked_at_before_and_after() -> None:
    """Both looks come with the frame."""
    first, second = window(1, HERE), window(1, THERE)
    desk = FakeDesktop(windows=showing([first], [second]))
    got = take(desk.screen, settings())
    assert isinstance(got, Taken)
    assert (got.before, got.after) == ((first,), (second,))


def test_nothing_of_a_locked_session() -> None:
    """It is not even grabbed."""
    desk = FakeDesktop(lock=FakeLock(locked=True))
    assert _reason(take(desk.screen, settings())) is Reason.LOCKED
    assert desk.grabber.grabs == 0


def test_where_windows_cannot_be_told_apart_there_is_no_picture() -> None:
    """As long as any must not be seen, unless the person says otherwise."""
    desk = FakeDesktop(windows=FakeWindows([Untold("Wayland tells no windows.")]))
    got = take(desk.screen, settings())
    assert got == NoPicture(Reason.REFUSED, CANNOT_TELL)
    assert desk.grabber.grabs == 0
    for allowed in (settings(without_windows=True), Settings(())):
        assert take(desk.screen, allowed) == Taken(frame(), None, None)


@pytest.mark.parametrize("looks", [[GONE], [Told(()), GONE]])
def test_a_display_that_went_away(looks: list[Told | Untold]) -> None:
    """Before the grab or right after it."""
    desk = FakeDesktop(windows=FakeWindows([*looks]))
    assert _reason(take(desk.screen, settings())) is Reason.NO_DISPLAY


def test_windows_that_can_no_longer_be_told() -> None:
    """The second look counts as the first does."""
    desk = FakeDesktop(windows=FakeWindows([Told(()), Untold("No more.")]))
    assert _reason(take(desk.screen, settings())) is Reason.REFUSED


def test_the_reason_of_the_grabber_is_handed_on() -> None:
    """Whatever it is."""
    none = NoPicture(Reason.TIMEOUT, "Late.")
    desk = FakeDesktop(grabber=FakeGrabber([lambda: none]))
    assert take(desk.screen, settings()) == none


def test_a_library_that_fails_is_a_reason(caplog: pytest.LogCaptureFixture) -> None:
    """Told by its name alone; what was held is let go of."""

    def fails() -> Grabbed:
        raise AssertionError("pixels")

    desk = FakeDesktop(grabber=FakeGrabber([fails]))
    with caplog.at_level(logging.WARNING):
        assert _reason(take(desk.screen, settings())) is Reason.FAILED
    assert "AssertionError" in caplog.text
    assert "pixels" not in caplog.text
    assert (desk.grabber.closed, desk.windows.closed, desk.lock.closed) == (1, 1, 1)


def _developed(taken: Taken, region: Region = Region.DESKTOP) -> Developed:
    got = develop(taken, Settings((SECRET,), region))
    assert isinstance(got, Developed)
    return got


def test_both_places_are_masked_in_the_pixels() -> None:
    """And the window is known as hidden, not by its title."""
    keeper = [window(9, box, app="KeePassXC", title="Bank") for box in (HERE, THERE)]
    got = _developed(Taken(frame(), (keeper[0],), (keeper[1], window(1))))
    assert pixel(got.frame, 2, 3) == pixel(got.frame, 39, 27) == FILL
    assert pixel(got.frame, 0, 0) == pixel(got.frame, 20, 15) == RED
    assert got.hidden == {9}
    assert [area.box for area in got.masked] == [HERE, THERE]
    assert "Bank" not in repr(got)


def test_a_black_frame_is_none() -> None:
    """Told before masking, which would lighten it."""
    taken = Taken(frame(BLACK), (), (window(9, HERE, app="KeePassXC"),))
    assert _reason(develop(taken, settings())) is Reason.BLACK


def test_a_part_knows_what_lies_in_it_alone() -> None:
    """The active window, what covers it, and no window elsewhere."""
    active, over = window(1, HERE, active=True), window(2, Box(4, 4, 2, 2), app="KeePassXC")
    taken = Taken(frame(), (), (active, over, window(3, THERE)))
    got = _developed(taken, Region.WINDOW)
    assert got.frame.box == HERE
    assert got.windows == (active, over)
    assert [area.box for area in got.masked] == [Box(4, 4, 2, 2)]


def test_no_active_window_is_no_picture_of_more() -> None:
    """Where nobody can say where it is."""
    wanted = Settings((), Region.WINDOW)
    for windows in ((), None):
        got = develop(Taken(frame(), windows, windows), wanted)
        assert _reason(got) is Reason.REFUSED


def test_unknown_windows_stay_unknown() -> None:
    """None is not an empty list."""
    got = _developed(Taken(frame(), None, None))
    assert got.windows is None
    assert got.frame.box == DESKTOP
