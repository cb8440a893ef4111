"""A desktop in memory: frames of plain colours, windows where a test puts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.capture.screens.asked import Asked, Trigger
from desktop_app.capture.screens.exclude import Rule
from desktop_app.capture.screens.shot import Shot
from desktop_app.capture.screens.taking import Settings
from desktop_app.host.screen.choose import Screen
from desktop_app.host.screen.frame import PIXEL_BYTES, Box, Frame, Grabbed, Monitor
from desktop_app.host.screen.windows import Told, Window, Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RED, GREEN, BLUE, BLACK = (b"\0\0\xff\0", b"\0\xff\0\0", b"\xff\0\0\0", b"\0\0\0\0")  # BGRX
DESKTOP = Box(0, 0, 64, 48)
SECRET = Rule("secret", classes=("keepassxc",))
RUN = ("sender", "run-1")
BEFORE = Asked(Trigger.BEFORE, run=RUN, tool="computer", call_id="call-1")


def frame(colour: bytes = RED, box: Box = DESKTOP, at_us: int = 7) -> Frame:
    """Return a frame of one colour, on one monitor."""
    data = bytearray(colour * (box.width * box.height))
    return Frame(box, data, (Monitor(box, "HDMI-1", primary=True),), at_us)


def paint(of: Frame, box: Box, colour: bytes) -> Frame:
    """Paint an area in the desktop's coordinates; return the frame."""
    for y in range(box.top - of.box.top, box.bottom - of.box.top):
        for x in range(box.left - of.box.left, box.right - of.box.left):
            at = (y * of.box.width + x) * PIXEL_BYTES
            of.data[at : at + PIXEL_BYTES] = colour
    return of


def pixel(of: Frame, x: int, y: int) -> bytes:
    """Return the pixel at a place of the desktop."""
    at = ((y - of.box.top) * of.box.width + x - of.box.left) * PIXEL_BYTES
    return bytes(of.data[at : at + PIXEL_BYTES])


def window(
    number: int = 1,
    box: Box = DESKTOP,
    *,
    app: str = "Editor",
    title: str = "notes",
    active: bool = False,
) -> Window:
    """Return a window."""
    return Window(number, (app.casefold(), app), title, box, pid=number, active=active)


@dataclass
class FakeGrabber:
    """Gives its pictures in turn, the last one for ever; what `meanwhile` does happens first."""

    pictures: list[Callable[[], Grabbed]] = field(default_factory=lambda: [frame])
    meanwhile: Callable[[], None] = lambda: None
    grabs: int = 0
    closed: int = 0

    def grab(self) -> Grabbed:
        """Give the next one."""
        self.grabs += 1
        self.meanwhile()
        return (self.pictures.pop(0) if len(self.pictures) > 1 else self.pictures[0])()

    def close(self) -> None:
        """Count."""
        self.closed += 1


@dataclass
class FakeWindows:
    """Tells its looks in turn, the last one for ever."""

    looks: list[Windows] = field(default_factory=lambda: [Told(())])
    closed: int = 0

    def look(self) -> Windows:
        """Tell the next one."""
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    def close(self) -> None:
        """Count."""
        self.closed += 1


@dataclass
class FakeLock:
    """Says what it is told."""

    locked: bool = False
    closed: int = 0

    def is_locked(self) -> bool:
        """Say it."""
        return self.locked

    def close(self) -> None:
        """Count."""
        self.closed += 1


@dataclass
class FakeDesktop:
    """All three."""

    grabber: FakeGrabber = field(default_factory=FakeGrabber)
    windows: FakeWindows = field(default_factory=FakeWindows)
    lock: FakeLock = field(default_factory=FakeLock)

    @property
    def screen(self) -> Screen:
        """What `choose.of_system` would return."""
        return Screen(self.grabber, self.windows, self.lock)


def showing(*looks: Iterable[Window]) -> FakeWindows:
    """Return windows that are seen so, look after look."""
    return FakeWindows([Told(tuple(look)) for look in looks])


def settings(*rules: Rule, without_windows: bool = False) -> Settings:
    """Return settings with these rules, or with `SECRET`."""
    return Settings(rules or (SECRET,), without_windows=without_windows)


class Shots(list[Shot]):
    """A sink that keeps all in memory."""

    def __call__(self, shot: Shot) -> None:
        """Take one."""
        self.append(shot)
