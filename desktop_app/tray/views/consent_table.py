"""The consent log as a list: columns painted, each line said whole to assistive technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.item_models.consent_log import LINE, LogModel
from desktop_app.tray.tokens import GLYPHS
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QFont, QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop_app.tray.presenters.consent_log import Line
    from desktop_app.tray.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

ICON = 16
_GAP = tokens.S2
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def columns(theme: Theme, wide: int) -> list[tuple[int, int]]:
    """Return left edge and width of: time, answer, agent, what, by, took, entry."""
    fixed = [at_least(theme, one) for one in (92, 142, 96, 0, 106, 56, 68)]
    fixed[3] = max(80, wide - 2 * tokens.MARGIN - sum(fixed))
    made, left = [], tokens.MARGIN
    for width in fixed:
        made.append((left, width))
        left += width
    return made


class ConsentTable(QListView):
    """Lines of the log.

    Signals:
        selected(line): the keyboard is on another one.
        opened(line): Enter or a click.

    Attributes:
        lines: the model.
    """

    selected = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines = LogModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(theme))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(tr("Consent log"))
        self.setTabKeyNavigation(False)
        self.selectionModel().currentChanged.connect(self._moved)
        self.clicked.connect(lambda _index: self._open())
        theme.changed.connect(self.viewport().update)

    def show_lines(self, lines: Sequence[Line], *, more: bool) -> None:
        """Show these; the keyboard stays on its line where that is among them."""
        before, bar = self.current(), self.verticalScrollBar()
        at = bar.value()
        self.lines.show(lines, more=more)
        kept = -1 if before is None else self.lines.place(before.seq)
        if lines:
            self.setCurrentIndex(self.lines.index(max(0, kept), 0))
        if kept >= 0:
            bar.setValue(at)

    def current(self) -> Line | None:
        """Return the line that the keyboard is on."""
        found: Line | None = self.currentIndex().data(LINE)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies the line."""
        line = self.current()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open()
        elif event.matches(QKeySequence.StandardKey.Copy) and line is not None:
            kit.copy_text(line.spoken)
        else:
            super().keyPressEvent(event)

    def _moved(self, now: Index, _before: Index) -> None:
        self.selected.emit(now.data(LINE))

    def _open(self) -> None:
        if self.current() is not None:
            self.opened.emit(self.current())


class ConsentHead(QWidget):
    """The names of the columns."""

    def __init__(self, theme: Theme, table: ConsentTable) -> None:
        super().__init__()
        self._theme, self._table = theme, table
        table.verticalScrollBar().rangeChanged.connect(self._follow)
        self.setFixedHeight(max(28, QFontMetrics(theme.font(tokens.SMALL)).height() + 10))
        theme.changed.connect(self.update)

    def _follow(self, _least: int, _most: int) -> None:
        """A scroll bar takes room of the columns."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small
        """Paint them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        painter.setFont(self._theme.font(tokens.SMALL, tokens.MEDIUM))
        painter.setPen(self._theme.colour("text2"))
        names = (tr("Time"), tr("Answer"), tr("Agent"), tr("What"), tr("By"), tr("Took"))
        places = columns(self._theme, self._table.viewport().width())
        for place, name in enumerate((*names, tr("Entry"))):
            left, wide = places[place]
            right = place in {5, 6}
            box = QRect(left, 0, wide - (_GAP if right else 0), self.height())
            painter.drawText(box, _RIGHT if right else _LEFT, name)
        for top in (0, self.height() - 1):
            painter.fillRect(QRect(0, top, self.width(), 1), self._theme.colour("line"))
        painter.end()


class _Painter(QStyledItemDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Return the size of every line."""
        return QSize(0, max(tokens.ROW, QFontMetrics(self._theme.font()).height() + 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a line."""
        line: Line = index.data(LINE)
        rect: QRect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_chosen:
            painter.fillRect(rect, self._theme.colour("selected"))
            painter.fillRect(
                QRect(rect.left(), rect.top(), 3, rect.height()), self._colour("accent")
            )
        if is_chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._colour("accent"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        bottom = QRect(tokens.MARGIN, rect.bottom(), rect.width() - tokens.MARGIN, 1)
        painter.fillRect(bottom, self._colour("line"))
        time, answer, agent, what, by, took, entry = (
            QRect(left, rect.top(), wide - _GAP, rect.height())
            for left, wide in columns(self._theme, rect.width())
        )
        small = self._theme.font(tokens.SMALL)
        self._text(painter, time, line.when, "text2")
        glyph = GLYPHS[line.glyph]
        top = rect.top() + (rect.height() - ICON) // 2
        painter.drawPixmap(answer.left(), top, self._theme.pixmap(glyph.icon, glyph.colour, ICON))
        strong = self._theme.font(tokens.SMALL, tokens.MEDIUM)
        self._text(painter, answer.adjusted(ICON + 5, 0, 4, 0), line.word, "text", strong)
        self._text(painter, agent, line.agent, "text2")
        used = self._text(painter, what, line.what, "text", strong)
        rest = what.adjusted(min(used + _GAP, what.width()), 0, 0, 0)
        self._text(
            painter, rest, line.detail, "text2", self._theme.font(tokens.CAPTION, fixed=True)
        )
        self._text(painter, by, line.by, "text2")
        painter.setFont(small)
        painter.setPen(self._colour("text2"))
        painter.drawText(took, _RIGHT, line.took)
        painter.drawText(entry, _RIGHT, line.entry)
        painter.restore()

    def _colour(self, token: str) -> QColor:
        return self._theme.colour(token)

    def _text(
        self, painter: QPainter, box: QRect, text: str, tone: str, font: QFont | None = None
    ) -> int:
        painter.setFont(font or self._theme.font(tokens.SMALL))
        painter.setPen(self._theme.colour(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _LEFT | Qt.TextFlag.TextSingleLine, shown)
        return painter.fontMetrics().horizontalAdvance(shown)
