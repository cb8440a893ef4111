"""The D-Bus interfaces that the tray speaks to; those that others know too are of `host.services`.

Source: https://specifications.freedesktop.org/notification-spec/latest/ (1.2)
"""

from __future__ import annotations

from desktop_app.host.services import (
    DAEMON,
    LOGIN,
    SCREEN_SAVERS,
    Service,
    login_session,
    properties,
)

__all__ = [
    "DAEMON",
    "LOGIN",
    "NOTIFICATIONS",
    "SCREEN_SAVERS",
    "TRAY_HOST",
    "Service",
    "login_session",
    "properties",
]

NOTIFICATIONS = Service(
    "org.freedesktop.Notifications",
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
)
TRAY_HOST = "org.kde.StatusNotifierWatcher"  # a panel that takes icons and menus over D-Bus
