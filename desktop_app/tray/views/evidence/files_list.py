"""The list of changed files: a real list, two lines a row, each with its sentence.

It is painted; a path that has no room is cut in its middle, and the tip has it whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.tray import tokens
from desktop_app.tray.tips import tip
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.presenters.evidence.files import Row
    from desktop_app.tray.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_PAD, _ICON = 6, 16  # pixels above and below a row's lines; of its shape


class Rows(QAbstractListModel):
    """The rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's sentence."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        spoken = self.rows[index.row()].spoken
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return spoken
        return tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else None


class FilesList(QListView):
    """The list.

    Signals:
        chosen(place): a row is the current one; -1: none is.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines = Rows(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(theme, self.lines, self))
        self.setAccessibleName(tr("Changed files"))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.selectionModel().currentChanged.connect(
            lambda now, _before: self.chosen.emit(now.row())
        )
        theme.changed.connect(self.viewport().update)

    @property
    def current(self) -> int:
        """The current row's place; -1 for none."""
        return self.currentIndex().row()

    def show_rows(self, rows: Sequence[Row], at: int) -> None:
        """Show other rows, one of them current."""
        self.lines.beginResetModel()
        self.lines.rows = rows
        self.lines.endResetModel()
        self.choose(at)

    def choose(self, at: int) -> None:
        """Make a row the current one and bring it into sight."""
        index = self.lines.index(at, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)


class _Painter(QStyledItemDelegate):
    """Paints a row: its shape, its name, and below it what happened."""

    def __init__(self, theme: Theme, model: Rows, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._model, self._view = theme, model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's
        """One size for all."""
        return QSize(100, round(self._high()) + 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one."""
        row, theme, view = self._model.rows[index.row()], self._theme, option
        rect = QRectF(view.rect)
        state = view.state
        painter.save()
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(rect, theme.colour("selected"))
        left, top = rect.left() + tokens.S4, rect.top() + _PAD
        painter.drawPixmap(round(left), round(top + 1), theme.pixmap(row.icon, row.tone, _ICON))
        left += _ICON + tokens.S2
        room = rect.right() - tokens.S3 - left
        fixed = row.change is not None
        for text, size, tone, is_name in (
            (row.title, tokens.SMALL, "text", True),
            (row.detail, tokens.CAPTION, "text2", False),
        ):
            weight = tokens.MEDIUM if is_name else tokens.REGULAR
            painter.setFont(theme.font(size, weight, fixed=fixed and is_name))
            painter.setPen(theme.colour(tone))
            metrics = QFontMetricsF(painter.font())
            cut = Qt.TextElideMode.ElideMiddle if is_name else Qt.TextElideMode.ElideRight
            shown = metrics.elidedText(text, cut, room)
            line = QRectF(left, top, room, metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)
            top += metrics.height() + 1
        if is_chosen and self._view.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _high(self) -> float:
        names = QFontMetricsF(self._theme.font(tokens.SMALL, tokens.MEDIUM, fixed=True)).height()
        names = max(names, QFontMetricsF(self._theme.font(tokens.SMALL, tokens.MEDIUM)).height())
        return names + 1 + QFontMetricsF(self._theme.font(tokens.CAPTION)).height()
