"""The list of runs: lines of one height, painted as they come into view, a million as one.

Promise: nothing here grows with the number of lines but the range of the scroll bar; the geometry
is arithmetic. Assistive technology reads it as a list whose lines say everything in reading order.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import timeline, timeline_columns
from desktop_app.tray.presenters.timeline import Row
from desktop_app.tray.presenters.timeline_order import Group
from desktop_app.tray.views.timeline_paint import RunPainter
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from desktop_app.tray.item_models.timeline import RunsModel
    from desktop_app.tray.presenters.timeline_columns import Column
    from desktop_app.tray.views.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

SKELETON_MS = 150  # nothing is drawn of what is not there before that
_Action = QAbstractItemView.CursorAction


class RunsTable(QListView):
    """Shows a `RunsModel`.

    Signals:
        seen(first, last): these places are on the screen now.
        opened(row): Enter or a double click on a run.
        at_top(yes): whether the first line is on the screen.
    """

    seen = Signal(int, int)
    opened = Signal(object)
    at_top = Signal(bool)

    def __init__(self, theme: Theme, model: RunsModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._paint = RunPainter(theme)
        self._kept: int | None = None
        self._late = False
        self._wait = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._wait.timeout.connect(self._draw_late)
        self.narrow = False
        self.setModel(model)
        self.setAccessibleName(tr("Runs"))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(False)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.rowsInserted.connect(self._changed)
        model.dataChanged.connect(self._changed)
        self.verticalScrollBar().valueChanged.connect(self._changed)
        self.verticalScrollBar().valueChanged.connect(lambda value: self.at_top.emit(value == 0))
        self.doubleClicked.connect(lambda _index: self._open())
        theme.changed.connect(self._retheme)

    @property
    def line_height(self) -> int:
        """How tall a line is."""
        return self._paint.height

    @property
    def scale(self) -> float:
        """How much larger than the design's the fonts are."""
        return self._paint.scale

    def columns(self) -> list[Column]:
        """Return the columns at this width."""
        return timeline_columns.columns(
            self.viewport().width(), narrow=self.narrow, scale=self._paint.scale
        )

    def rows(self) -> list[Row]:
        """Return the selected runs from top to bottom, those that are fetched."""
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        found = [self._model.line(place) for place in places]
        return [row for row in found if isinstance(row, Row)]

    def current(self) -> Row | None:
        """Return the run that the keyboard is on."""
        index = self.currentIndex()
        found = self._model.line(index.row()) if index.isValid() else None
        return found if isinstance(found, Row) else None

    def places(self) -> tuple[int, int]:
        """Return the first and last place on the screen; the last before the first: none."""
        top, tall = self.verticalScrollBar().value(), self.line_height
        last = (top + max(1, self.viewport().height()) - 1) // tall
        return top // tall, min(last, len(self._model.order) - 1)

    def choose_first(self) -> None:
        """Put the keyboard on the first run."""
        index = self._index_from(0, 1)
        if index is not None and not self.currentIndex().isValid():
            self.setCurrentIndex(index)

    # Geometry: arithmetic, in place of what QListView keeps for each line.

    def visualRect(self, index: Index) -> QRect:
        """Return where a line is, in the viewport."""
        if not index.isValid():
            return QRect()
        top = index.row() * self.line_height - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self.line_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the line at a point."""
        place = (point.y() + self.verticalScrollBar().value()) // self.line_height
        if point.y() < 0 or not 0 <= place < len(self._model.order):
            return QModelIndex()
        return self._model.index(place)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a line into view; the first run brings the head above it along."""
        del hint
        bar, tall = self.verticalScrollBar(), self.line_height
        top, room = index.row() * tall, self.viewport().height()
        if index.row() == 1 or top < bar.value():
            bar.setValue(0 if index.row() == 1 else top)
        elif top + tall > bar.value() + room:
            bar.setValue(top + tall - room)

    def verticalOffset(self) -> int:
        """Return how far the list is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Return 0: lines are as wide as the view."""
        return 0

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the page anew."""
        self.viewport().update()

    def updateGeometries(self) -> None:
        """Set the range of the scroll bar."""
        tall, room = self.line_height, self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setSingleStep(tall)
        bar.setPageStep(max(tall, room // tall * tall))
        bar.setRange(0, max(0, len(self._model.order) * tall - room))

    def doItemsLayout(self) -> None:
        """Lay nothing out: geometry is arithmetic."""
        self.updateGeometries()
        self.viewport().update()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the lines of a rectangle."""
        first, last = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomLeft())
        chosen = QItemSelection()
        if first.isValid() and last.isValid():
            chosen.select(first, last)
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: ARG002
        """Return the page: it is painted as one."""
        return QRegion(self.viewport().rect())

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return the run that a key leads to; heads are passed over."""
        del modifiers
        here = self.currentIndex().row()
        page = max(1, self.viewport().height() // self.line_height - 1)
        last = len(self._model.order) - 1
        target, step = {
            _Action.MoveUp: (here - 1, -1),
            _Action.MovePrevious: (here - 1, -1),
            _Action.MoveDown: (here + 1, 1),
            _Action.MoveNext: (here + 1, 1),
            _Action.MovePageUp: (here - page, 1),
            _Action.MovePageDown: (here + page, -1),
            _Action.MoveHome: (0, 1),
            _Action.MoveEnd: (last, -1),
        }.get(action, (here, 1))
        found = self._index_from(min(max(target, 0), max(last, 0)), step)
        if found is None or found.row() == here:  # nowhere to go, but it may be out of sight
            self.scrollTo(self.currentIndex())
            return self.currentIndex()
        return found

    def _index_from(self, place: int, step: int) -> QModelIndex | None:
        """Return the run at a place, or the next one in a direction."""
        while 0 <= place < len(self._model.order):
            if self._model.run_at(place) is not None:
                return self._model.index(place)
            place += step
        return None

    # Events.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the rest moves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag selects; there is no rubber band."""
        QAbstractItemView.mouseMoveEvent(self, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another page is in view."""
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        self._changed()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell in a tip what a cell says in full."""
        if event.type() is QEvent.Type.ToolTip:
            self._tip(event)  # type: ignore[arg-type]  # a tool tip's event is a QHelpEvent
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the lines in view."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self._theme.colour("surface"))
        columns = self.columns()
        first, last = self.places()
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
                    text = timeline.tooltip(found, column.name, self._model.sealed_size)
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
        self.doItemsLayout()


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
