"""How the marks of the waterfall are drawn: bars, hatches, brackets, zigzags. Colours by token."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from desktop_app.tray.theme import Theme

BAR = 12  # pixels high
HATCH = 5  # pixels between two strokes
ZIG, ZAG = 4.0, 2.5  # half a period, half the width


def bar(painter: QPainter, theme: Theme, rect: QRectF, tone: str, *, is_open: bool = False) -> None:
    """Draw a filled bar; an open one has a straight right end that lets the edge be seen."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tone))
    painter.drawRoundedRect(rect, 1.5, 1.5)
    if is_open:
        painter.drawRect(rect.adjusted(rect.width() / 2, 0, 0, 0))


def hatched(painter: QPainter, theme: Theme, rect: QRectF, tone: str, ground: str) -> None:
    """Draw a wait: strokes at 45 degrees in a frame of one pixel."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, theme.colour(ground))
    painter.setPen(QPen(theme.colour(tone), 1.4))
    high = rect.height()
    first = math.floor((rect.left() - high) / HATCH) * HATCH
    strokes = [
        QLineF(x, rect.bottom(), x + high, rect.top())
        for x in range(int(first), int(rect.right()) + 1, HATCH)
    ]
    painter.drawLines(strokes)
    painter.restore()
    _frame(painter, rect, QPen(theme.colour(tone), 1))


def hollow(painter: QPainter, theme: Theme, rect: QRectF, tone: str) -> None:
    """Draw the time in which a gate was silent: a dashed frame."""
    pen = QPen(theme.colour(tone), 1)
    pen.setDashPattern([4, 3])
    painter.fillRect(rect, theme.colour("surface"))
    _frame(painter, rect, pen)


def bracket(
    painter: QPainter, theme: Theme, rect: QRectF, tone: str, *, is_open: bool = False
) -> None:
    """Draw a turn: a line of two pixels with ticks at its ends."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tone))
    middle = rect.center().y()
    painter.drawRect(QRectF(rect.left(), middle - 1, rect.width(), 2))
    painter.drawRect(QRectF(rect.left(), middle - 4, 2, 8))
    if not is_open:
        painter.drawRect(QRectF(rect.right() - 2, middle - 4, 2, 8))


def dashes(painter: QPainter, theme: Theme, left: float, right: float, y: float) -> None:
    """Draw the line over the time of what is folded."""
    pen = QPen(theme.colour("text3"), 1.4)
    pen.setDashPattern([2.2, 2])
    painter.setPen(pen)
    painter.drawLine(QLineF(left, y, right, y))


def ring(painter: QPainter, theme: Theme, at: QPointF, tone: str, ground: QColor) -> None:
    """Draw a log record."""
    painter.setPen(QPen(theme.colour(tone), 1.4))
    painter.setBrush(ground)
    painter.drawEllipse(at, 3, 3)


def zigzag(top: float, bottom: float, x: float) -> QPainterPath:
    """Return a zigzag from top to bottom around x."""
    path = QPainterPath(QPointF(x, top))
    y, side = top, 1
    while y < bottom:
        y += ZIG
        path.lineTo(x + side * ZAG, min(y, bottom))
        side = -side
    return path


def band(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Draw a folded wait: grey, with zigzag edges."""
    left, right = (zigzag(rect.top(), rect.bottom(), x) for x in (rect.left(), rect.right()))
    path = QPainterPath(left)
    path.connectPath(right.toReversed())
    path.closeSubpath()
    shade = theme.colour("text3")
    shade.setAlpha(26)
    painter.fillPath(path, shade)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("line2"), 1))
    painter.drawPath(left)
    painter.drawPath(right)


def _frame(painter: QPainter, rect: QRectF, pen: QPen) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
