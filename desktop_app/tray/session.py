"""What the person's session tells: the machine woke up, the screen was locked or opened again.

Promise: whoever can say so is heard (logind on the system bus, the screen savers on the session
bus); where there is nobody, nothing happens. `locked` is emitted for changes alone, however many
tell the same.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_app.tray.services import LOGIN, SCREEN_SAVERS, login_session, properties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.tray.bus import Bus

_OURS = 0  # logind's "the process that asks"


class Session(QObject):
    """Listens.

    Args:
        system: the system bus; may be dead.
        session: the session bus; may be dead.

    Attributes:
        woke: after a suspend.
        locked: whether the screen is locked now.
    """

    woke = Signal()
    locked = Signal(bool)

    def __init__(self, system: Bus, session: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_locked = False
        self._system = system
        system.listen(LOGIN, "PrepareForSleep", self._sleep, values="b")
        system.call(
            LOGIN,
            "GetSessionByPID",
            "u",
            (_OURS,),
            done=self._follow,
            failed=self._by_name,
            answers="o",
        )
        for saver in SCREEN_SAVERS:
            session.listen(saver, "ActiveChanged", self._lock, values="b")

    def _sleep(self, going: bool) -> None:  # noqa: FBT001 - a signal's value
        if not going:
            self.woke.emit()

    def _by_name(self, _reason: str) -> None:
        """Started by the user's service manager we are in no session; the environment names it."""
        name = os.environ.get("XDG_SESSION_ID")
        if name:
            self._system.call(LOGIN, "GetSession", "s", (name,), done=self._follow, answers="o")

    def _follow(self, values: tuple[Any, ...]) -> None:
        ours = login_session(values[0])
        self._system.listen(ours, "Lock", partial(self._lock, locked=True), values="")
        self._system.listen(ours, "Unlock", partial(self._lock, locked=False), values="")
        self._system.listen(properties(ours), "PropertiesChanged", self._changed, values="sa{sv}as")

    def _changed(self, _interface: str, now: Mapping[str, tuple[str, Any]], _gone: object) -> None:
        if "LockedHint" in now:
            self._lock(bool(now["LockedHint"][1]))

    def _lock(self, locked: bool) -> None:  # noqa: FBT001 - a signal's value
        if locked != self.is_locked:
            self.is_locked = locked
            self.locked.emit(locked)
