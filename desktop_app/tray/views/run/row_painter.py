"""Paints one row of the waterfall: its label in the column on the left, its marks on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop_app.tray import tokens
from desktop_app.tray.presenters.run_view import icons
from desktop_app.tray.presenters.run_view.marks import ICON, Kind, Mark, marks
from desktop_app.tray.presenters.run_view.rows import OPEN, What
from desktop_app.tray.views.run import strokes

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from desktop_app.tray.presenters.run_view.outline import Outline
    from desktop_app.tray.presenters.run_view.view import View
    from desktop_app.tray.theme import Theme

INDENT, CHEVRON, FIRST = 14, 13, 10  # pixels: a level, the triangle, before the first level
_DEEPEST = 8  # levels that are indented
_PLAIN = frozenset((What.LOG, What.NOISE, What.STEP))


@dataclass(slots=True)
class Look:
    """Fonts and their metrics, made once for each theme and scale."""

    name: QFont
    strong: QFont
    small: QFont
    fixed: QFont
    of_name: QFontMetricsF
    of_strong: QFontMetricsF
    of_small: QFontMetricsF
    of_fixed: QFontMetricsF

    @classmethod
    def of(cls, theme: Theme) -> Look:
        """Return the fonts of a theme."""
        fonts = (
            theme.font(tokens.SMALL),
            theme.font(tokens.SMALL, tokens.SEMIBOLD),
            theme.font(tokens.CAPTION),
            theme.font(tokens.CAPTION, fixed=True),
        )
        return cls(*fonts, *(QFontMetricsF(font) for font in fonts))


def left_of(depth: int) -> int:
    """Return where a level's triangle stands."""
    return FIRST + INDENT * min(depth, _DEEPEST)


class RowPainter:
    """Paints rows with one painter; made anew for each paint event.

    Attributes:
        cover: whether lines lie beneath, that icons and labels must cover.
    """

    def __init__(
        self, painter: QPainter, theme: Theme, look: Look, outline: Outline, view: View
    ) -> None:
        self.cover = False
        self._painter, self._theme, self._look = painter, theme, look
        self._outline, self._view = outline, view
        self._rows = outline.rows

    def label(self, index: int, rect: QRectF) -> None:
        """Paint a row's label into the column."""
        rows, painter = self._rows, self._painter
        x = rect.left() + left_of(rows.depth[index])
        if self._outline.has_below(index):
            self._chevron(x, rect.center().y(), is_open=self._outline.is_open(index))
        x += CHEVRON
        picture, tone = icons.icon(rows, index)
        if picture:
            pixmap = self._theme.pixmap(picture, tone, 16)
            painter.drawPixmap(QPointF(x, rect.center().y() - 8), pixmap)
        if picture or rows.what[index] not in _PLAIN:
            x += 22
        self._text(index, QRectF(x, rect.top(), rect.right() - x - 4, rect.height()))

    def ends_before(self, index: int, x: float) -> bool:
        """Whether a row's last mark ends left of a pixel of the view."""
        end = self._rows.end[index]
        return end != OPEN and self._view.x(end) < x

    def marks(self, index: int, rect: QRectF, *, now_ns: int | None, ground: str) -> None:
        """Paint a row's marks into the column of time, whose left edge is the view's 0."""
        found = marks(
            self._rows,
            index,
            self._view,
            self._look.of_small.horizontalAdvance,
            now_ns=now_ns,
        )
        for mark in found:
            self._mark(mark, rect, ground)

    def _text(self, index: int, room: QRectF) -> None:
        painter, look, rows = self._painter, self._look, self._rows
        plain = rows.what[index] in _PLAIN
        font, metrics = (look.name, look.of_name) if plain else (look.strong, look.of_strong)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        name = metrics.elidedText(rows.name[index], Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(self._theme.colour("text2" if rows.what[index] == What.NOISE else "text"))
        painter.drawText(room, middle | Qt.TextFlag.TextSingleLine, name)
        extra = rows.more(index)
        rest = room.adjusted(metrics.horizontalAdvance(name) + 7, 0, 0, 0)
        if not extra.detail or rest.width() < 16:  # noqa: PLR2004 - nothing readable fits
            return
        font, metrics = (look.fixed, look.of_fixed) if extra.fixed else (look.small, look.of_small)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text2"))
        shown = metrics.elidedText(extra.detail, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, middle | Qt.TextFlag.TextSingleLine, shown)

    def _chevron(self, x: float, y: float, *, is_open: bool) -> None:
        pixmap = self._theme.pixmap("expand" if is_open else "collapse", "text3", 12)
        self._painter.drawPixmap(QPointF(x - 1, y - 6), pixmap)

    def _mark(self, mark: Mark, rect: QRectF, ground: str) -> None:
        painter, theme, origin = self._painter, self._theme, rect.left()
        left, right = max(mark.left, -9.0), min(mark.right, rect.width() + 9.0)
        if right < left:
            return
        middle = round(rect.center().y())
        place = QRectF(origin + left, middle - strokes.BAR / 2, right - left, strokes.BAR)
        if self.cover and mark.kind in {Kind.ICON, Kind.LABEL}:
            high = max(16.0, self._look.of_small.height())
            room = QRectF(place.left() - 3, middle - high / 2, place.width() + 6, high)
            painter.fillRect(room, theme.colour(ground))
        match mark.kind:
            case Kind.RING:
                at = QPointF(origin + mark.left, middle)
                strokes.ring(painter, theme, at, mark.tone, theme.colour(ground))
            case Kind.ICON:
                pixmap = theme.pixmap(mark.text, mark.tone, int(ICON))
                painter.drawPixmap(QPointF(place.left(), middle - ICON / 2), pixmap)
            case Kind.LABEL:
                self._label(mark, QRectF(place.left(), rect.top(), right - left, rect.height()))
            case _:
                self._shape(mark, place)

    def _shape(self, mark: Mark, place: QRectF) -> None:
        """Draw what has a length in time."""
        painter, theme = self._painter, self._theme
        match mark.kind:
            case Kind.HATCHED:
                strokes.hatched(painter, theme, place, mark.tone, "askbg")
            case Kind.HOLLOW:
                strokes.hollow(painter, theme, place, mark.tone)
            case Kind.CAP:
                painter.fillRect(place.adjusted(0, -2, 0, 2), theme.colour(mark.tone))
            case Kind.BRACKET:
                strokes.bracket(painter, theme, place, mark.tone, is_open=mark.is_open)
            case Kind.DASHES:
                middle = place.center().y() + 0.5
                strokes.dashes(painter, theme, place.left(), place.right(), middle)
            case _:
                strokes.bar(painter, theme, place, mark.tone, is_open=mark.is_open)

    def _label(self, mark: Mark, room: QRectF) -> None:
        self._painter.setFont(self._look.small)
        self._painter.setPen(self._theme.colour(mark.tone))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        self._painter.drawText(room, flags | Qt.TextFlag.TextSingleLine, mark.text)
