"""The decision path: each that had a say about a call, below each other on one line of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters.run_view.detail import moment
from desktop_app.tray.views.texts import at_least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.presenters.run_view.decision import Step
    from desktop_app.tray.theme import Theme

HIGH, LINE, LEFT, ICON = 56, 20, 34, 18


class DecisionPath(QWidget):
    """Paints steps; the whole path is one sentence for assistive technology."""

    def __init__(self, theme: Theme, steps: Sequence[Step]) -> None:
        super().__init__()
        self._theme, self._steps = theme, steps
        self._high, self._line = at_least(theme, HIGH), at_least(theme, LINE)
        self.setFixedHeight(self._high * len(steps))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        said = [f"{_when(step)} {step.title}. {step.text}".strip() for step in steps]
        self.setAccessibleName(" ".join(said))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small
        """Paint them."""
        painter = QPainter(self)
        for place, step in enumerate(self._steps):
            top = place * self._high
            if place + 1 < len(self._steps):
                line = QRectF(ICON / 2, top + ICON + 8, 1, self._high - ICON - 8)
                painter.fillRect(line, self._theme.colour("line2"))
            pixmap = self._theme.pixmap(step.icon, step.tone, ICON)
            painter.drawPixmap(QPointF(0, top + 2), pixmap)
            self._texts(painter, step, top)
        painter.end()

    def _texts(self, painter: QPainter, step: Step, top: int) -> None:
        small, line = self._theme.font(tokens.SMALL), self._line
        when = _when(step)
        wide = QFontMetricsF(small).horizontalAdvance(when) + 8
        painter.setFont(small)
        painter.setPen(self._theme.colour("text2"))
        strong = self._theme.font(tokens.SMALL, tokens.SEMIBOLD)
        full = QFontMetricsF(strong).horizontalAdvance(step.title) + LEFT
        beside = full + wide <= self.width()  # the time stands beside the title, or below it
        end = QRectF(self.width() - wide, top if beside else top + line, wide, line)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(end, Qt.AlignmentFlag.AlignRight | middle, when)
        below = QRectF(LEFT, top + line, self.width() - LEFT - (0 if beside else wide), line)
        painter.drawText(below, middle, _cut(painter, step.text, below.width()))
        painter.setFont(strong)
        painter.setPen(self._theme.colour("text"))
        room = QRectF(LEFT, top, self.width() - LEFT - (wide if beside else 0), line)
        painter.drawText(room, middle, _cut(painter, step.title, room.width()))


def _cut(painter: QPainter, text: str, room: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))


def _when(step: Step) -> str:
    return "" if step.at_ns is None else moment(step.at_ns)
