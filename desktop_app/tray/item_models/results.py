"""The lines of quick open: headings that cannot be chosen, and what can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_app.tray.presenters.quick_open import Group, Item, group_word
from desktop_app.tray.tips import tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    Place = QModelIndex | QPersistentModelIndex

LINE = Qt.ItemDataRole.UserRole  # Item, or Group for its heading
_NONE = QModelIndex()


class Results(QAbstractListModel):
    """Items with the heading of each group before its first one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Item | Group] = []

    def show(self, items: Sequence[Item]) -> None:
        """Show other items; those of one group stand side by side."""
        self.beginResetModel()
        self._lines = []
        group: Group | None = None
        for item in items:
            if item.group is not group:
                group = item.group
                self._lines.append(group)
            self._lines.append(item)
        self.endResetModel()

    def item(self, row: int) -> Item | None:
        """Return the item in a row; None for a heading, and outside."""
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        return line if isinstance(line, Item) else None

    def next(self, row: int, step: int) -> int:
        """Return the row of the item so many items further; round at the ends."""
        rows = [number for number, line in enumerate(self._lines) if isinstance(line, Item)]
        if not rows:
            return -1
        place = rows.index(row) + step if row in rows else 0
        return rows[place % len(rows)]

    def rowCount(self, parent: Place = _NONE) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line, its text, or what is read aloud."""
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.title if isinstance(line, Item) else group_word(line)
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken if isinstance(line, Item) else group_word(line)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(line) if isinstance(line, Item) else None
            case Qt.ItemDataRole.UserRole:
                return line
            case _:
                return None

    def flags(self, index: Place) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.item(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _tip(item: Item) -> str | None:
    """The whole title, where it may be elided."""
    return tip(f"{item.title}\n{item.detail}") if item.group is not Group.DO else None
