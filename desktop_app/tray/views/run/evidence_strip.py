"""Below the waterfall: the pictures of a run's calls, under their place in time.

Promise: no content here: windows and masked areas as the record has them; a card opens the Evidence
page at its call. What has no room is counted, not dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import in_run
from desktop_app.tray.presenters.evidence.in_run import Shots
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit, screen_canvas
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from desktop_app.tray.presenters.evidence.in_run import Card
    from desktop_app.tray.theme import Theme
    from desktop_app.tray.views.run.span_view import SpanView

HIGH, STEM = 118, 10  # pixels: all of it; from the top to a card
WIDE, TALL, GAP = 100, 56, 12  # of a card's picture; between two
MORE = 84  # for how many have no room


class EvidenceStrip(QFrame):
    """Shows the pictures of one run; hidden where there are none.

    Signals:
        opened(entry): a picture is wanted; -1: all of the run.
    """

    opened = Signal(int)

    def __init__(self, theme: Theme, span: SpanView) -> None:
        super().__init__()
        self._theme, self._span = theme, span
        self._shots, self._is_narrow = Shots(), False
        self.cards: list[CardButton] = []
        self._places: list[tuple[float, float]] = []
        self.setProperty("role", "surface")
        self.setFixedHeight(at_least(theme, HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = kit.label(theme, tr("Evidence"), size=tokens.SMALL, weight=tokens.SEMIBOLD)
        self._said = kit.label(theme, "", size=tokens.SMALL, tone="text2", wrap=True)
        self.look = kit.button(tr("Open Evidence"), lambda: self.opened.emit(-1), role="link")
        lines = kit.column(title, self._said, kit.boxed(kit.row(self.look, None)), None, gap=2)
        lines.setContentsMargins(tokens.S4, tokens.S2, tokens.S2, 0)
        self._left = QWidget(self)
        self._left.setLayout(lines)
        self._more = QLabel(self)
        self._more.setTextFormat(Qt.TextFormat.PlainText)
        self._more.setProperty("tone", "text2")
        span.changed.connect(self._place)
        theme.changed.connect(self.update)
        self.setAccessibleName(tr("Evidence"))
        self.hide()

    def show_shots(self, shots: Shots) -> None:
        """Show a run's pictures."""
        if shots == self._shots:
            return
        self._shots = shots
        for old in self.cards:
            old.hide()
            old.deleteLater()
        self.cards = [CardButton(self._theme, card, self) for card in in_run.cards(shots)]
        for made in self.cards:
            made.clicked.connect(
                lambda _on=False, made=made: self.opened.emit(made.card.frame.entry)
            )
        self._said.setText(in_run.summed(shots))
        self._appear()

    def narrow(self, *, is_narrow: bool) -> None:
        """Give way in a narrow window; the detail of a call says it there."""
        self._is_narrow = is_narrow
        self._appear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the cards anew."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the stems from the time to the cards, and the hairlines."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        line = self._theme.colour("line")
        painter.fillRect(QRectF(0, 0, self.width(), 1), line)
        painter.fillRect(QRectF(self._span.labels - 1, 0, 1, self.height()), line)
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        for at, left in self._places:
            painter.drawPolyline(
                [
                    QPointF(at, 1),
                    QPointF(at, 4),
                    QPointF(left + 10, STEM - 3),
                    QPointF(left + 10, STEM),
                ]
            )
        painter.end()

    def _appear(self) -> None:
        self.setVisible(bool(self.cards) and not self._is_narrow)
        self._place()

    def _place(self) -> None:
        """Put each card under its time, or right of the one before it, as far as there is room."""
        labels = self._span.labels
        self._left.setGeometry(0, 1, labels - 1, self.height() - 1)
        self._places = []
        if self._span.picture is None or self.isHidden():
            return
        view, step = self._span.view, WIDE + GAP + 4
        edge = self.width() - GAP
        at = {card: labels + view.x(card.card.frame.at_us * 1000) for card in self.cards}
        seen = [card for card in self.cards if labels <= at[card] <= self.width()]
        if len(seen) < len(self.cards) or len(seen) * step > edge - labels:
            edge -= at_least(self._theme, MORE)
        shown = seen[: max(0, (edge - labels) // step)]
        free = labels + 8
        for number, card in enumerate(shown):
            left = max(free, min(round(at[card]) - 10, edge - (len(shown) - number) * step))
            card.move(left, STEM)
            self._places.append((at[card], float(left)))
            free = left + step
        for card in self.cards:
            card.setVisible(card in shown)
        left_out = len(self.cards) - len(shown)
        self._more.setText(trn("{n} more call", "{n} more calls", left_out))
        self._more.setVisible(left_out > 0)
        self._more.adjustSize()
        self._more.move(self.width() - GAP - self._more.width(), STEM + TALL // 2)
        self.update()


class CardButton(QAbstractButton):
    """One call's pictures: drawn small, with name and time."""

    def __init__(self, theme: Theme, card: Card, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.card = theme, card
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(card.spoken)
        self.setToolTip(tip(card.spoken))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Picture and two lines."""
        lines = 2 * QFontMetricsF(self._theme.font(tokens.CAPTION)).height()
        return QSize(WIDE + 4, round(TALL + 6 + lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter as well as Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it."""
        painter, theme, frame = QPainter(self), self._theme, self.card.frame
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(2, 2, WIDE, TALL)
        painter.fillRect(room, theme.colour("inset"))
        place = screen_canvas.filled(frame.size, room)
        screen_canvas.paint(painter, theme, place, frame, None, small=True)
        if frame.missing:
            picture = theme.pixmap("not-kept", "text3", 20)
            painter.drawPixmap(room.center() - QPointF(10, 10), picture)
        tone, wide = ("accent", 2) if self.hasFocus() or self.underMouse() else ("line2", 1)
        painter.setPen(QPen(theme.colour(tone), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        top = room.bottom() + 3
        for text, weight, ink in (
            (self.card.title, tokens.MEDIUM, "text"),
            (self.card.since, tokens.REGULAR, "text2"),
        ):
            painter.setFont(theme.font(tokens.CAPTION, weight))
            painter.setPen(theme.colour(ink))
            metrics = QFontMetricsF(painter.font())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, WIDE)
            painter.drawText(QPointF(2, top + metrics.ascent()), shown)
            top += metrics.height()
        painter.end()
