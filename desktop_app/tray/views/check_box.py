"""A check box of ours: an edge that can be seen on every surface, a tick, and a focus ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QCheckBox

from desktop_app.tray import tokens
from desktop_app.tray.views import kit

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.theme import Theme

_BOX, _RING, _GAP = 16, 3, 10


class CheckBox(QCheckBox):
    """A box with a text beside it; native in all but how it is painted."""

    def __init__(self, theme: Theme, text: str, *, name: str = "", medium: bool = False) -> None:
        super().__init__(text)
        self._theme = theme
        self._weight = tokens.MEDIUM if medium else tokens.REGULAR
        self.setFont(theme.font(weight=self._weight))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if name:
            self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Box and text; at least 24 pixels high."""
        text = kit.theme_width(self._theme, self.text(), tokens.BODY, self._weight)
        wide = _BOX + 2 * _RING + (_GAP + text + 2 if self.text() else 2)
        return QSize(wide, max(24, self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        """As much."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """All of it is to be clicked."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint box, tick, text and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, on = self._theme.colour, self.isChecked()
        top = (self.height() - _BOX) / 2
        box = QRectF(_RING + 0.5, top + 0.5, _BOX - 1, _BOX - 1)
        fill = "accent" if on and self.isEnabled() else "ctl" if on else "surface"
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(colour("ctl"), 1.2))
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            tick = self._theme.pixmap("check", "onaccent", 14)
            painter.drawPixmap(QPoint(_RING + 1, round(top) + 1), tick)
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        painter.setFont(self.font())
        left = _BOX + 2 * _RING + _GAP
        room = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), 6, 6)
        painter.end()
