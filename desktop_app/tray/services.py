"""The D-Bus interfaces that the tray speaks to, in one table.

Sources: https://dbus.freedesktop.org/doc/dbus-specification.html,
https://specifications.freedesktop.org/notification-spec/latest/ (1.2),
https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html
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
NOTIFICATIONS = Service(
    "org.freedesktop.Notifications",
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
)
TRAY_HOST = "org.kde.StatusNotifierWatcher"  # a panel that takes icons and menus over D-Bus
_LOGIN = "org.freedesktop.login1"
LOGIN = Service(_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager")
# Each says `ActiveChanged(bool)` when the screen is locked or open again.
SCREEN_SAVERS = (
    Service(
        "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"
    ),
    Service("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    Service("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
)


def login_session(path: str) -> Service:
    """Return one session of logind, by its object's path."""
    return Service(_LOGIN, path, f"{_LOGIN}.Session")


def properties(service: Service) -> Service:
    """Return the properties of the same object."""
    return Service(service.name, service.path, "org.freedesktop.DBus.Properties")
