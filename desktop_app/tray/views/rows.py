"""A short table inside a card: heads, rows between hairlines, no scrolling, no selection.

For a handful of facts; lists that grow are item models. Each row is one accessible text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.theme import Theme

ROW = 28
GAP = 16


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        head: its title; "" for none.
        width: at least so many pixels; 0: the rest.
        right: whether it holds numbers.
        strong: whether it is what the row is about.
        tone: colour of its text.
    """

    head: str = ""
    width: int = 0
    right: bool = False
    strong: bool = False
    tone: str = "text2"


@dataclass(frozen=True, slots=True)
class Cell:
    """Text, and a shape before it; `full` where the text is cut."""

    text: str
    icon: str = ""
    tone: str = ""
    full: str = ""


class Rows(QWidget):
    """Shows rows of cells."""

    def __init__(self, theme: Theme, columns: Sequence[Column], name: str) -> None:
        super().__init__()
        self._theme, self._columns = theme, columns
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        for at, column in enumerate(columns):
            self._grid.setColumnMinimumWidth(at, column.width)
            self._grid.setColumnStretch(at, 0 if column.width else 1)

    def fill(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these rows and no others."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        line = 0
        if any(column.head for column in self._columns):
            self._line(line, [self._head(column) for column in self._columns])
            line += 2
        for row in rows:
            told = ", ".join(cell.full or cell.text for cell in row if cell.text)
            pairs = zip(row, self._columns, strict=True)
            self._line(line, [self._cell(cell, column, told) for cell, column in pairs])
            line += 2

    def _line(self, line: int, widgets: Sequence[QWidget]) -> None:
        for at, widget in enumerate(widgets):
            self._grid.addWidget(widget, line, at)
        self._grid.setRowMinimumHeight(line, ROW)
        self._grid.addWidget(kit.hairline(), line + 1, 0, 1, len(widgets))

    def _head(self, column: Column) -> QLabel:
        made = kit.label(self._theme, column.head, size=tokens.CAPTION, tone="text2")
        made.setAlignment(_side(column))
        return made

    def _cell(self, cell: Cell, column: Column, told: str) -> QWidget:
        weight = tokens.MEDIUM if column.strong else tokens.REGULAR
        tone = "text" if column.strong or column.right else column.tone
        made = _Cut(cell.text) if not column.width else QLabel(cell.text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        font = self._theme.font(tokens.SMALL, weight)
        made.setFont(font)
        made.setStyleSheet(f"font-size: {font.pixelSize()}px; font-weight: {weight};")
        made.setProperty("tone", tone)
        made.setAlignment(_side(column))
        made.setAccessibleName(told)
        made.setToolTip(tip(cell.full))
        if not cell.icon:
            return made
        shape = kit.icon(self._theme, cell.icon, cell.tone, 14)
        return kit.boxed(kit.row(shape, made, None, gap=tokens.S2))


class _Cut(QLabel):
    """A label that may be narrower than its text; the rest is cut with an ellipsis."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._full = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: object) -> None:
        """Cut anew."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt's own event
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(tip(self._full) if shown != self._full else "")


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
