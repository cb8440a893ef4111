"""The attributes of a row as a table: filtered, copied, redactions as chips with a rule's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop_app.tray import tokens
from desktop_app.tray.presenters.run_view.attributes import Attribute, Group, shown
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPainter

    from desktop_app.tray.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW, NAME_PART = 23, 0.46


class AttributeModel(QAbstractTableModel):
    """Groups with their lines below them; a heading is a row of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[Group] = ()
        self.lines: list[str | Attribute] = []

    def show_groups(self, groups: Sequence[Group], wanted: str = "") -> None:
        """Show the lines that hold a text in name or value."""
        self.beginResetModel()
        self._groups, self.lines = groups, []
        text = wanted.lower()
        for group in groups:
            kept = [one for one in group.lines if text in f"{one.name} {one.value}".lower()]
            if kept:
                self.lines += [group.title, *kept]
        self.endResetModel()

    def filter(self, wanted: str) -> None:
        """Show what holds a text."""
        self.show_groups(self._groups, wanted)

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines and headings."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name and value."""
        return 0 if parent is not None and parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return name or value."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if isinstance(line, str):
                return line if index.column() == 0 else ""
            return line.name if index.column() == 0 else shown(line)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Attribute):
            return tip(line.name if index.column() == 0 else line.value[:4000])
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: AttributeModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a heading, a name, a value or a chip."""
        line, rect = self._model.lines[index.row()], QRectF(option.rect)
        painter.fillRect(rect, self._theme.colour("surface"))
        painter.fillRect(
            QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), self._theme.colour("line")
        )
        if isinstance(line, Attribute) and index.column() == 1 and line.rule:
            text = shown(line)
            wide = kit.theme_width(self._theme, text, tokens.SMALL, tokens.MEDIUM) + 34
            room = QRectF(rect.left(), rect.center().y() - 10, min(wide, rect.width()), 19)
            kit.paint_chip(painter, self._theme, room, text, icon="redacted")
            return
        heading = isinstance(line, str)
        font = self._theme.font(tokens.CAPTION, fixed=True)
        if heading:
            font = self._theme.font(tokens.SMALL, tokens.SEMIBOLD)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if heading or index.column() else "text2"))
        text = str(index.data() or "")
        text = painter.fontMetrics().elidedText(
            text[:2000], Qt.TextElideMode.ElideMiddle, int(rect.width()) - 8
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(rect, flags, text)


class AttributeTable(QTableView):
    """Shows groups of attributes; Ctrl+C copies a line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.lines_model = AttributeModel()
        self.setModel(self.lines_model)
        self._delegate = _Delegate(theme, self.lines_model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Attributes"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(8)
        self.verticalHeader().setDefaultSectionSize(at_least(theme, ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.viewport().update)
        self.lines_model.modelReset.connect(self._span_headings)

    def resizeEvent(self, event: Any) -> None:
        """Names have their part of the width."""
        super().resizeEvent(event)
        self.setColumnWidth(0, int(self.viewport().width() * NAME_PART))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy a line whole."""
        line = self.current
        if event.matches(QKeySequence.StandardKey.Copy) and line is not None:
            kit.copy_text(f"{line.name}\t{line.value}")
        else:
            super().keyPressEvent(event)

    def _span_headings(self) -> None:
        self.clearSpans()
        for row, line in enumerate(self.lines_model.lines):
            if isinstance(line, str):
                self.setSpan(row, 0, 1, 2)

    @property
    def current(self) -> Attribute | None:
        """The selected attribute; None on a heading, or when nothing is."""
        index = self.currentIndex()
        line = self.lines_model.lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Attribute) else None
