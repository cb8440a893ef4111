"""What a screen reader is told while a question is shown, without moving the focus."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TOLD_S = (
    10.0,
    60.0,
    inf,
)  # seconds that are left when the deadline is told; the last: at the start


class Announcer:
    """Speaks for one window, one question after the other.

    Args:
        window: that it speaks for.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._told: set[float] = set()

    def begin(self) -> None:
        """A question has come."""
        self._told.clear()
        QAccessible.updateAccessibility(QAccessibleEvent(self._window, QAccessible.Event.Alert))

    def left(self, left_s: float, sentence: str) -> None:
        """Tell the deadline, once at each of the times."""
        due = {at for at in TOLD_S if left_s <= at}
        if not due <= self._told:
            self._told |= due
            self.say(sentence)

    def say(self, sentence: str) -> None:
        """Tell something."""
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self._window, sentence)
            QAccessible.updateAccessibility(event)
