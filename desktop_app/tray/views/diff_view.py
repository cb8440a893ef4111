"""A change of one file, painted line by line: numbers, + and - besides colour, all of it reachable.

Words that changed stand on the colour of their sign; code has colours where somebody found them.
It is a list: arrow keys go through it, a screen reader says "added" and "removed", Ctrl+C copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes
from desktop_app.tray.presenters.changes import Part
from desktop_app.tray.views import kit
from desktop_app.tray.views.scroll import FocusRing
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop_app.tray.presenters.changes import Line
    from desktop_app.tray.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_LINE = int(Qt.ItemDataRole.UserRole)
_TALLEST = 24  # lines; a longer change scrolls in itself
_TINTS = {"+": ("addbg", "ok"), "-": ("rembg", "deny"), "@": ("inset", "text3")}
_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "@": "⋯"}
_PAD = tokens.S4


class DiffView(QFrame):
    """A file's name, what changes in numbers, and its lines."""

    def __init__(self, theme: Theme, file: str, diff: list[Line]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.list = DiffLines(theme, diff)
        self.list.setAccessibleName(tr("Changes of {file}", file=file))
        head = kit.row(
            kit.icon(theme, "file-edit", "text2", 16),
            kit.label(theme, file, size=tokens.SMALL, weight=tokens.MEDIUM, fixed=True),
            None,
            kit.label(theme, changes.counted(diff), size=tokens.SMALL, tone="text2"),
        )
        head.setContentsMargins(tokens.S2, tokens.S1, tokens.S3, tokens.S1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(kit.hairline())
        whole.addWidget(self.list)


class DiffLines(QListView):
    """The lines alone.

    Args:
        theme: colours and fonts.
        diff: the lines.
        fills: take the room there is and scroll; else as high as the lines.
    """

    def __init__(self, theme: Theme, diff: Sequence[Line], *, fills: bool = False) -> None:
        super().__init__()
        self._theme, self._fills = theme, fills
        self._lines: Sequence[Line] = ()
        self._ring = FocusRing(theme, self)
        self.setModel(QStandardItemModel(self))
        self.show_lines(diff)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        theme.changed.connect(self.viewport().update)

    def show_lines(self, diff: Sequence[Line]) -> None:
        """Show other lines, from the first."""
        self._lines = diff
        self._painter = _LinePainter(self._theme, diff)
        self.setItemDelegate(self._painter)
        model = QStandardItemModel(self)
        for line in diff:
            item = QStandardItem(line.text)
            item.setData(line, _LINE)
            item.setAccessibleText(line.spoken())
            item.setEditable(False)
            model.appendRow(item)
        self.setModel(model)
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its lines, and the bar below them where one is wider than the view."""
        super().resizeEvent(event)
        self._ring.show_around(focused=self.hasFocus())
        if self._fills:
            return
        lines = max(1, min(len(self._lines), _TALLEST)) * self._painter.height
        is_wide = self._painter.width > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if is_wide else 0
        self.setFixedHeight(lines + bar)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self._ring.show_around(focused=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Not any more."""
        super().focusOutEvent(event)
        self._ring.show_around(focused=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies what is selected, as a diff."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(index.row() for index in self.selectedIndexes())
            kit.copy_text("\n".join(_plain(self._lines[row]) for row in rows))
        else:
            super().keyPressEvent(event)


class _LinePainter(QStyledItemDelegate):
    """Paints one line: numbers before and after where lines are removed, else after alone."""

    def __init__(self, theme: Theme, diff: Sequence[Line]) -> None:
        super().__init__()
        self._theme = theme
        self._font = theme.font(tokens.SMALL, fixed=True)
        self._metrics = metrics = QFontMetrics(self._font)
        self.height = max(tokens.DIFF_ROW, metrics.height() + 6)
        highest = max((max(line.old or 0, line.new or 0) for line in diff), default=0)
        self._digits = metrics.horizontalAdvance("0" * max(2, len(str(highest))))
        self._both = any(line.sign == "-" for line in diff)
        numbers = (2 if self._both else 1) * (self._digits + _PAD)
        self._text_at = numbers + 3 * metrics.horizontalAdvance("+")
        widest = max((metrics.horizontalAdvance(line.text) for line in diff), default=0)
        self.width = self._text_at + widest + _PAD

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - all alike
        """Every line is as wide as the widest."""
        return QSize(self.width, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint tint, numbers, sign and text."""
        line: Line = index.data(_LINE)
        tint, colour = _TINTS.get(line.sign, ("surface", "text2"))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, self._theme.colour("selected" if selected else tint))
        painter.setFont(self._font)
        painter.setPen(self._theme.colour("text3"))
        left = rect.left() + tokens.S2
        numbers = (line.old, line.new) if self._both else (line.new,)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number in numbers:
            text = "" if number is None else str(number)
            painter.drawText(QRect(left, rect.top(), self._digits, rect.height()), right, text)
            left += self._digits + _PAD
        painter.setPen(self._theme.colour(colour))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        sign_at = QRect(left - tokens.S2, rect.top(), 2 * _PAD, rect.height())
        painter.drawText(sign_at, middle, _SIGNS.get(line.sign, ""))
        text_at = rect.adjusted(self._text_at, 0, 0, 0)
        for part in line.parts or (Part(line.text, "text3" if line.sign == "\\" else "text"),):
            wide = self._metrics.horizontalAdvance(part.text)
            box = QRect(text_at.left(), rect.top(), wide, rect.height())
            if part.strong:
                painter.fillRect(box.adjusted(0, 3, 0, -3), self._theme.colour(colour))
            painter.setPen(self._theme.colour("surface" if part.strong else part.tone))
            painter.drawText(text_at, middle | Qt.TextFlag.TextSingleLine, part.text)
            text_at.setLeft(text_at.left() + wide)
        painter.restore()


def _plain(line: Line) -> str:
    return f"{line.sign or ' '}{line.text}" if line.sign != "@" else "@@"
