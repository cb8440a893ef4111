"""A card over the main window: quick open, keyboard help. Frameless, and not a window of its own.

Promise: the focus stays inside until it closes and then returns to where it was; Esc, a press
beside it and the keys that opened it close it; keys of the window below do nothing meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.tray import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QShowEvent

    from desktop_app.tray.theme import Theme

BASE = 13  # pixels of the font that widths are given for


class Overlay(QWidget):
    """Covers a window with nothing but its card.

    Args:
        theme: of the window.
        window: to lie over.
        name: for assistive technology.
        keys: what opened it, and closes it too.
        width: of the card, for a font of 13 pixels; wider with larger ones.

    Attributes:
        card: the frame.
        lines: its layout.
    """

    def __init__(self, theme: Theme, window: QWidget, name: str, keys: str, width: int) -> None:
        super().__init__(window)
        self._window, self._keys = window, QKeySequence(keys)
        self._width = round(width * max(1.0, theme.font().pixelSize() / BASE))
        self._before: QWidget | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = QFrame(self)
        self.card.setProperty("role", "overlay")
        self.card.setAccessibleName(name)
        self.lines = QVBoxLayout(self.card)
        self.lines.setContentsMargins(1, 1, 1, tokens.CARD_RADIUS)
        self.lines.setSpacing(0)
        self.hide()

    def place(self) -> None:
        """Lie over the window, the card in the middle, high up."""
        self.setGeometry(self._window.rect())
        width = min(self._width, self.width() - 2 * tokens.S6)
        top = min(tokens.S8 * 2, self.height() // 12)
        room = self.height() - top - tokens.S6
        self.lines.invalidate()
        wanted = max(self.card.sizeHint().height(), self.card.heightForWidth(width))
        self.card.setGeometry((self.width() - width) // 2, top, width, min(wanted, room))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self.place()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Remember where the focus is, and take it."""
        super().showEvent(event)
        if not event.spontaneous():
            self._window.installEventFilter(self)
            self._before = QApplication.focusWidget()
            self.place()
            self.raise_()
            self.focus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the focus back."""
        super().closeEvent(event)
        self._window.removeEventFilter(self)
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.window() is self._window:
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def focus(self) -> None:
        """Set the focus to the part that one begins with."""
        self.focusNextPrevChild(True)  # noqa: FBT003 - Qt's signature

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Tab goes round in the card."""
        parts = [part for part in self.card.findChildren(QWidget) if _takes_focus(part)]
        if not parts:
            self.setFocus()
            return True
        now = QApplication.focusWidget()
        at = parts.index(now) if now in parts else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        parts[(at + (1 if forward else -1)) % len(parts)].setFocus(reason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the card closes it."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the window below from acting."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and what opened it close it."""
        pressed = QKeySequence(event.keyCombination())
        if event.key() == Qt.Key.Key_Escape or pressed == self._keys:
            self.close()


def _takes_focus(part: QWidget) -> bool:
    tab = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and part.isVisible() and part.isEnabled()
