"""Text of an agent, painted by ourselves: numbered lines, from left to right, every character seen.

Promise: nothing interprets the text, not markup, escapes or direction; a line that is wider than
the view goes on below, without a number. As tall as its text, up to a limit, then it scrolls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy

from desktop_app.tray import tokens
from desktop_app.tray.presenters import safe_text
from desktop_app.tray.presenters.safe_text import Look, Piece
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent

    from desktop_app.tray.theme import Theme

_TINTS = {
    "+": ("addbg", "ok"),
    "-": ("rembg", "deny"),
    "@": ("inset", "text3"),
    ">": ("selected", "accent"),  # a line that is pointed at
}
_SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "@": "⋯", ">": "▸"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number ("" for none), sign of a change, text."""

    number: str
    text: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    pieces: tuple[Piece, ...]
    first: bool


class SafeView(QAbstractScrollArea):
    """Lines of an agent's text.

    Args:
        lines: to paint.
        signs: whether they are those of a change.
        ground: colour token behind it.
        pad: pixels above and below.
        tone: colour token of the text.
    """

    def __init__(
        self,
        theme: Theme,
        lines: Sequence[Line],
        *,
        signs: bool = False,
        ground: str = "inset",
        tone: str = "text",
        pad: int = tokens.S2,
    ) -> None:
        super().__init__()
        self.pad = pad
        self._theme, self._lines, self._signs = theme, tuple(lines), signs
        self._ground, self._tone = ground, tone
        self._rows: list[_Row] = []
        self._font = theme.font(fixed=True)
        self._metrics = QFontMetricsF(self._font)
        self.row_height = max(tokens.DIFF_ROW, round(self._metrics.height()) + 5)
        self._widest = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QAbstractScrollArea { background: transparent; }")
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("What is asked for"))
        self._describe()
        self.verticalScrollBar().setSingleStep(self.row_height)
        theme.changed.connect(self.viewport().update)

    @property
    def rows(self) -> int:
        """How many rows it has at its width."""
        return len(self._rows)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show others."""
        self._lines, self._widest = tuple(lines), 0
        self._describe()
        self._flow()

    def reach(self, at: int) -> None:
        """Scroll so that a line, counted from 0, is the first in view."""
        line = self._lines[at] if at < len(self._lines) else None
        row = next((n for n, row in enumerate(self._rows) if row.line is line), 0)
        self.verticalScrollBar().setValue(row * self.row_height)

    def tall(self, width: int) -> int:
        """Return how tall all of it is at a width."""
        self._flow(width)
        return len(self._rows) * self.row_height + 2 * self.pad

    def sizeHint(self) -> QSize:
        """All of it."""
        return QSize(320, len(self._rows or self._lines) * self.row_height + 2 * self.pad)

    def minimumSizeHint(self) -> QSize:
        """A few lines; the rest scrolls."""
        few = min(4, max(1, len(self._rows or self._lines)))
        return QSize(160, few * self.row_height + 2 * self.pad)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines go on elsewhere."""
        super().resizeEvent(event)
        self._flow()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002 - all of it is painted
        """Paint what is in view now."""
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the rows in view."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ground != "surface":  # the corners below are those of the box around it
            path, box = QPainterPath(), QRectF(self.viewport().rect()).adjusted(0, 0, 0, 10)
            path.addRoundedRect(box, tokens.CARD_RADIUS - 1, tokens.CARD_RADIUS - 1)
            painter.fillPath(path, self._theme.colour(self._ground))
        painter.setFont(self._font)
        top = self.verticalScrollBar().value() - self.pad
        first = max(0, top // self.row_height)
        for at in range(first, min(len(self._rows), first + self._in_view() + 2)):
            y = at * self.row_height - top
            self._paint(painter, self._rows[at], QRectF(0, y, self._room(), self.row_height))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _describe(self) -> None:
        said = "\n".join(safe_text.spoken(line.text) for line in self._lines)
        self.setAccessibleDescription(said)

    def _in_view(self) -> int:
        return self.viewport().height() // self.row_height

    def _room(self) -> int:
        return self.viewport().width()

    def _left(self) -> float:
        """Return where the text begins: after numbers and signs."""
        longest = max((len(line.number) for line in self._lines), default=1)
        numbers = self._metrics.horizontalAdvance("0" * max(1, longest)) if longest else 0
        signs = 2 * self._metrics.horizontalAdvance("+") if self._signs else 0
        return tokens.S4 + numbers + (tokens.S3 if numbers else 0) + signs

    def _flow(self, width: int | None = None) -> None:
        """Break lines at the view's width, and set the scroll bar."""
        wide = self._room() if width is None else width
        if wide != self._widest:
            self._widest = wide
            room = max(80.0, wide - self._left() - tokens.S3)
            self._rows = [row for line in self._lines for row in self._broken(line, room)]
        whole = len(self._rows) * self.row_height + 2 * self.pad
        bar = self.verticalScrollBar()
        bar.setPageStep(max(self.row_height, self.viewport().height() - self.row_height))
        bar.setRange(0, max(0, whole - self.viewport().height()))
        self.viewport().update()

    def _broken(self, line: Line, room: float) -> list[_Row]:
        rows: list[_Row] = []
        held: list[Piece] = []
        used = 0.0
        for piece in safe_text.pieces(line.text):
            left = piece
            while left.text:
                fits = self._fitting(left, room - used, empty=not held)
                if fits:
                    held.append(Piece(left.text[:fits], left.look))
                    used += self._wide(held[-1])
                left = Piece(left.text[fits:], left.look)
                if left.text:
                    rows.append(_Row(line, tuple(held), first=not rows))
                    held, used = [], 0.0
        return [*rows, _Row(line, tuple(held), first=not rows)]

    def _fitting(self, piece: Piece, room: float, *, empty: bool) -> int:
        """Return how many of its characters have room; what is framed stays together."""
        if self._wide(piece) <= room:
            return len(piece.text)
        if piece.look is Look.FRAMED and not empty:
            return 0
        low, high = (1 if empty else 0), len(piece.text)
        while low < high:
            middle = (low + high + 1) // 2
            if self._wide(Piece(piece.text[:middle], piece.look)) <= room:
                low = middle
            else:
                high = middle - 1
        return low

    def _wide(self, piece: Piece) -> float:
        pad = 10.0 if piece.look is Look.FRAMED else 0.0
        return self._metrics.horizontalAdvance(piece.text) + pad

    def _paint(self, painter: QPainter, row: _Row, box: QRectF) -> None:
        colour, line = self._theme.colour, row.line
        if line.sign in _TINTS:
            painter.fillRect(box, colour(_TINTS[line.sign][0]))
        middle = Qt.AlignmentFlag.AlignVCenter
        left = self._left()
        if row.first:
            signs = 2 * self._metrics.horizontalAdvance("+") if self._signs else 0
            painter.setPen(colour("text3"))
            numbers = box.adjusted(0, 0, left - tokens.S3 - signs - box.width(), 0)
            painter.drawText(numbers, middle | Qt.AlignmentFlag.AlignRight, line.number)
            painter.setPen(colour(_TINTS.get(line.sign, ("", "text3"))[1]))
            sign = box.adjusted(left - signs, 0, 0, 0)
            painter.drawText(sign, middle, _SIGNS.get(line.sign, ""))
        x = left
        for piece in row.pieces:
            wide = self._wide(piece)
            self._piece(painter, piece, QRectF(x, box.top(), wide, box.height()))
            x += wide

    def _piece(self, painter: QPainter, piece: Piece, box: QRectF) -> None:
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        colour = self._theme.colour
        painter.save()
        painter.setClipRect(box)  # marks that pile up stay in their row
        if piece.look is Look.FRAMED:
            painter.setPen(QPen(colour("deny"), 1))
            painter.setBrush(colour("denybg"))
            painter.drawRoundedRect(box.adjusted(1.5, 2.5, -1.5, -2.5), 4, 4)
            painter.setPen(colour("deny"))
            painter.drawText(box.adjusted(5, 0, 0, 0), flags, piece.text)
        else:
            painter.setPen(colour("text3" if piece.look is Look.FAINT else self._tone))
            painter.drawText(box, flags | Qt.TextFlag.TextDontClip, piece.text)
        painter.restore()


def numbered(shown: safe_text.Part) -> list[Line]:
    """Return a text's lines with their numbers; what is left out in the middle is a gap."""
    return [
        Line(str(number), text) if number else Line("", "", "@") for number, text in shown.lines
    ]
