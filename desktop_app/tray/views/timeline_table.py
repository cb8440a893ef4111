"""The list of runs: painted as they come into view, opened by Enter, each cell told in a tip.

Promise: a run that is not fetched yet is asked for (`seen`) and never waited for. Assistive
technology reads it as a list whose lines say everything in reading order.
"""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.item_models.timeline import KEEP
from desktop_app.tray.presenters import keyboard, timeline_columns, timeline_said
from desktop_app.tray.presenters.timeline import Row
from desktop_app.tray.presenters.timeline_order import Group
from desktop_app.tray.views.timeline_paint import GAP, RunPainter
from desktop_app.tray.views.uniform_list import UniformList
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QHelpEvent,
        QHideEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
    )

    from desktop_app.tray.item_models.timeline import RunsModel
    from desktop_app.tray.presenters.timeline_columns import Column
    from desktop_app.tray.theme import Theme

TURN_MS, ROUND_MS = 100, 2_000  # the ring of what runs
SKELETON_MS = 150  # nothing is drawn of what is not there before that


class RunsTable(UniformList):
    """Shows a `RunsModel`.

    Signals:
        seen(first, last): these places are on the screen now.
        opened(row): Enter or a double click on a run.
        searched(): the key that leads to the search.
    """

    seen = Signal(int, int)
    opened = Signal(object)
    searched = Signal()

    def __init__(self, theme: Theme, model: RunsModel) -> None:
        paint = RunPainter(theme)
        super().__init__(paint.height)
        self._theme, self._model, self._paint = theme, model, paint
        self._kept: int | None = None
        self._late = False
        self._wait = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._wait.timeout.connect(self._draw_late)
        self.narrow = False
        self._columns: list[Column] = []
        self._columns_of = (0, False, 0.0)
        self.setModel(model)
        self.setAccessibleName(tr("Runs"))
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.rowsInserted.connect(self._changed)
        model.dataChanged.connect(self._changed)
        self.verticalScrollBar().valueChanged.connect(self._changed)
        self.doubleClicked.connect(lambda _index: self._open())
        theme.changed.connect(self._retheme)
        self._turning = QTimer(self, interval=TURN_MS)
        self._turning.timeout.connect(self._turn)

    def showEvent(self, event: QShowEvent) -> None:
        """Turn the rings of what runs."""
        super().showEvent(event)
        self._turning.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._turning.stop()

    @property
    def scale(self) -> float:
        """How much larger than the design's the fonts are."""
        return self._paint.scale

    def columns(self) -> list[Column]:
        """Return the columns at this width."""
        key = (self.viewport().width(), self.narrow, self._paint.scale)
        if key != self._columns_of:
            width, narrow, scale = self._columns_of = key
            self._columns = timeline_columns.columns(width, narrow=narrow, scale=scale)
        return self._columns

    def rows(self) -> list[Row]:
        """Return the selected runs that are fetched, from top to bottom; of very many the first."""
        chosen = self.selectionModel().selection().toList()
        ranges = sorted((part.top(), part.bottom()) for part in chosen)
        places = (place for top, bottom in ranges for place in range(top, bottom + 1))
        found = (self._model.line(place) for place in islice(places, KEEP))
        return [row for row in found if isinstance(row, Row)]

    def current(self) -> Row | None:
        """Return the run that the keyboard is on."""
        index = self.currentIndex()
        found = self._model.line(index.row()) if index.isValid() else None
        return found if isinstance(found, Row) else None

    def choose_first(self) -> None:
        """Put the keyboard on the first run."""
        index = self.index_from(0, 1)
        if index is not None and not self.currentIndex().isValid():
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, / leads to the search; the rest moves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif event.text() in keyboard.keys("search"):
            self.searched.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another page is in view."""
        super().resizeEvent(event)
        self._changed()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell in a tip what a cell says in full."""
        if event.type() is QEvent.Type.ToolTip:
            self._tip(event)  # type: ignore[arg-type]  # a tool tip's event is a QHelpEvent
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are asked for; of a narrow strip only the columns in it."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._theme.colour("surface"))
        left, right = event.rect().left(), event.rect().right()
        columns = [
            column
            for column in self.columns()
            if column.left - GAP <= right and column.left + column.width + GAP >= left
        ]
        top, tall = self.verticalOffset(), self.line_height
        first, last = self.places()
        first = max(first, (top + event.rect().top()) // tall)
        last = min(last, (top + event.rect().bottom()) // tall)
        chosen, here = self.selectionModel(), self.currentIndex().row()
        for place in range(first, last + 1):
            index = self._model.index(place)
            rect = QRectF(self.visualRect(index))
            focus = place == here and self.hasFocus()
            if chosen.isSelected(index):
                self._paint.mark_selected(painter, rect, focus=focus)
            self._line(painter, rect, place, columns)
            if focus:
                self._paint.mark_focus(painter, rect)
        painter.end()

    def _line(self, painter: QPainter, rect: QRectF, place: int, columns: list[Column]) -> None:
        found = self._model.line(place)
        if isinstance(found, Group):
            model = self._model
            self._paint.group(painter, rect, model.title(found), model.sums(found))
        elif found is not None:
            self._paint.run(painter, rect, found, columns, self._model.sealed_size)
        elif self._late:
            self._paint.skeleton(painter, rect, columns)

    def _tip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        found = self._model.line(index.row()) if index.isValid() else None
        text = ""
        if isinstance(found, Row):
            for column in self.columns():
                if column.left <= event.pos().x() < column.left + column.width:
                    text = timeline_said.tooltip(found, column.name, self._model.sealed_size)
        QToolTip.showText(event.globalPos(), f"<qt>{escape(text)}</qt>" if text else "", self)

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    def _changed(self, *_: object) -> None:
        """Say what is in view; draw what is late after a while."""
        first, last = self.places()
        if last >= first:
            self.seen.emit(first, last)
            if self._model.missing(first, last):
                if not self._wait.isActive() and not self._late:
                    self._wait.start()
            else:
                self._wait.stop()
                self._late = False
        self.viewport().update()

    def _turn(self) -> None:
        """Turn the rings in view: once in two seconds, and nothing else is painted."""
        self._paint.turned = (self._paint.turned + 360 * TURN_MS / ROUND_MS) % 360
        glyph = next(column for column in self.columns() if column.name == "glyph")
        first, last = self.places()
        for place in range(first, last + 1):
            found = self._model.line(place)
            if isinstance(found, Row) and found.glyph == "running":
                rect = self.visualRect(self._model.index(place))
                self.viewport().update(
                    QRect(glyph.left - 2, rect.top(), glyph.width, rect.height() - 1)
                )

    def _draw_late(self) -> None:
        self._late = True
        self.viewport().update()

    def _keep(self) -> None:
        index = self.currentIndex()
        self._kept = self._model.run_at(index.row()) if index.isValid() else None

    def _restore(self) -> None:
        """After the order changed: the same run is current, and the view stays where it is."""
        self.updateGeometries()
        place = None if self._kept is None else self._model.order.place_of(self._kept)
        if place is not None:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self._model.index(place), flag)
        self._changed()

    def _retheme(self) -> None:
        self._paint = RunPainter(self._theme)
        self.set_line_height(self._paint.height)


class RunsHead(QWidget):
    """The titles above the columns."""

    def __init__(self, theme: Theme, table: RunsTable) -> None:
        super().__init__()
        self._theme, self._table = theme, table
        self.setFixedHeight(round((tokens.CONTROL - 1) * max(1.0, table.line_height / 33)))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint them."""
        painter = QPainter(self)
        RunPainter(self._theme).head(painter, QRectF(self.rect()), self._table.columns())
        painter.end()
