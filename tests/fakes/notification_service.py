"""A notification service in memory, on a bus of the test's: takes what is told, presses buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop_app.tray.services import NOTIFICATIONS
from tests.fakes.private_bus import FakeService

_PLACE = (NOTIFICATIONS.path, NOTIFICATIONS.interface)


@dataclass
class NotificationService:
    """org.freedesktop.Notifications.

    Attributes:
        shown: number -> (title, body, actions, hints) of what is on the screen.
        history: (number, number that it replaced, title, body) of all.
    """

    address: str
    capabilities: tuple[str, ...] = ("actions", "body", "body-markup")
    refuses: bool = False
    shown: dict[int, tuple[str, str, list[str], dict[str, Any]]] = field(default_factory=dict)
    history: list[tuple[int, int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the name."""
        self._service = FakeService(
            self.address,
            NOTIFICATIONS.name,
            {
                "GetCapabilities": lambda: ("as", (list(self.capabilities),)),
                "Notify": self._notify,
                "CloseNotification": self._close,
            },
        )

    def press(self, number: int, action: str) -> None:
        """Press a button as the person would: told, then closed."""
        self._service.emit(*_PLACE, "ActionInvoked", "us", (number, action))
        self._drop(number, 2)

    def close(self) -> None:
        """End, as when the service restarts."""
        self._service.close()

    def _notify(self, *values: Any) -> tuple[str, tuple[int]]:
        _, replaced, _, title, body, actions, hints, _ = values
        if self.refuses:
            raise KeyError("no")
        number = replaced or 1 + max((row[0] for row in self.history), default=0)
        self.shown[number] = (title, body, actions, hints)
        self.history.append((number, replaced, title, body))
        return "u", (number,)

    def _close(self, number: int) -> tuple[str, tuple[()]]:
        self._drop(number, 3)
        return "", ()

    def _drop(self, number: int, reason: int) -> None:
        if self.shown.pop(number, None) is not None:
            self._service.emit(*_PLACE, "NotificationClosed", "uu", (number, reason))
