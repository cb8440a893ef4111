"""Paints the lines of the list of runs: heads of days, runs, and those that are not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from desktop_app.query.timeline import MARKS
from desktop_app.tray import tokens
from desktop_app.tray.presenters import timeline, timeline_columns
from desktop_app.tray.views.kit import paint_chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFont

    from desktop_app.tray.presenters.timeline import Row, Tag
    from desktop_app.tray.presenters.timeline_columns import Column
    from desktop_app.tray.theme import Theme

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
GAP = 12  # between a column's text and the next column
ICON = 16


class Look(NamedTuple):
    """Colour, size and weight of a text."""

    colour: str
    size: float = tokens.BODY
    weight: int = tokens.REGULAR


_HEAD = Look("text2", tokens.CAPTION, tokens.MEDIUM)
_DAY = Look("text", tokens.SMALL, tokens.SEMIBOLD)
_SUMS = Look("text2", tokens.CAPTION)
_NOT_KEPT = Look("text3")
_PLAIN = Look("text2")
_LOOKS = {
    "agent": Look("text", weight=tokens.MEDIUM),
    "denied": Look("deny", weight=tokens.SEMIBOLD),
    "errors": Look("deny", weight=tokens.SEMIBOLD),
    "duration": Look("text"),
    "tools": Look("text"),
}
_PITCH = 9.0  # of the marks of calls, where there is room
_LINE_LEFT = 14  # where the hairline below a run begins


class RunPainter:
    """What is needed to paint, made once for a colour scheme and a font.

    Attributes:
        scale: the base font over 13 pixels, never less than 1: everything grows with it.
        turned: how far the ring of runs that are going on is turned, degrees.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._fonts: dict[tuple[float, int], tuple[QFont, QFontMetricsF]] = {}
        self.scale = max(1.0, self._font(tokens.BODY)[0].pixelSize() / 13)
        self._turns: dict[tuple[int, int], QPixmap] = {}
        self.turned = 0.0  # degrees, of the ring of runs that are going on
        self._colours = {name: theme.colour(name) for name in tokens.Tokens.names()}

    @property
    def height(self) -> int:
        """How tall a line is, its hairline included."""
        return round(tokens.ROW * self.scale) + 1

    def head(self, painter: QPainter, rect: QRectF, columns: Sequence[Column]) -> None:
        """Paint the titles of the columns."""
        painter.fillRect(rect, self._colours["window"])
        self._hairline(painter, rect, 0)
        for column in columns:
            word = timeline_columns.title(column.name)
            self._cell(painter, rect, column, word, _HEAD)

    def group(self, painter: QPainter, rect: QRectF, title: str, sums: Sequence[str]) -> None:
        """Paint the head of a day."""
        self._hairline(painter, rect, 0)
        inner = rect.adjusted(18, 4, -18, 0)
        self._text(painter, inner, title, _DAY)
        taken = self._font(_DAY.size, _DAY.weight)[1].horizontalAdvance(title) + 24
        words = self._fitting(sums, inner.width() - taken)
        self._text(painter, inner, words, _SUMS, RIGHT)

    def _fitting(self, sums: Sequence[str], room: float) -> str:
        """Return as many of the sums as there is room for beside the day."""
        metrics = self._font(_SUMS.size, _SUMS.weight)[1]
        for count in range(len(sums), 0, -1):
            words = "   ".join(sums[:count])
            if metrics.horizontalAdvance(words) <= room:
                return words
        return ""

    def skeleton(self, painter: QPainter, rect: QRectF, columns: Sequence[Column]) -> None:
        """Paint a line that is not there yet: bars where text will be, still."""
        self._hairline(painter, rect, _LINE_LEFT)
        for column in columns:
            if column.name in {"started", "agent", "asked", "duration", "sealed"}:
                wide = min(column.width - GAP, 160.0)
                top = rect.center().y() - 4
                painter.fillRect(
                    QRectF(rect.left() + column.left, top, wide, 8), self._colours["inset"]
                )

    def run(
        self,
        painter: QPainter,
        rect: QRectF,
        row: Row,
        columns: Sequence[Column],
        sealed_size: int | None,
    ) -> None:
        """Paint a run."""
        self._hairline(painter, rect, _LINE_LEFT)
        for column in columns:
            match column.name:
                case "glyph":
                    glyph = tokens.GLYPHS[row.glyph]
                    turned = self.turned if row.glyph == "running" else 0.0
                    self._icon(painter, rect, column.left, glyph.icon, glyph.colour, turned=turned)
                case "asked":
                    self._asked(painter, rect, column, row)
                case "calls":
                    self._calls(painter, rect, column, row.marks)
                case "sealed":
                    self._sealed(painter, rect, column, row, sealed_size)
                case name:
                    self._cell(painter, rect, column, row.cell(name), _LOOKS.get(name, _PLAIN))

    def mark_selected(self, painter: QPainter, rect: QRectF, *, focus: bool) -> None:
        """Paint what lies under the current line: its tint, and a bar where the focus is."""
        painter.fillRect(rect, self._colours["selected"])
        if focus:
            painter.fillRect(
                QRectF(rect.left(), rect.top(), 3, rect.height()), self._colours["accent"]
            )

    def mark_focus(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the ring of the line that the keyboard is on, chosen or not."""
        painter.setPen(QPen(self._colours["accent"], 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def asked_room(self, column: Column, row: Row) -> tuple[float, list[tuple[Tag, float]]]:
        """Return the width left for the text of Asked, and the chips that fit with their widths."""
        shown: list[tuple[Tag, float]] = []
        room = float(column.width - GAP)
        metrics = self._font(tokens.SMALL, tokens.MEDIUM)[1]
        for number, tag in enumerate(row.tags):
            wide = metrics.horizontalAdvance(tag.word) + 36
            least = 90 * self.scale if number == 0 and tag.icon != "redacted" else 215 * self.scale
            if room - wide - 8 < least:
                break
            shown.append((tag, wide))
            room -= wide + 8
        return room, shown

    def _asked(self, painter: QPainter, rect: QRectF, column: Column, row: Row) -> None:
        room, tags = self.asked_room(column, row)
        left = rect.left() + column.left
        self._icon(painter, rect, column.left, "not-kept", "text3")
        inset = 20 * self.scale
        cell = QRectF(left + inset, rect.top(), room - inset, rect.height())
        self._text(painter, cell, row.asked, _NOT_KEPT)
        right = left + column.width - GAP
        for tag, wide in tags:
            tall = 20 * self.scale
            chip = QRectF(right - wide, rect.center().y() - tall / 2 - 0.5, wide, tall)
            paint_chip(painter, self._theme, chip, tag.word, icon=tag.icon, tone=tag.tone)
            right -= wide + 8

    def _sealed(
        self, painter: QPainter, rect: QRectF, column: Column, row: Row, sealed_size: int | None
    ) -> None:
        name, words = timeline.sealed(row, sealed_size)
        glyph = tokens.GLYPHS[name]
        self._icon(painter, rect, column.left + 6, glyph.icon, glyph.colour)
        inset = 7 + 20 * self.scale
        left, wide = rect.left() + column.left + inset, column.width - inset
        cell = QRectF(left, rect.top(), wide, rect.height())
        self._text(painter, cell, words, _PLAIN)

    def _calls(self, painter: QPainter, rect: QRectF, column: Column, marks: Sequence[str]) -> None:
        room = column.width - GAP
        pitch = min(_PITCH * self.scale, room / max(1, min(len(marks), MARKS)))
        wide = max(2.0, min(5.0 * self.scale, pitch - 1.5))
        middle, half = rect.center().y(), 5 * self.scale
        for place, mark in enumerate(marks):
            left = rect.left() + column.left + place * pitch
            self._mark(painter, QRectF(left, middle - half, wide, 2 * half), mark)

    def _mark(self, painter: QPainter, bar: QRectF, mark: str) -> None:
        colours = self._colours
        if mark == "denied":
            radius = min(3.2 * self.scale, bar.width() / 2 + 0.7)
            painter.setPen(QPen(colours["deny"], 1.3))
            painter.drawEllipse(bar.center(), radius, radius)
            painter.drawLine(
                bar.center() - QPointF(radius / 2, 0), bar.center() + QPointF(radius / 2, 0)
            )
            return
        if mark.startswith("not_gated"):
            painter.setPen(QPen(colours["open"], 1.3))
            painter.drawRoundedRect(bar.adjusted(0.6, 0.6, -0.6, -0.6), 1, 1)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours["askfill" if mark == "waiting" else "tool"])
            painter.drawRoundedRect(bar, 1, 1)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if mark.endswith("error"):
            under = QRectF(bar.left() - 1, bar.bottom() + 2, bar.width() + 2, 1.6)
            painter.fillRect(under, colours["deny"])

    def _icon(
        self,
        painter: QPainter,
        rect: QRectF,
        left: float,
        name: str,
        colour: str,
        *,
        turned: float = 0.0,
    ) -> None:
        size = round(ICON * self.scale)
        at = QPointF(round(rect.left() + left - 1), round(rect.center().y() - size / 2))
        pixmap = self._theme.pixmap(name, colour, size)
        painter.drawPixmap(at, self._turned(pixmap, turned) if turned else pixmap)

    def _turned(self, pixmap: QPixmap, degrees: float) -> QPixmap:
        """Return a picture turned about its middle; each is made once."""
        key = (pixmap.cacheKey(), round(degrees))
        if key not in self._turns:
            made = QPixmap(pixmap.size())
            made.setDevicePixelRatio(pixmap.devicePixelRatio())
            made.fill(Qt.GlobalColor.transparent)
            half = pixmap.deviceIndependentSize().width() / 2
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(half, half)
            painter.rotate(degrees)
            painter.drawPixmap(QPointF(-half, -half), pixmap)
            painter.end()
            self._turns[key] = made
        return self._turns[key]

    def _cell(self, painter: QPainter, rect: QRectF, column: Column, text: str, look: Look) -> None:
        if not text:
            return
        left = column.left + (6 if column.name == "sealed" else 0)
        cell = QRectF(rect.left() + left, rect.top(), column.width - GAP, rect.height() - 1)
        self._text(painter, cell, text, look, RIGHT if column.right else LEFT)

    def _text(
        self,
        painter: QPainter,
        cell: QRectF,
        text: str,
        look: Look,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        font, metrics = self._font(look.size, look.weight)
        if metrics.horizontalAdvance(text) > cell.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, cell.width())
        painter.setFont(font)
        painter.setPen(self._colours[look.colour])
        painter.drawText(cell, align | Qt.TextFlag.TextSingleLine, text)

    def _hairline(self, painter: QPainter, rect: QRectF, left: int) -> None:
        line = QRectF(rect.left() + left, rect.bottom() - 1, rect.width() - left, 1)
        painter.fillRect(line, self._colours["line"])

    def _font(self, size: float, weight: int = tokens.REGULAR) -> tuple[QFont, QFontMetricsF]:
        key = (size, weight)
        if key not in self._fonts:
            font = self._theme.font(size, weight)
            self._fonts[key] = font, QFontMetricsF(font)
        return self._fonts[key]
