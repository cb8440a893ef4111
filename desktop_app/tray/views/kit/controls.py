"""What one turns, chooses and types into: the switch, segments, the search field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from desktop_app.tray import tokens
from desktop_app.tray.views.kit.basics import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from desktop_app.tray.theme import Theme


class Switch(QAbstractButton):
    """On or off, at once: a check box that looks like what it does."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(36, 24)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Its one size."""
        return QSize(36, 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter as well as Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint track, knob and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(2, 3, 32, 18)
        colour = self._theme.colour
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(colour("ctl"), 1))
        painter.setBrush(colour("accent") if on else colour("inset"))
        painter.drawRoundedRect(track, 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("onaccent") if on else colour("ctl"))
        painter.drawEllipse(QRectF(18 if on else 5, 5.5, 13, 13))
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(1, 1, 34, 22), 11, 11)
        painter.end()


class Segments(QWidget):
    """A few words of which one holds: `Clock | Fold waits`.

    Signals:
        chosen(index)
    """

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], *, role: str = "segment") -> None:
        super().__init__()
        if role == "segment":
            self.setProperty("role", "inset")
            self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(2, 2, 2, 2)
        line.setSpacing(2 if role == "segment" else tokens.S4)
        for number, word in enumerate(words):
            made = button(word, role=role)
            made.setCheckable(True)
            self._group.addButton(made, number)
            line.addWidget(made)
        self._group.idClicked.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.choose(0)

    def choose(self, index: int) -> None:
        """Mark one, without a signal."""
        self._group.button(index).setChecked(True)

    def current(self) -> int:
        """Return which one holds."""
        return self._group.checkedId()

    def word(self, index: int, text: str) -> None:
        """Change a word."""
        self._group.button(index).setText(text)


class SearchField(QLineEdit):
    """A line to type words into; Esc empties it."""

    def __init__(self, theme: Theme, hint: str, shortcut: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.setToolTip(shortcut)
        self._theme = theme
        self._action = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._action.setText(hint)  # the shape is a button to assistive technology
        theme.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._action.setIcon(self._theme.icon("search", "text3", 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties; empty, it goes on to the page."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
