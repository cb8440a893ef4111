"""A word with a shape on its own tint, as a widget and for delegates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.views.kit.basics import theme_width

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.theme import Theme

_TONES = {"ok": "okbg", "ask": "askbg", "deny": "denybg", "open": "openbg", "text2": "inset"}


class Chip(QWidget):
    """A word with a shape on its own tint: `1 denied`, `Sealed to #10,412`."""

    def __init__(self, theme: Theme, text: str, *, icon: str = "", tone: str = "text2") -> None:
        super().__init__()
        self._theme, self._text, self._icon, self._tone = theme, text, icon, tone
        self.setFont(theme.font(tokens.SMALL, tokens.MEDIUM))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for icon and text."""
        wide = theme_width(self._theme, self._text, tokens.SMALL, tokens.MEDIUM)
        return QSize(wide + 16 + (18 if self._icon else 0), 20)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_chip(
            painter, self._theme, QRectF(self.rect()), self._text, icon=self._icon, tone=self._tone
        )
        painter.end()


def paint_chip(
    painter: QPainter, theme: Theme, rect: QRectF, text: str, *, icon: str = "", tone: str = "text2"
) -> None:
    """Paint a chip, for delegates too."""
    path = QPainterPath()
    path.addRoundedRect(rect, tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)
    painter.fillPath(path, theme.colour(_TONES.get(tone, "inset")))
    left = rect.left() + 8
    if icon:
        size = 13
        painter.drawPixmap(
            round(left), round(rect.center().y() - size / 2), theme.pixmap(icon, tone, size)
        )
        left += 18
    painter.setPen(theme.colour(tone))
    painter.setFont(theme.font(tokens.SMALL, tokens.MEDIUM))
    room = QRectF(left, rect.top(), rect.right() - left, rect.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
