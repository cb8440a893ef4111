"""The paths of a plan under their headings: arrow keys go through them, a reader says each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate

from desktop_app.tray import tokens
from desktop_app.tray.presenters.rollback import Row
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.scroll import FocusRing
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop_app.tray.presenters.rollback import Group
    from desktop_app.tray.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_ROW = int(Qt.ItemDataRole.UserRole)
_ICON = 14
_SIDE = tokens.S3
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine


class PathsList(QListView):
    """Shows groups of rows.

    Signals:
        chosen(row): a path is the current one.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("What changes"))
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self._painter = _RowPainter(theme)
        self._ring = FocusRing(theme, self)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.selectionModel().currentChanged.connect(self._current)
        theme.changed.connect(self.viewport().update)

    def show_groups(self, groups: Iterable[Group]) -> None:
        """Show these, the first path chosen."""
        self._model.clear()
        first: QStandardItem | None = None
        for group in groups:
            head = QStandardItem(group.title)
            head.setFlags(Qt.ItemFlag.NoItemFlags)  # passed over by the keyboard
            self._model.appendRow(head)
            for row in group.rows:
                item = QStandardItem(row.path)
                item.setData(row, _ROW)
                item.setAccessibleText(row.spoken)
                item.setToolTip(tip(row.spoken))
                item.setEditable(False)
                self._model.appendRow(item)
                first = first or item
        if first is not None:
            self.setCurrentIndex(first.index())

    def rows(self) -> list[Row]:
        """Return the rows that are shown, in order."""
        items = (self._model.item(at) for at in range(self._model.rowCount()))
        return [row for item in items if isinstance(row := item.data(_ROW), Row)]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self._ring.show_around(focused=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Not any more."""
        super().focusOutEvent(event)
        self._ring.show_around(focused=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the ring around it."""
        super().resizeEvent(event)
        self._ring.show_around(focused=self.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the path."""
        if event.matches(QKeySequence.StandardKey.Copy):
            kit.copy_text(str(self.currentIndex().data() or ""))
        else:
            super().keyPressEvent(event)

    def _current(self, current: QModelIndex, _before: QModelIndex) -> None:
        row = current.data(_ROW)
        if isinstance(row, Row):
            self.chosen.emit(row)


class _RowPainter(QStyledItemDelegate):
    """Paints a heading, or a path with its shape and what is said beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - all alike
        """Return one height for all."""
        tall = QFontMetrics(self._theme.font(tokens.SMALL, fixed=True)).height()
        return QSize(0, max(26, tall + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        row, rect = index.data(_ROW), option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        painter.save()
        if isinstance(row, Row):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            if selected or hovered:
                painter.fillRect(
                    option.rect, self._theme.colour("selected" if selected else "hover")
                )
            self._path(painter, rect, row)
        else:
            painter.setFont(self._theme.font(tokens.SMALL, tokens.SEMIBOLD))
            painter.setPen(self._theme.colour("text2"))
            painter.drawText(rect, _LEFT, str(index.data() or ""))
        painter.restore()

    def _path(self, painter: QPainter, rect: QRect, row: Row) -> None:
        pixmap = self._theme.pixmap(row.icon, row.tone, _ICON)
        painter.drawPixmap(rect.left(), rect.top() + (rect.height() - _ICON) // 2, pixmap)
        room = rect.adjusted(_ICON + tokens.S2, 0, 0, 0)
        fixed = self._theme.font(tokens.SMALL, fixed=True)
        of_path = QFontMetrics(fixed)
        wide = min(of_path.horizontalAdvance(row.path) + 1, room.width())
        if row.note:
            wide = min(
                wide, max(room.width() // 2, room.width() - self._note_width(row) - tokens.S3)
            )
        painter.setFont(fixed)
        painter.setPen(self._theme.colour("text"))
        middle = Qt.TextElideMode.ElideMiddle
        painter.drawText(room, _LEFT, of_path.elidedText(row.path, middle, wide))
        if row.note:
            small = self._theme.font(tokens.SMALL)
            rest = room.adjusted(wide + tokens.S3, 0, 0, 0)
            note = QFontMetrics(small).elidedText(
                row.note, Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.setFont(small)
            painter.setPen(self._theme.colour("text3"))
            painter.drawText(rest, _LEFT, note)

    def _note_width(self, row: Row) -> int:
        small = self._theme.font(tokens.SMALL)
        return QFontMetrics(small).horizontalAdvance(row.note)
