"""Above the waterfall: the whole run in one lane, what it had cost by then, and the axis.

Dragging in the lane sets the stretch of time that is shown; what is shown is framed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.model import formats
from desktop_app.tray import tokens
from desktop_app.tray.presenters.run_view.lane import TONES
from desktop_app.tray.views.run import strokes
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QMouseEvent, QPaintEvent

    from desktop_app.tray.presenters.run_view.picture import Picture
    from desktop_app.tray.theme import Theme
    from desktop_app.tray.views.run.span_view import SpanView

LANES, AXIS = 44, 28  # pixels high
LANE = 9  # of a piece
DRAGGED = 4  # pixels, from which on a press is a drag
COST_HIGH = 14
ACTIVITY, SPENT = 0.24, 0.64  # where the middles of the two lines stand in the lanes


class TimeHead(QWidget):
    """Lane, cost and axis; `compact` leaves the axis alone."""

    def __init__(self, theme: Theme, span: SpanView) -> None:
        super().__init__()
        self._theme, self._span = theme, span
        self._lanes, self._axis = LANES, AXIS
        self._press: float | None = None
        self._drawn: tuple[float, float] | None = None
        self._kept: QPixmap | None = None
        self._fonts = _fonts(theme)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Time in the run"))
        self.compact(is_compact=False)
        span.changed.connect(self._forget)
        theme.changed.connect(self._restyle)

    def compact(self, *, is_compact: bool) -> None:
        """Show the axis alone, or the lanes too."""
        self._lanes = 0 if is_compact else at_least(self._theme, LANES)
        self._kept = None
        self._axis = at_least(self._theme, AXIS)
        self.setFixedHeight(self._lanes + self._axis)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small
        """Paint it."""
        if self._kept is None or self._kept.deviceIndependentSize().toSize() != self.size():
            self._kept = self._still()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._kept)
        self._paint_window(painter)
        self._paint_now(painter)
        painter.end()

    def _forget(self) -> None:
        self._kept = None
        self.update()

    def _restyle(self) -> None:
        self._fonts = _fonts(self._theme)
        self._forget()

    def _still(self) -> QPixmap:
        """Return all that does not move with the live edge or a drag, painted once."""
        made = QPixmap(self.size() * self.devicePixelRatioF())
        made.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        picture = self._span.picture
        if picture is not None:
            if self._lanes:
                self._paint_lanes(painter, picture)
            self._paint_axis(painter, picture)
        line = self._theme.colour("line")
        for y in (self._lanes - 1, self._lanes + self._axis - 1):
            painter.fillRect(QRectF(0, y, self.width(), 1), line)
        painter.fillRect(QRectF(self._span.labels - 1, 0, 1, self.height()), line)
        painter.end()
        return made

    def _paint_now(self, painter: QPainter) -> None:
        """Paint the label of the live edge."""
        if self._span.now_ns is not None and self._span.picture is not None:
            x = self._span.labels + self._span.view.x(self._span.now_ns)
            room = QRectF(0, self._lanes, 0, self._axis - 1)
            self._sign(painter, room, x, tr("now"), ("onaccent", "accent", ""))

    def _paint_lanes(self, painter: QPainter, picture: Picture) -> None:
        self._left_text(painter, tr("Activity"), self._lanes * ACTIVITY)
        self._left_text(painter, picture.spent.title, self._lanes * SPENT, picture.spent.total)
        painter.save()
        painter.setClipRect(QRectF(self._span.labels, 0, self.width(), self._lanes))
        whole, left = self._span.whole, self._span.labels
        for piece in self._span.scale.pieces:
            first, last = whole.x_of(piece.left), whole.x_of(piece.right)
            rect = QRectF(
                left + first, self._lanes * ACTIVITY - LANE / 2, max(2.0, last - first), LANE
            )
            self._piece(painter, rect, TONES[piece.what])
        self._paint_spent(painter, picture)
        painter.restore()

    def _piece(self, painter: QPainter, rect: QRectF, tone: str) -> None:
        if tone == "ask":
            strokes.hatched(painter, self._theme, rect, tone, "askbg")
        elif tone == "open":
            strokes.hollow(painter, self._theme, rect, tone)
        else:
            painter.fillRect(rect, self._theme.colour(tone))

    def _paint_spent(self, painter: QPainter, picture: Picture) -> None:
        steps = picture.spent.steps
        if not steps:
            return
        view, left = self._span.whole, self._span.labels
        bottom = self._lanes * SPENT + COST_HIGH / 2 + 1
        path = QPainterPath(QPointF(left + view.x_of(0.0), bottom))
        level = float(bottom)
        for at, part in steps:
            x = left + view.x(at)
            path.lineTo(x, level)
            level = bottom - part * COST_HIGH
            path.lineTo(x, level)
        path.lineTo(left + view.x_of(view.axis.width), level)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("text2"), 1.3))
        painter.drawPath(path)

    def _paint_window(self, painter: QPainter) -> None:
        """Frame what the waterfall shows, or what is being dragged."""
        if not self._lanes:
            return
        if self._drawn is not None:
            first, last = sorted(self._drawn)
        elif not self._span.view.whole:
            view, whole = self._span.view, self._span.whole
            first = self._span.labels + whole.x_of(view.left)
            last = self._span.labels + whole.x_of(view.right)
        else:
            return
        left = float(self._span.labels)
        first, last = max(first, left), max(last, left)
        accent = self._theme.colour("accent")
        painter.setPen(QPen(accent, 1))
        accent.setAlpha(36)
        painter.setBrush(accent)
        painter.drawRect(QRectF(first + 0.5, 1.5, max(3.0, last - first), self._lanes - 5))

    def _paint_axis(self, painter: QPainter, picture: Picture) -> None:
        middle = self._lanes + self._axis / 2
        self._left_text(painter, tr("from {time}", time=_first_time(picture)), middle - 0.5)
        painter.save()
        painter.setClipRect(QRectF(self._span.labels, 0, self.width(), self.height()))
        painter.setFont(self._fonts[tokens.REGULAR])
        view, left = self._span.view, self._span.labels
        room = QRectF(0, self._lanes, 0, self._axis - 1)
        taken = self._paint_bands(painter, room) + self._paint_signs(painter, picture, room)
        painter.setFont(self._fonts[tokens.REGULAR])
        painter.setPen(self._theme.colour("text2"))
        metrics = QFontMetricsF(painter.font())
        for x, text in view.ticks():
            first = left + x + 4
            last = first + metrics.horizontalAdvance(text)
            free = not any(start - 4 < last and first < end + 4 for start, end in taken)
            if free and last <= self.width():
                taken.append((first, last))
                self._text(
                    painter, QRectF(first, room.top(), last - first + 4, room.height()), text
                )
        painter.restore()

    def _paint_bands(self, painter: QPainter, room: QRectF) -> list[tuple[float, float]]:
        view, taken = self._span.view, list[tuple[float, float]]()
        for one in view.axis.folds:
            fold = one.fold
            left, right = (self._span.labels + view.x_of(u) for u in (one.left, one.right))
            if fold is None or right < self._span.labels or left > self.width():
                continue
            rect = QRectF(left, room.top(), right - left, room.height())
            strokes.band(painter, self._theme, rect)
            painter.setFont(self._fonts[tokens.SEMIBOLD])
            painter.setPen(self._theme.colour("ask" if fold.asked else "text2"))
            text = formats.duration((fold.end_ns - fold.start_ns) // 1000)
            self._text(painter, rect, text, Qt.AlignmentFlag.AlignHCenter)
            taken.append((left, right))
        return taken

    def _paint_signs(
        self, painter: QPainter, picture: Picture, room: QRectF
    ) -> list[tuple[float, float]]:
        """Paint the labels of gaps."""
        view, taken = self._span.view, list[tuple[float, float]]()
        for gap in picture.gaps:
            text = trn("{n} record missing", "{n} records missing", gap.missing)
            x = self._span.labels + view.x((gap.after_ns + gap.before_ns) / 2)
            taken.append(self._sign(painter, room, x, text, ("open", "openbg", "gap")))
        return taken

    def _sign(
        self, painter: QPainter, room: QRectF, x: float, text: str, look: tuple[str, str, str]
    ) -> tuple[float, float]:
        colour, ground, icon = look
        painter.setFont(self._fonts[tokens.MEDIUM])
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 12 + (18 if icon else 0)
        left = min(max(x - wide / 2, self._span.labels + 2.0), self.width() - wide - 2)
        high = max(20.0, QFontMetricsF(painter.font()).height() + 6)
        rect = QRectF(left, room.center().y() - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(rect, tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)
        if icon:
            pixmap = self._theme.pixmap(icon, colour, 13)
            painter.drawPixmap(QPointF(left + 6, rect.center().y() - 6.5), pixmap)
            rect.setLeft(left + 18)
        painter.setPen(self._theme.colour(colour))
        self._text(painter, rect, text, Qt.AlignmentFlag.AlignHCenter)
        return left, left + wide

    def _left_text(self, painter: QPainter, text: str, middle: float, value: str = "") -> None:
        """Write into the label column; `value` at its right end."""
        painter.setFont(self._fonts[tokens.REGULAR])
        painter.setPen(self._theme.colour("text2"))
        room = QRectF(16, middle - 20, self._span.labels - 25, 40)
        self._text(painter, room, text)
        if value:
            painter.setPen(self._theme.colour("text"))
            self._text(painter, room, value, Qt.AlignmentFlag.AlignRight)

    @staticmethod
    def _text(
        painter: QPainter,
        room: QRectF,
        text: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(room, flags | Qt.TextFlag.TextDontClip, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag a stretch of time."""
        if event.position().x() > self._span.labels and event.position().y() < self._lanes:
            self._press = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._press is not None and abs(event.position().x() - self._press) > DRAGGED:
            self._drawn = (self._press, event.position().x())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's shape
        """Show it."""
        if self._drawn is not None:
            whole, labels = self._span.whole, self._span.labels
            left, right = (whole.first + (x - labels) * whole.per_px for x in self._drawn)
            self._drawn = None
            self._span.show_range(left, right)
        self._press = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's shape
        """Show the whole run."""
        self._span.reset()


def _fonts(theme: Theme) -> dict[int, QFont]:
    """Return the fonts by weight, made once: each costs more than what is written with it."""
    weights = (tokens.REGULAR, tokens.MEDIUM, tokens.SEMIBOLD)
    return {weight: theme.font(tokens.CAPTION, weight) for weight in weights}


def _first_time(picture: Picture) -> str:
    """Return when the run began, with milliseconds."""
    start_us = picture.clock.axis.start_ns // 1000
    return f"{formats.time_of_day(start_us)}.{start_us // 1000 % 1000:03d}"
