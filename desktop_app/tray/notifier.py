"""Desktop notifications, with buttons where the desktop has them; the tray's own message elsewhere.

Promise: sending never fails and never waits; what the notification service cannot take, because it
is missing, restarting, not of this system or answers nonsense, is shown by the tray icon instead.
Body text is escaped for a service that reads markup in it. Which button was pressed is told by
`invoked`.

Source: https://specifications.freedesktop.org/notification-spec/latest/
"""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from desktop_app.tray.presenters.notices import Action, Limiter, Notice, label
from desktop_app.tray.services import NOTIFICATIONS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

    from desktop_app.model.clock import Clock
    from desktop_app.tray.bus import Bus

APP, ICON = "Countersign", "countersign"
_DEFAULT = "default"  # the specification's name for a click on the text
_NORMAL, _CRITICAL = 1, 2
_FOR_THE_SERVICE_TO_SAY = -1
_TRAY_MS = 10_000
SETTLED_US = 600_000  # as the dialog holds its own buttons


class Notifier(QObject):
    """Tells notices.

    Args:
        bus: the session's; may be dead.
        clock: for the 30 seconds between two of a kind.
        picture: drawn beside the text; the service may find none by our name.

    Attributes:
        invoked: key of a notice, and the action that was chosen in it.
    """

    invoked = Signal(str, str)

    def __init__(
        self,
        bus: Bus,
        clock: Clock,
        parent: QObject | None = None,
        *,
        picture: QImage | None = None,
    ) -> None:
        super().__init__(parent)
        self._bus = bus
        self._tray: QSystemTrayIcon | None = None
        self._picture = {} if picture is None else {"image-data": _pixels(picture)}
        self._clock, self._limiter = clock, Limiter(clock)
        self._capabilities: frozenset[str] | None = None
        self._wanted: dict[str, Notice] = {}
        self._ids: dict[str, int] = {}
        self._since_us: dict[str, int] = {}  # when what stands under a key was put there
        self._by_tray: Notice | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tell_due)
        bus.watch(NOTIFICATIONS.name, self._service_changed)
        bus.listen(NOTIFICATIONS, "ActionInvoked", self._chosen, values="us")
        bus.listen(NOTIFICATIONS, "NotificationClosed", self._closed, values="uu")

    def fall_back(self, tray: QSystemTrayIcon) -> None:
        """Let this icon show what the service cannot."""
        self._tray = tray
        tray.messageClicked.connect(self._clicked)

    def show(self, notice: Notice) -> None:
        """Tell a notice now, or with others of its kind within 30 seconds."""
        now = self._limiter.offer(notice)
        if now is not None:
            self._tell(now)
        self._wait()

    def told(self, key: str) -> Notice | None:
        """Return what is told under a key just now."""
        return self._wanted.get(key)

    def is_settled(self, key: str) -> bool:
        """Whether what stands under a key has stood there long enough to have been read."""
        since_us = self._since_us.get(key)
        return since_us is not None and self._clock.boot_us() - since_us >= SETTLED_US

    def withdraw(self, key: str) -> None:
        """Take back what was told under a key: it is over."""
        self._limiter.withdraw(key)
        self._wanted.pop(key, None)
        shown = self._ids.pop(key, None)
        if shown is not None:
            self._close(shown)

    def _tell_due(self) -> None:
        for notice in self._limiter.due():
            self._tell(notice)
        self._wait()

    def _wait(self) -> None:
        next_us = self._limiter.next_us()
        if next_us is not None:
            self._timer.start(next_us // 1000 + 1)

    def _tell(self, notice: Notice) -> None:
        self._wanted[notice.key] = notice
        if self._capabilities is not None:
            self._send(notice)
            return
        self._bus.call(
            NOTIFICATIONS,
            "GetCapabilities",
            done=partial(self._can, notice),
            failed=partial(self._tell_by_tray, notice),
            answers="as",
        )

    def _can(self, notice: Notice, values: tuple[Any, ...]) -> None:
        self._capabilities = frozenset(values[0])
        if self._is_wanted(notice):
            self._send(notice)

    def _send(self, notice: Notice) -> None:
        capabilities = self._capabilities or frozenset()
        body = escape(notice.body, quote=False) if "body-markup" in capabilities else notice.body
        actions = _flat(notice.row.actions) if "actions" in capabilities else []
        urgency = _CRITICAL if notice.row.urgent else _NORMAL
        hints = {"urgency": ("y", urgency), "desktop-entry": ("s", ICON), **self._picture}
        replaced = self._ids.get(notice.key, 0)
        told = (replaced, ICON, notice.title, body, actions, hints, _FOR_THE_SERVICE_TO_SAY)
        self._bus.call(
            NOTIFICATIONS,
            "Notify",
            "susssasa{sv}i",
            (APP, *told),
            done=partial(self._sent, notice),
            failed=partial(self._tell_by_tray, notice),
            answers="u",
        )

    def _sent(self, notice: Notice, values: tuple[Any, ...]) -> None:
        if self._is_wanted(notice):
            self._ids[notice.key] = values[0]
            self._since_us[notice.key] = self._clock.boot_us()
        else:
            self._close(values[0])

    def _is_wanted(self, notice: Notice) -> bool:
        return self._wanted.get(notice.key) is notice

    def _close(self, number: int) -> None:
        self._bus.call(NOTIFICATIONS, "CloseNotification", "u", (number,))

    def _tell_by_tray(self, notice: Notice, _reason: str) -> None:
        if self._tray is not None and self._is_wanted(notice):
            self._by_tray = notice
            self._tray.showMessage(notice.title, notice.body, self._tray.icon(), _TRAY_MS)

    def _service_changed(self, _owner: str) -> None:
        self._capabilities = None  # another service, with other abilities and numbers
        self._ids.clear()

    def _chosen(self, number: int, action: str) -> None:
        for key, shown in tuple(self._ids.items()):
            if shown == number:
                self._emit(self._wanted.get(key), action)

    def _clicked(self) -> None:
        self._emit(self._by_tray, _DEFAULT)

    def _emit(self, notice: Notice | None, action: str) -> None:
        if notice is None or not notice.row.actions:
            return
        known = action in notice.row.actions
        clicked = notice.row.click or notice.row.actions[0]
        self.invoked.emit(notice.key, action if known else str(clicked))

    def _closed(self, number: int, _reason: int) -> None:
        self._ids = {key: shown for key, shown in self._ids.items() if shown != number}


def _pixels(picture: QImage) -> tuple[str, tuple[object, ...]]:
    """Return a picture as the specification's `image-data`."""
    rgba = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    size = rgba.width(), rgba.height(), rgba.bytesPerLine()
    return "(iiibiiay)", (*size, True, 8, 4, bytes(rgba.constBits()))


def _flat(actions: tuple[Action, ...]) -> list[str]:
    """Return pairs of name and text in one list, a click on the text first, as `Notify` takes."""
    return [_DEFAULT, "", *(t for it in actions for t in (str(it), label(it)))] if actions else []
