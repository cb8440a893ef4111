"""Radio button and drop-down of ours: edges that can be seen on every surface, and a focus ring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QComboBox, QRadioButton

from desktop_app.tray import tokens
from desktop_app.tray.views import kit

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.theme import Theme

_RING, _GAP, _EDGE = 16, 10, 3
_ARROW = 16
_NO_ARROW = """QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }"""


class RadioButton(QRadioButton):
    """A ring with a text beside it; native in all but how it is painted."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme
        self.setFont(theme.font(weight=tokens.MEDIUM))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ring and text; at least 24 pixels high."""
        text = kit.theme_width(self._theme, self.text(), tokens.BODY, tokens.MEDIUM)
        wide = _RING + 2 * _EDGE + _GAP + text + 2
        return QSize(wide, max(24, self.fontMetrics().height() + 4))

    def minimumSizeHint(self) -> QSize:
        """As much."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """All of it is to be clicked."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint ring, text and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, on = self._theme.colour, self.isChecked()
        ring = QRectF(_EDGE + 0.5, (self.height() - _RING) / 2 + 0.5, _RING - 1, _RING - 1)
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(colour("ctl"), 1.2))
        painter.setBrush(colour(("accent" if self.isEnabled() else "ctl") if on else "surface"))
        painter.drawEllipse(ring)
        if on:
            painter.setBrush(colour("onaccent"))
            painter.drawEllipse(ring.adjusted(4.5, 4.5, -4.5, -4.5))
        painter.setPen(colour("text" if self.isEnabled() else "text3"))
        painter.setFont(self.font())
        room = self.rect().adjusted(_RING + 2 * _EDGE + _GAP, 0, 0, 0)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side, self.text())
        if self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring.adjusted(-2.5, -2.5, 2.5, 2.5))
        painter.end()


class ComboBox(QComboBox):
    """A drop-down with our arrow; it may be narrower than its longest item."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setStyleSheet(_NO_ARROW)
        self.setMinimumContentsLength(16)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and the arrow over it."""
        super().paintEvent(event)
        painter = QPainter(self)
        tone = "text2" if self.isEnabled() else "text3"
        at = QPoint(self.width() - _ARROW - 8, (self.height() - _ARROW) // 2)
        painter.drawPixmap(at, self._theme.pixmap("expand", tone, _ARROW))
        painter.end()
