"""The panel beside the list in a wide window: four charts over fourteen days, by agent.

Promise: a day is asked for at a time, the newest first, so that the list never waits for a chart;
of the days that are known already only today is asked for again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import trends
from desktop_app.tray.views import kit
from desktop_app.tray.views.charts import ChartView
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.desk import Desk

WIDTH = 340
EVERY_MS = 30_000


class TrendsPanel(QScrollArea):
    """Charts of what was recorded; `start` when it is on the screen, `stop` when it is not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: dict[tuple[int, int], dict[str, Any]] = {}
        self._charts: list[ChartView] = []
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._ask)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Trends"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(260)
        theme = desk.theme
        self._lines = kit.column(gap=0)
        self._lines.setContentsMargins(tokens.MARGIN, tokens.S3, tokens.MARGIN, tokens.S4)
        head = kit.row(
            kit.label(theme, tr("Trends"), weight=tokens.SEMIBOLD),
            None,
            kit.label(theme, trends.span(), size=tokens.SMALL, tone="text2"),
        )
        self._lines.addLayout(head)
        self._lines.addSpacing(tokens.S3)
        self._legend = kit.row(gap=tokens.S4)
        self._note = kit.label(theme, "", size=tokens.CAPTION, tone="text3", wrap=True)
        self._lines.addStretch(1)
        self.setWidget(kit.boxed(self._lines, "surface"))

    def sizeHint(self) -> QSize:
        """As wide as the design has it."""
        return QSize(WIDTH, 600)

    def start(self) -> None:
        """Keep it filled."""
        if not self._timer.isActive():
            self._timer.start()
            self._ask()

    def stop(self) -> None:
        """Rest."""
        self._timer.stop()

    def _ask(self) -> None:
        bounds = trends.days(self._desk.clock.now_us())
        self._known = {day: self._known[day] for day in bounds[:-1] if day in self._known}
        self._next(bounds)

    def _next(self, bounds: list[tuple[int, int]]) -> None:
        """Ask for the newest day that is not known; show the charts when all are."""
        missing = [day for day in bounds if day not in self._known]
        if not missing:
            self._show(trends.trends(bounds, [self._known[day] for day in bounds]))
            return
        day = missing[-1]

        def put(answer: dict[str, Any]) -> None:
            self._known[day] = answer
            self._next(bounds)

        self._desk.reader.ask(
            lambda query: query.trends(*day),
            put,
            failed=lambda _error: None,  # the list says what is wrong
            owner=self,
            key="timeline-trends",
        )

    def _show(self, found: trends.Trends) -> None:
        if not self._charts:
            self._fill(found)
        for made, chart in zip(self._charts, found.charts, strict=True):
            made.show_chart(chart)
        self._note.setText(found.note)
        self._show_legend(found.legend)

    def _fill(self, found: trends.Trends) -> None:
        self._charts = [ChartView(self._desk.theme, chart) for chart in found.charts]
        end = self._lines.count() - 1  # what stretches stays last
        below = kit.column(*self._charts, self._legend, tokens.S2, self._note, gap=0)
        self._lines.insertLayout(end, below)

    def _show_legend(self, legend: tuple[tuple[str, str], ...]) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for name, colour in legend:
            words = kit.label(self._desk.theme, name, size=tokens.SMALL, tone="text2")
            self._legend.addWidget(kit.boxed(kit.row(_Square(self._desk, colour), words, gap=6)))
        self._legend.addStretch(1)


class _Square(QWidget):
    """What an agent's bars look like."""

    def __init__(self, desk: Desk, colour: str) -> None:
        super().__init__()
        self._theme, self._colour = desk.theme, colour
        self.setFixedSize(10, 10)
        self._theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._colour))
        painter.end()
