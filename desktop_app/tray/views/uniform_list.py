"""A list of lines of one height: a million of them cost what a page costs.

Promise: nothing here grows with the number of lines but the range of the scroll bar; where a line
is, and which one is at a point, is arithmetic in place of what `QListView` keeps for each line.
Lines that cannot be selected (heads) are passed over by the keyboard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QMouseEvent, QResizeEvent

    Index = QModelIndex | QPersistentModelIndex

_Action = QAbstractItemView.CursorAction


class UniformList(QListView):
    """Shows a list model; who paints overrides `paintEvent`.

    Args:
        line_height: of a line, in pixels.

    Signals:
        at_top(yes): whether the first line is on the screen.
    """

    at_top = Signal(bool)

    def __init__(self, line_height: int) -> None:
        super().__init__()
        self._line_height = line_height
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(lambda value: self.at_top.emit(value == 0))

    @property
    def line_height(self) -> int:
        """How tall a line is."""
        return self._line_height

    def set_line_height(self, line_height: int) -> None:
        """Make lines taller or less tall: the font is another."""
        self._line_height = line_height
        self.doItemsLayout()

    def count(self) -> int:
        """Return the number of lines."""
        model = self.model()
        return 0 if model is None else model.rowCount()  # type: ignore[redundant-expr]  # none yet

    def places(self) -> tuple[int, int]:
        """Return the first and last place on the screen; the last before the first: none."""
        top, tall = self.verticalScrollBar().value(), self.line_height
        last = (top + max(1, self.viewport().height()) - 1) // tall
        return top // tall, min(last, self.count() - 1)

    def index_from(self, place: int, step: int) -> QModelIndex | None:
        """Return the line at a place, or the next one that way, that can be selected."""
        while 0 <= place < self.count():
            index = self.model().index(place, 0)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                return index
            place += step
        return None

    def visualRect(self, index: Index) -> QRect:
        """Return where a line is, in the viewport."""
        if not index.isValid():
            return QRect()
        top = index.row() * self.line_height - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self.line_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the line at a point."""
        place = (point.y() + self.verticalScrollBar().value()) // self.line_height
        if point.y() < 0 or not 0 <= place < self.count():
            return QModelIndex()
        return self.model().index(place, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a line into view; the first one brings heads above it along."""
        del hint
        bar, tall = self.verticalScrollBar(), self.line_height
        top, room = index.row() * tall, self.viewport().height()
        is_first = self.index_from(index.row() - 1, -1) is None
        if is_first or top < bar.value():
            bar.setValue(0 if is_first else top)
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
        bar.setRange(0, max(0, self.count() * tall - room))

    def doItemsLayout(self) -> None:
        """Lay nothing out: geometry is arithmetic."""
        self.updateGeometries()
        self.viewport().update()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the lines of a rectangle, also where it reaches out of sight."""
        rect, top, last = rect.normalized(), self.verticalOffset(), self.count() - 1
        first = (rect.top() + top) // self.line_height
        final = min((rect.bottom() + top) // self.line_height, last)
        chosen = QItemSelection()
        if 0 <= max(first, 0) <= final:
            model = self.model()
            chosen.select(model.index(max(first, 0), 0), model.index(final, 0))
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
        last = self.count() - 1
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
        found = self.index_from(min(max(target, 0), max(last, 0)), step)
        if found is None or found.row() == here:  # nowhere to go, but it may be out of sight
            self.scrollTo(self.currentIndex())
            return self.currentIndex()
        return found

    def keyboardSearch(self, search: str) -> None:
        """Look for nothing: typed letters would be looked for in every line there is."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag selects; there is no rubber band."""
        QAbstractItemView.mouseMoveEvent(self, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another page is in view."""
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
