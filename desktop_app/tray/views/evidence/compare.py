"""Before and after of a call, with a line between them that is moved; or beside each other.

Promise: a real slider, for keyboard and assistive technology: Left and Right move the line by 1 %,
PgUp and PgDn by 10 %, Home and End to a side; its name says "before 45 percent". One picture alone
is no slider and takes no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import words
from desktop_app.tray.views import screen_canvas
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPaintEvent, QPixmap, QWheelEvent

    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.theme import Theme

MIDDLE = 50  # per cent
GRIP = (26.0, 22.0)  # width and height of the handle
BESIDE_GAP = 16
_LIGHT, _DARK = QColor(0xFF, 0xFF, 0xFF), QColor(0x12, 0x13, 0x17)


class Compare(QSlider):
    """Shows one frame, or two.

    Attributes:
        is_beside: whether two stand beside each other.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._frames: tuple[Frame, ...] = ()
        self._images: dict[int, QImage] = {}
        self._kept: dict[tuple[int, int, int, float], QPixmap] = {}
        self.is_beside = False
        self.setRange(0, 100)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setValue(MIDDLE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.valueChanged.connect(lambda _value: self._name())
        theme.changed.connect(self._restyle)
        self._name()

    def show_frames(self, frames: Sequence[Frame], images: Sequence[QImage | None]) -> None:
        """Show one frame or two, with pictures as far as they are there."""
        now = tuple(frames)
        if [one.entry for one in now] != [one.entry for one in self._frames]:
            self.setValue(MIDDLE)
        self._frames = now
        self._images = {
            frame.entry: one for frame, one in zip(now, images, strict=True) if one is not None
        }
        self._restyle()
        self._name()

    def beside(self, *, is_beside: bool) -> None:
        """Show two beside each other, or with the line."""
        self.is_beside = is_beside
        self._restyle()
        self._name()

    @property
    def slides(self) -> bool:
        """Whether there is a line to move."""
        return len(self._frames) > 1 and not self.is_beside

    def sizeHint(self) -> QSize:
        """As large as the room is."""
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        """Small enough for the narrow window."""
        return QSize(240, 140)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line, where there is one."""
        if self.slides:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the line here."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It stays where it is."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint pictures, line, labels and focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        if len(self._frames) > 1 and self.is_beside:
            for frame, room in zip(self._frames, self._halves(), strict=True):
                self._one(painter, frame, screen_canvas.fitted(frame.size, room))
        elif len(self._frames) > 1:
            self._both(painter)
        elif self._frames:
            frame = self._frames[0]
            self._one(painter, frame, screen_canvas.fitted(frame.size, self._room()))
        if self.hasFocus() and self.slides:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._place().adjusted(-3, -3, 3, 3))
        painter.end()

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(4, 4, -4, -4)

    def _halves(self) -> list[QRectF]:
        room = self._room()
        wide = (room.width() - BESIDE_GAP) / 2
        left = QRectF(room.left(), room.top(), wide, room.height())
        return [left, left.translated(wide + BESIDE_GAP, 0)]

    def _place(self) -> QRectF:
        """Return where both pictures stand with the line between them."""
        return screen_canvas.fitted(self._whole(), self._room())

    def _whole(self) -> tuple[int, int]:
        """Return the size that both have room in; what has no picture takes that of the other."""
        taken = [frame.size for frame in self._frames if not frame.missing]
        sizes = taken or [frame.size for frame in self._frames] or [(16, 9)]
        return max(wide for wide, _ in sizes), max(high for _, high in sizes)

    def _one(self, painter: QPainter, frame: Frame, place: QRectF) -> None:
        self._look(painter, frame, place)
        if frame.missing:
            screen_canvas.chip(
                painter, self._theme, place.center(), frame.missing, most=place.width() - 16
            )
        self._said(painter, frame, place, at_right=False)
        self._edge(painter, place)

    def _both(self, painter: QPainter) -> None:
        """Paint what was before left of the line, and what was after right of it."""
        place = self._place()
        line = self._line(place)
        whole = self._whole()
        sides = (
            QRectF(place.left(), place.top(), line - place.left(), place.height()),
            QRectF(line, place.top(), place.right() - line, place.height()),
        )
        for number, (frame, side) in enumerate(zip(self._frames, sides, strict=True)):
            painter.save()
            painter.setClipRect(side)
            wide, high = whole if frame.missing else frame.size
            factor = place.width() / whole[0]
            own = QRectF(place.left(), place.top(), wide * factor, high * factor)
            self._look(painter, frame, own)
            if frame.missing:
                screen_canvas.chip(
                    painter, self._theme, side.center(), frame.missing, most=side.width() - 16
                )
            self._said(painter, frame, place, at_right=number == 1)
            painter.restore()
        self._edge(painter, place)
        self._draw_line(painter, place, line)

    def _look(self, painter: QPainter, frame: Frame, place: QRectF) -> None:
        screen_canvas.paint(painter, self._theme, place, frame, self._pixmap(frame, place))

    def _pixmap(self, frame: Frame, place: QRectF) -> QPixmap | None:
        whole = self._images.get(frame.entry)
        if whole is None:
            return None
        size = place.size().toSize()
        ratio = self.devicePixelRatioF()  # another screen may have another one
        key = (frame.entry, size.width(), size.height(), ratio)
        if key not in self._kept:
            self._kept = {old: one for old, one in self._kept.items() if old[0] != frame.entry}
            self._kept[key] = screen_canvas.scaled(whole, size, ratio)
        return self._kept[key]

    def _said(self, painter: QPainter, frame: Frame, place: QRectF, *, at_right: bool) -> None:
        """Write which side it is, and when, into its lower corner."""
        text = f"{words.side(frame.trigger)}, {words.moment(frame.at_us)}"
        wide, high = screen_canvas.chip_size(self._theme, text)
        x = place.right() - 10 - wide / 2 if at_right else place.left() + 10 + wide / 2
        most = max(wide, screen_canvas.LABEL_LEAST) + 1
        screen_canvas.chip(
            painter, self._theme, QPointF(x, place.bottom() - 10 - high / 2), text, most=most
        )

    def _edge(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QPen(self._theme.colour("line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_line(self, painter: QPainter, place: QRectF, line: float) -> None:
        """Draw the line in white with dark edges, so that it is seen on every picture."""
        painter.fillRect(QRectF(line - 2, place.top(), 4, place.height()), _DARK)
        painter.fillRect(QRectF(line - 1, place.top(), 2, place.height()), _LIGHT)
        grip = QRectF(0, 0, *GRIP)
        grip.moveCenter(QPointF(line, place.center().y()))
        painter.setPen(QPen(_DARK, 1.5))
        painter.setBrush(_LIGHT)
        painter.drawRoundedRect(grip, tokens.CONTROL_RADIUS, tokens.CONTROL_RADIUS)
        middle = grip.center()
        for way in (-1, 1):
            tip = QPointF(middle.x() + way * 8, middle.y())
            painter.drawPolyline([tip + QPointF(-way * 3.5, -4), tip, tip + QPointF(-way * 3.5, 4)])

    def _line(self, place: QRectF) -> float:
        return round(place.left() + place.width() * self.value() / 100)

    def _drag(self, event: QMouseEvent) -> None:
        if not self.slides:
            event.ignore()
            return
        place = self._place()
        part = (event.position().x() - place.left()) / max(1.0, place.width())
        self.setValue(round(min(max(part, 0.0), 1.0) * 100))

    def _name(self) -> None:
        """Say what stands where; what has no line is passed over by the Tab key."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.slides else Qt.FocusPolicy.NoFocus)
        if self.slides:
            self.setAccessibleName(tr("before {n} percent", n=self.value()))
        elif self._frames:
            titles = tr(" and ").join(frame.title for frame in self._frames)
            self.setAccessibleName(titles)
        said = [frame.missing or tr("kept, not shown") for frame in self._frames]
        shown = [frame.entry in self._images for frame in self._frames]
        listed = [tr("shown") if one else text for one, text in zip(shown, said, strict=True)]
        self.setAccessibleDescription(", ".join(listed))
        self.update()

    def _restyle(self) -> None:
        self._kept = {}
        self.update()
