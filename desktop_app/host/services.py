"""D-Bus interfaces that more than one part of ours speaks to, in one table.

Sources: https://dbus.freedesktop.org/doc/dbus-specification.html,
https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html,
https://flatpak.github.io/xdg-desktop-portal/docs/
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """An interface of an object of a service.

    Attributes:
        name: well-known bus name.
        path: of the object.
        interface: one that it has.
    """

    name: str
    path: str
    interface: str


DAEMON = Service("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_LOGIN = "org.freedesktop.login1"
LOGIN = Service(_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager")
LOGIN_USER = Service(_LOGIN, "/org/freedesktop/login1/user/self", f"{_LOGIN}.User")
# Each says `ActiveChanged(bool)` when the screen is locked or open again, and answers `GetActive`.
SCREEN_SAVERS = (
    Service(
        "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"
    ),
    Service("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    Service("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
)
_PORTAL = "org.freedesktop.portal"
_PORTAL_PATH = "/org/freedesktop/portal/desktop"
PORTAL_SCREENSHOT = Service(f"{_PORTAL}.Desktop", _PORTAL_PATH, f"{_PORTAL}.Screenshot")


def login_session(path: str) -> Service:
    """Return one session of logind, by its object's path."""
    return Service(_LOGIN, path, f"{_LOGIN}.Session")


def portal_request(path: str) -> Service:
    """Return one request of the portal, by its object's path."""
    return Service(PORTAL_SCREENSHOT.name, path, f"{_PORTAL}.Request")


def properties(service: Service) -> Service:
    """Return the properties of the same object."""
    return Service(service.name, service.path, "org.freedesktop.DBus.Properties")
