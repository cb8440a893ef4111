"""One chart, painted by ourselves: stacked bars or lines over days.

Promise: everything it shows can be had without a mouse and without eyes: Left and Right go from day
to day, and what is said of a day stands above it, in the tool tip and in its accessible text.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import trends

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPaintEvent

    from desktop_app.tray.presenters.trends import Chart, Series
    from desktop_app.tray.theme import Theme

TITLE, AREA, LABELS, GAP = 24, 88, 22, 14
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_HEADROOM = 0.92  # of the area, for the highest value


class ChartView(QWidget):
    """Shows a `Chart`."""

    def __init__(self, theme: Theme, chart: Chart) -> None:
        super().__init__()
        self._theme, self._chart = theme, chart
        self._day: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_chart(chart)

    def show_chart(self, chart: Chart) -> None:
        """Show other numbers."""
        self._chart = chart
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(chart.description)
        self.update()

    def sizeHint(self) -> QSize:
        """As tall as its parts."""
        scale = self._scale()
        return QSize(300, round((TITLE + LABELS) * scale) + AREA + GAP)

    def minimumSizeHint(self) -> QSize:
        """Never less tall."""
        return QSize(200, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from day to day."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        last = len(self._chart.days) - 1
        here = last + 1 if self._day is None and step < 0 else self._day
        self._choose(0 if here is None else min(max(here + step, 0), last))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell of all days again."""
        super().focusOutEvent(event)
        self._day = None
        self.setAccessibleDescription(self._chart.description)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell of the day under the pointer."""
        if event.type() is QEvent.Type.ToolTip:
            self._tip(event)  # type: ignore[arg-type]  # a tool tip's event is a QHelpEvent
            return True
        return super().event(event)

    def day_at(self, left: float) -> int | None:
        """Return the day at a place, from 0; None beside the chart."""
        count = len(self._chart.days)
        day = int(left * count / max(1, self.width()))
        return day if 0 <= day < count else None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint title, figure, marks and the ends of the axis."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(0, 0, self.width(), TITLE * self._scale())
        area = QRectF(0, head.bottom(), self.width(), AREA)
        foot = QRectF(0, area.bottom(), self.width(), LABELS * self._scale())
        said = self._chart.figure if self._day is None else self._chart.tips[self._day]
        self._head(painter, head, said)
        self._day_mark(painter, area)
        (self._lines if self._chart.lines else self._bars)(painter, area)
        self._hairline(painter, area.bottom())
        self._write(painter, foot, self._chart.days[0], LEFT)
        self._write(painter, foot, trends.today(), RIGHT)
        if self._chart.lines:
            self._legend(painter, foot)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _head(self, painter: QPainter, head: QRectF, said: str) -> None:
        painter.setFont(self._theme.font(tokens.SMALL, tokens.SEMIBOLD))
        painter.setPen(self._theme.colour("text"))
        title = self._chart.title if self._day is None else ""
        painter.drawText(head, LEFT, title)
        self._write(painter, head, said, RIGHT, size=tokens.SMALL, colour="text2")
        self._hairline(painter, head.bottom() - 1)

    def _day_mark(self, painter: QPainter, area: QRectF) -> None:
        if self._day is not None:
            wide = area.width() / len(self._chart.days)
            painter.fillRect(
                QRectF(self._day * wide, area.top(), wide, AREA), self._theme.colour("hover")
            )

    def _bars(self, painter: QPainter, area: QRectF) -> None:
        count = len(self._chart.days)
        wide = area.width() / count
        totals = [
            sum(series.values[day] or 0 for series in self._chart.series) for day in range(count)
        ]
        scale = area.height() * _HEADROOM / (max(totals, default=0) or 1)
        for day in range(count):
            bottom = area.bottom()
            for series in self._chart.series:
                tall = (series.values[day] or 0) * scale
                if tall <= 0:
                    continue
                tall = max(1.0, tall)
                bar = QRectF(day * wide + 1, bottom - tall, wide - 2, tall)
                painter.fillRect(bar, self._theme.colour(series.colour))
                bottom -= tall + 1

    def _lines(self, painter: QPainter, area: QRectF) -> None:
        known = [value for one in self._chart.series for value in one.values if value is not None]
        scale = area.height() * _HEADROOM / (max(known, default=0) or 1)
        for series in self._chart.series:
            painter.setPen(QPen(self._theme.colour(series.colour), 1.5))
            for points in self._runs(series, area, scale):
                painter.drawPolyline(points)
                if points.size() == 1:
                    painter.setBrush(self._theme.colour(series.colour))
                    painter.drawEllipse(points.first(), 1.5, 1.5)

    def _legend(self, painter: QPainter, foot: QRectF) -> None:
        """Name the lines, in the middle of the axis: a piece of each and its word."""
        painter.setFont(self._theme.font(tokens.CAPTION))
        words = [series.name for series in self._chart.series]
        wide = [painter.fontMetrics().horizontalAdvance(word) + 30 for word in words]
        left, middle = foot.center().x() - sum(wide) / 2, foot.center().y()
        for series, width in zip(self._chart.series, wide, strict=True):
            piece = QRectF(left, middle - 1, 10, 2)
            painter.fillRect(piece, self._theme.colour(series.colour))
            room = QRectF(left + 14, foot.top(), width, foot.height())
            self._write(painter, room, series.name, LEFT)
            left += width

    def _runs(self, series: Series, area: QRectF, scale: float) -> list[QPolygonF]:
        """Return unbroken lines: a day without calls breaks them."""
        wide = area.width() / len(self._chart.days)
        found: list[QPolygonF] = [QPolygonF()]
        for day, value in enumerate(series.values):
            if value is None:
                found.append(QPolygonF())
            else:
                found[-1].append(QPointF((day + 0.5) * wide, area.bottom() - 2 - value * scale))
        return [points for points in found if points.size()]

    def _write(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        align: Qt.AlignmentFlag,
        *,
        size: float = tokens.CAPTION,
        colour: str = "text3",
    ) -> None:
        painter.setFont(self._theme.font(size))
        painter.setPen(self._theme.colour(colour))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, round(rect.width())
        )
        painter.drawText(rect, align, shown)

    def _hairline(self, painter: QPainter, top: float) -> None:
        painter.fillRect(QRectF(0, top, self.width(), 1), self._theme.colour("line"))

    def _choose(self, day: int) -> None:
        self._day = day
        self.setAccessibleDescription(self._chart.tips[day])
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.update()

    def _tip(self, event: QHelpEvent) -> None:
        day = self.day_at(event.pos().x())
        if day is not None:
            QToolTip.showText(event.globalPos(), f"<qt>{escape(self._chart.tips[day])}</qt>", self)

    def _scale(self) -> float:
        return max(1.0, self._theme.font().pixelSize() / 13)
