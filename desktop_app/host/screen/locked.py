"""Whether the session is locked, asked at the moment of a picture.

Promise: logind's hint counts, and what any screen saver says; who cannot be asked says nothing, and
where nobody says that it is locked, it is not. Windows and macOS are not asked: their locked screen
shows nothing of the session.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from desktop_app.host.services import LOGIN, LOGIN_USER, SCREEN_SAVERS, login_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.host.dbus import WaitingBus

_OURS = 0  # logind's "the process that asks"
_SAVER_S = 0.1


class Lock(Protocol):
    """Knows. Used by one thread alone, which also closes it."""

    def is_locked(self) -> bool:
        """Return whether the session is locked; an unknown one is not."""
        ...

    def close(self) -> None:
        """Let go; a later question takes hold again."""
        ...


class NoLock:
    """`Lock` where nobody can be asked."""

    def is_locked(self) -> bool:
        """Unknown is not locked."""
        return False

    def close(self) -> None:
        """Nothing is held."""


class SessionLock:
    """`Lock` of a Linux desktop. Used by one thread alone, which also closes it.

    Args:
        system, session: the two buses; either may be dead.
        environment: names our session where no process of ours is in it.
    """

    def __init__(
        self, system: WaitingBus, session: WaitingBus, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._system, self._session = system, session
        self._environment = environment

    def is_locked(self) -> bool:
        """Return whether anybody says that it is."""
        path = self._path()
        if path and self._system.get(login_session(path), "LockedHint") is True:
            return True
        return any(
            self._session.call(saver, "GetActive", timeout_s=_SAVER_S) == (True,)
            for saver in SCREEN_SAVERS
        )

    def close(self) -> None:
        """Hang up both buses."""
        self._system.close()
        self._session.close()

    def _path(self) -> str:
        """Return our session's object, by the first way that gives one; "" for none."""
        found = self._system.call(LOGIN, "GetSessionByPID", "u", (_OURS,))
        name = self._environment.get("XDG_SESSION_ID")
        if not found and name:
            found = self._system.call(LOGIN, "GetSession", "s", (name,))
        if not found:  # a service of the user's manager is in no session: the one with the display
            display = self._system.get(LOGIN_USER, "Display")
            found = display[1:] if isinstance(display, tuple) else ()
        path = found[0] if found else ""
        return path if isinstance(path, str) and path.startswith("/") and len(path) > 1 else ""
