"""The rows of the waterfall that are seen, as a flat model: one column, a sentence a row.

A flat table and not a tree: Qt's tree asks Python twice for each of its rows before it shows the
first (2.0 s for a million, measured; the table: 13 ms). The level stands in each row's sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.tray.presenters.evidence.in_run import Shots
from desktop_app.tray.presenters.run_view import spoken
from desktop_app.tray.presenters.run_view.outline import Outline
from desktop_app.tray.presenters.run_view.rows import Rows
from desktop_app.tray.tips import tip
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex


class WaterfallModel(QAbstractTableModel):
    """Rows as seen.

    Attributes:
        outline: what is seen; change it through the methods here.
        shots: the looks at the screen, by call.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outline = Outline(Rows())
        self.shots = Shots()

    def is_pictured(self, at: int) -> bool:
        """Whether there are looks at the screen around a call."""
        return bool(self.shots.by_call) and bool(self.shots.of(self.rows.more(at).call))

    @property
    def rows(self) -> Rows:
        """All rows, seen or not."""
        return self.outline.rows

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many are seen."""
        return 0 if parent is not None and parent.isValid() else len(self.outline.seen)

    def columnCount(self, parent: Index | None = None) -> int:
        """One."""
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's sentence, or the whole text of its label as a tool tip."""
        if not index.isValid():
            return None
        at = self.outline.seen[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._spoken(at, is_open=None)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            below = self.outline.has_below(at)
            return self._spoken(at, is_open=self.outline.is_open(at) if below else None)
        if role == Qt.ItemDataRole.ToolTipRole:
            detail = self.rows.more(at).detail
            return tip(f"{self.rows.name[at]}  {detail}" if detail else self.rows.name[at])
        return None

    def _spoken(self, at: int, *, is_open: bool | None) -> str:
        said = spoken.spoken(self.rows, at, is_open=is_open)
        return tr("{row}, with screenshots", row=said) if self.is_pictured(at) else said

    def take(self, rows: Rows) -> None:
        """Show newer rows."""
        self.beginResetModel()
        self.outline.take(rows)
        self.endResetModel()

    def begin(self, rows: Rows, *, logs: bool) -> None:
        """Show another run, unfolded as by default."""
        self.beginResetModel()
        self.outline = Outline(rows, logs=logs)
        self.endResetModel()

    def show_logs(self, *, logs: bool) -> None:
        """Show log records beside spans, or not."""
        self.beginResetModel()
        self.outline.show_logs(logs=logs)
        self.endResetModel()

    def fold(self, row: int, *, is_open: bool) -> bool:
        """Fold or unfold a seen row; return whether anything changed."""
        outline = self.outline
        at = outline.seen[row]
        if not outline.has_below(at) or outline.is_open(at) == is_open:
            return False
        if is_open:
            count = len(outline.below(at))
            self.beginInsertRows(QModelIndex(), row + 1, row + count)
            outline.fold(at, is_open=True)
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), row + 1, row + outline.seen_below(at))
            outline.fold(at, is_open=False)
            self.endRemoveRows()
        changed = self.index(row, 0)
        self.dataChanged.emit(changed, changed)
        return True

    def reveal(self, at: int) -> int:
        """Unfold what hides a row; return where it is seen, or -1."""
        place = self.outline.place(at)
        if place >= 0:
            return place
        self.beginResetModel()
        place = self.outline.reveal(at)
        self.endResetModel()
        return place
