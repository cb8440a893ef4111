"""Lines of the consent log for a list: as many as were read, and more as one scrolls on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop_app.tray.tips import tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from desktop_app.tray.presenters.consent_log import Line

    Place = QModelIndex | QPersistentModelIndex

LINE = int(Qt.ItemDataRole.UserRole)
_NONE = QModelIndex()


class LogModel(QAbstractListModel):
    """Lines, newest first.

    Signals:
        ended(): the view is near the end, and there is more to read.

    Attributes:
        lines: what was read.
        more: whether there are older ones.
    """

    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.more = False
        self._asked = False

    def show(self, lines: Sequence[Line], *, more: bool) -> None:
        """Show these alone."""
        self.beginResetModel()
        self.lines, self.more, self._asked = list(lines), more, False
        self.endResetModel()

    def append(self, lines: Sequence[Line], *, more: bool) -> None:
        """Add older ones."""
        self.more, self._asked = more, False
        if lines:
            first = len(self.lines)
            self.beginInsertRows(_NONE, first, first + len(lines) - 1)
            self.lines += lines
            self.endInsertRows()

    def place(self, seq: int) -> int:
        """Return where the line of an entry stands; -1 where it does not."""
        return next((at for at, line in enumerate(self.lines) if line.seq == seq), -1)

    def rowCount(self, parent: Place = _NONE) -> int:
        """How many lines were read."""
        return 0 if parent.isValid() else len(self.lines)

    def canFetchMore(self, parent: Place) -> bool:
        """Tell whether older ones are to be had, and were not asked for."""
        return not parent.isValid() and self.more and not self._asked

    def fetchMore(self, parent: Place) -> None:  # noqa: ARG002 - a list
        """Ask for older ones."""
        self._asked = True
        self.ended.emit()

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line, its text, its tool tip, or what is read aloud."""
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.what
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken
            case Qt.ItemDataRole.ToolTipRole:
                return tip(line.detail) if line.detail else None
            case Qt.ItemDataRole.UserRole:
                return line
            case _:
                return None
