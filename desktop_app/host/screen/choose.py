"""Which way to the screen this desktop has: chosen by what it is, before anything is tried.

Promise: a Wayland session is asked through its portal even where an X server runs beside it, whose
picture would be black. Only X11 tells its windows. Windows and macOS are written for, not tried.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from desktop_app.host.dbus import WaitingBus
from desktop_app.host.screen.frame import Grabbed, Grabber, NoPicture, Reason
from desktop_app.host.screen.locked import Lock, NoLock, SessionLock
from desktop_app.host.screen.windows import NoList, WindowList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource


_LOCAL = re.compile(r"(?:unix)?:\d{1,5}(?:\.\d{1,3})?")


class Way(Enum):
    """Ways to the screen, in the order in which they are looked for."""

    WINDOWS = "windows"
    MACOS = "macos"
    PORTAL = "portal"
    X11 = "x11"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Screen:
    """All that one desktop has. Used by one thread alone, which also closes it."""

    grabber: Grabber
    windows: WindowList
    lock: Lock

    def close(self) -> None:
        """Let go of the desktop."""
        self.grabber.close()
        self.windows.close()
        self.lock.close()


class NoGrabber:
    """`Grabber` where there is no screen."""

    def grab(self) -> Grabbed:
        """Say so."""
        return NoPicture(Reason.NO_DISPLAY, "There is no display here.")

    def close(self) -> None:
        """Nothing is held."""


def way_of(platform: str, environment: Mapping[str, str]) -> Way:
    """Return the way of a desktop.

    Args:
        platform: as `sys.platform`.
        environment: of a process in its session.
    """
    if platform == "win32":
        return Way.WINDOWS
    if platform == "darwin":
        return Way.MACOS
    if environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland":
        return Way.PORTAL
    return Way.X11 if is_local(environment.get("DISPLAY", "")) else Way.NONE


def is_local(display: str) -> bool:
    """Tell whether an X display is of this machine: `:0`, `:0.0`, `unix:0`.

    Another one would be reached over the network; `localhost:10` is the far end of SSH.
    """
    return _LOCAL.fullmatch(display) is not None


def of_system(clock: Clock, ids: IdSource, environment: Mapping[str, str] = os.environ) -> Screen:
    """Return this desktop's way; nothing is opened yet."""
    way = way_of(sys.platform, environment)
    if way is Way.NONE:
        return Screen(NoGrabber(), NoList("There is no display here."), NoLock())
    if way in (Way.WINDOWS, Way.MACOS):
        from desktop_app.host.screen.by_mss import MSSGrabber  # noqa: PLC0415 - loads libraries

        return Screen(
            MSSGrabber(clock), NoList("Windows of this system are not told yet."), NoLock()
        )
    system = environment.get("DBUS_SYSTEM_BUS_ADDRESS") or "SYSTEM"
    session = environment.get("DBUS_SESSION_BUS_ADDRESS") or "SESSION"
    lock = SessionLock(WaitingBus(system), WaitingBus(session), environment)
    if way is Way.PORTAL:
        from desktop_app.host.screen.by_portal import PortalGrabber  # noqa: PLC0415 - likewise

        bus = WaitingBus(session)  # its own: answers of the portal come on it
        return Screen(PortalGrabber(bus, clock, ids), NoList("Wayland tells no windows."), lock)
    from desktop_app.host.screen.by_mss import MSSGrabber  # noqa: PLC0415 - likewise
    from desktop_app.host.screen.windows_x11 import X11Windows  # noqa: PLC0415 - likewise

    display = environment["DISPLAY"]
    return Screen(MSSGrabber(clock, display), X11Windows(display), lock)
