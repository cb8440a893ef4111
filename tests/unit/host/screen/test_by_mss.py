"""host.screen.by_mss: without a screen there is a reason. With one: tests/desktop."""

from __future__ import annotations

from typing import ClassVar

import pytest
from mss import ScreenShotError
from mss.screenshot import ScreenShot

from desktop_app.host.screen import by_mss
from desktop_app.host.screen.by_mss import MSSGrabber
from desktop_app.host.screen.frame import Box, Frame, Monitor, NoPicture, Reason
from tests.fakes.clock import FakeClock


def test_no_display_is_a_reason() -> None:
    """Each time anew, and there is nothing to let go of."""
    grabber = MSSGrabber(FakeClock(), ":4711")
    for _ in range(2):
        got = grabber.grab()
        assert isinstance(got, NoPicture)
        assert got.reason is Reason.NO_DISPLAY
    grabber.close()


class _Growing:
    """An MSS of a desktop that grows after its first picture, as mss 10 sees it."""

    made = 0
    fails: ClassVar[list[type[Exception]]] = []

    def __init__(self, **_: str) -> None:
        _Growing.made += 1
        self.monitors = [
            {"left": -5, "top": 0, "width": 2, "height": 1},
            {"left": -5, "top": 0, "width": 2, "height": 1, "output": "A", "is_primary": True},
        ]

    def grab(self, desktop: dict[str, int]) -> ScreenShot:
        if self.fails:
            raise self.fails.pop(0)("no")
        return ScreenShot(bytearray(8), desktop)

    def close(self) -> None:
        if self.fails:
            raise self.fails[0]("no")


@pytest.fixture
def growing(monkeypatch: pytest.MonkeyPatch) -> type[_Growing]:
    """In place of mss."""
    monkeypatch.setattr(by_mss, "MSS", _Growing)
    _Growing.made, _Growing.fails = 0, []
    return _Growing


def test_a_desktop_that_grew_is_connected_to_anew(growing: type[_Growing]) -> None:
    """Without losing a picture; the desktop may begin left of its origin."""
    grabber = MSSGrabber(FakeClock())
    first = grabber.grab()
    growing.fails.append(ScreenShotError)
    second = grabber.grab()
    assert isinstance(second, Frame)
    assert second == first
    assert growing.made == 2
    assert second.monitors == (Monitor(Box(-5, 0, 2, 1), "A", primary=True),)


@pytest.mark.parametrize("error", [ScreenShotError, OSError, AssertionError])
def test_a_desktop_that_fails_twice_is_gone(
    growing: type[_Growing], error: type[Exception]
) -> None:
    """However mss says so; letting go of it fails in silence."""
    grabber = MSSGrabber(FakeClock())
    grabber.grab()
    growing.fails += [error] * 3
    assert isinstance(grabber.grab(), NoPicture)
    assert growing.made == 2
    grabber.close()
