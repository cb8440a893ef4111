"""Paints one look at the screen: its picture, or what the record alone says of it.

Promise: without a picture only facts of the ledger are drawn: the frames of windows, the programs'
names, and masked areas at their place. Masked areas are hatched with a picture, too: that they are
dark is then no riddle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPixmap

from desktop_app.tray import tokens
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.pictures import Pixels
    from desktop_app.tray.presenters.evidence.frames import Box, Covered, Frame
    from desktop_app.tray.theme import Theme

HATCH = 7  # pixels between two strokes
LABEL_LEAST = 40  # pixels of a box that has room for a word
_GROUND, _STROKE, _EDGE = (
    QColor(0x14, 0x16, 0x1B),
    QColor(0x5A, 0x60, 0x6C),
    QColor(0x8B, 0x92, 0x9E),
)
_CHIP, _ON_CHIP = QColor(0x12, 0x13, 0x17, 0xE6), QColor(0xF4, 0xF5, 0xF7)


def image(pixels: Pixels) -> QImage:
    """Return pixels as an image that owns them."""
    wide, high = pixels.width, pixels.height
    made = QImage(pixels.rgb, wide, high, wide * 3, QImage.Format.Format_RGB888)
    return made.copy()


def fitted(size: tuple[int, int], room: QRectF) -> QRectF:
    """Return where a picture of a size stands in a room: whole, on top, not enlarged."""
    wide, high = size
    factor = min(room.width() / wide, room.height() / high, 1.0)
    place = QRectF(0, 0, max(1.0, wide * factor), max(1.0, high * factor))
    left = room.left() + (room.width() - place.width()) / 2
    return QRectF(round(left), round(room.top()), place.width(), place.height())


def filled(size: tuple[int, int], room: QRectF) -> QRectF:
    """Return where a small picture stands in a room: whole, in the middle, enlarged if need be."""
    factor = min(room.width() / size[0], room.height() / size[1])
    place = QRectF(0, 0, size[0] * factor, size[1] * factor)
    place.moveCenter(room.center())
    return place


def scaled(whole: QImage, size: QSize, ratio: float) -> QPixmap:
    """Return an image at the size it is painted with, smooth at that screen's ratio."""
    wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
    smooth = Qt.TransformationMode.SmoothTransformation
    made = QPixmap.fromImage(whole.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    made.setDevicePixelRatio(ratio)
    return made


def paint(
    painter: QPainter,
    theme: Theme,
    place: QRectF,
    frame: Frame,
    picture: QPixmap | None,
    *,
    small: bool = False,
) -> None:
    """Paint a look at the screen.

    Args:
        painter: to paint with.
        theme: for colours and fonts.
        place: where.
        frame: what is known of it.
        picture: at the size of `place`; None: it is not shown.
        small: whether it is a frame of the strip, which has no room for words.
    """
    painter.save()
    painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
    if picture is not None:
        painter.drawPixmap(place, picture, QRectF(picture.rect()))
    else:
        painter.fillRect(place, theme.colour("inset"))
        if not frame.missing:
            _windows(painter, theme, place, frame, small=small)
    factor = place.width() / frame.size[0]
    for one in frame.covered:
        covered(painter, theme, _on(one.box, place, factor), one, small=small)
    painter.restore()


def covered(painter: QPainter, theme: Theme, rect: QRectF, one: Covered, *, small: bool) -> None:
    """Paint a masked area: hatched, and named where there is room."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, _GROUND)
    painter.setPen(QPen(_STROKE, 1))
    pitch, high = (4 if small else HATCH), rect.height()
    first = int((rect.left() - high) // pitch) * pitch
    painter.drawLines(
        [
            QLineF(x, rect.bottom(), x + high, rect.top())
            for x in range(first, int(rect.right()) + 1, pitch)
        ]
    )
    painter.setPen(QPen(_EDGE, 1))
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    if not small:
        said = tr("Masked: {what}", what=one.label)
        chip(painter, theme, rect.center(), said, most=rect.width() - 8)
    painter.restore()


def chip(painter: QPainter, theme: Theme, middle: QPointF, text: str, *, most: float) -> None:
    """Paint words on a dark ground, readable on every picture; nothing where there is no room."""
    if most < LABEL_LEAST:
        return
    painter.setFont(theme.font(tokens.CAPTION, tokens.MEDIUM))
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, most - 16)
    room = QRectF(0, 0, metrics.horizontalAdvance(shown) + 16, metrics.height() + 6)
    room.moveCenter(middle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_CHIP)
    painter.drawRoundedRect(room, tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)
    painter.setPen(_ON_CHIP)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, shown)


def chip_size(theme: Theme, text: str) -> tuple[float, float]:
    """Return how wide and high `chip` is."""
    metrics = QFontMetricsF(theme.font(tokens.CAPTION, tokens.MEDIUM))
    return metrics.horizontalAdvance(text) + 16, metrics.height() + 6


def _windows(painter: QPainter, theme: Theme, place: QRectF, frame: Frame, *, small: bool) -> None:
    """Draw windows as empty frames, the lowest first, with the names of their programs."""
    factor = place.width() / frame.size[0]
    font = theme.font(tokens.CAPTION)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for one in frame.windows or ():
        if one.masked:
            continue
        rect = _on(one.box, place, factor)
        painter.fillRect(rect, theme.colour("surface"))
        painter.setPen(QPen(theme.colour("ctl" if one.active else "line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        if small or rect.width() < LABEL_LEAST or rect.height() < metrics.height() + 8:
            continue
        painter.setPen(theme.colour("text2"))
        room = rect.adjusted(8, 5, -8, -5)
        shown = metrics.elidedText(one.app, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)


def _on(box: Box, place: QRectF, factor: float) -> QRectF:
    return QRectF(
        place.left() + box.left * factor,
        place.top() + box.top * factor,
        box.width * factor,
        box.height * factor,
    )
