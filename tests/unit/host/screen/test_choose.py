"""host.screen.choose: the way is known before anything is tried."""

from __future__ import annotations

import sys

import pytest

from desktop_app.host.screen.by_mss import MSSGrabber
from desktop_app.host.screen.by_portal import PortalGrabber
from desktop_app.host.screen.choose import Way, of_system, way_of
from desktop_app.host.screen.frame import NoPicture, Reason
from desktop_app.host.screen.locked import NoLock, SessionLock
from desktop_app.host.screen.windows import NoList, Untold
from desktop_app.host.screen.windows_x11 import X11Windows
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

X, WAYLAND = {"DISPLAY": ":1"}, {"WAYLAND_DISPLAY": "wayland-0"}


@pytest.mark.parametrize(
    ("platform", "environment", "way"),
    [
        ("linux", X, Way.X11),
        ("freebsd14", X, Way.X11),
        ("linux", WAYLAND, Way.PORTAL),
        ("linux", X | WAYLAND, Way.PORTAL),
        ("linux", X | {"XDG_SESSION_TYPE": "wayland"}, Way.PORTAL),
        ("linux", X | {"XDG_SESSION_TYPE": "x11"}, Way.X11),
        ("linux", {"XDG_SESSION_TYPE": "tty"}, Way.NONE),
        ("linux", {}, Way.NONE),
        ("linux", {"DISPLAY": ":0.0"}, Way.X11),
        ("linux", {"DISPLAY": "unix:3"}, Way.X11),
        ("linux", {"DISPLAY": "localhost:10.0"}, Way.NONE),
        ("linux", {"DISPLAY": "example.org:0"}, Way.NONE),
        ("linux", {"DISPLAY": "tcp/:0"}, Way.NONE),
        ("win32", X, Way.WINDOWS),
        ("darwin", X, Way.MACOS),
    ],
)
def test_each_desktop_has_its_way(platform: str, environment: dict[str, str], way: Way) -> None:
    """On Wayland an X server beside it does not count: its picture would be black.

    A display of another machine is none: nothing is asked for over the network.
    """
    assert way_of(platform, environment) is way


@pytest.mark.parametrize(
    ("platform", "environment", "parts"),
    [
        ("linux", X, (MSSGrabber, X11Windows, SessionLock)),
        ("linux", WAYLAND, (PortalGrabber, NoList, SessionLock)),
        ("win32", {}, (MSSGrabber, NoList, NoLock)),
        ("darwin", {}, (MSSGrabber, NoList, NoLock)),
    ],
)
def test_the_parts_of_each(
    platform: str,
    environment: dict[str, str],
    parts: tuple[type, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is opened by choosing."""
    monkeypatch.setattr(sys, "platform", platform)
    screen = of_system(FakeClock(), FakeIds(), environment)
    assert tuple(map(type, (screen.grabber, screen.windows, screen.lock))) == parts
    screen.close()


def test_no_display_is_a_reason() -> None:
    """Headless, as on a server."""
    screen = of_system(FakeClock(), FakeIds(), {})
    got = screen.grabber.grab()
    assert isinstance(got, NoPicture)
    assert got.reason is Reason.NO_DISPLAY
    assert isinstance(screen.windows.look(), Untold)
    assert not screen.lock.is_locked()
    screen.close()
