"""How a look at the screen is painted, with its picture and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from desktop_app.operations.pictures import Pixels
from desktop_app.tray.presenters.evidence.frames import frames
from desktop_app.tray.views import screen_canvas
from tests.fakes.captures import AT_US, capture, missing

if TYPE_CHECKING:
    from desktop_app.tray.presenters.evidence.frames import Frame
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
ROOM = QRectF(0, 0, 500, 250)


def painted(theme: Theme, frame: Frame, picture: QPixmap | None, *, small: bool = False) -> QImage:
    """Return what is painted at half size."""
    made = QImage(500, 250, QImage.Format.Format_RGB32)
    painter = QPainter(made)
    screen_canvas.paint(painter, theme, ROOM, frame, picture, small=small)
    painter.end()
    return made


def test_without_a_picture_windows_are_frames_and_masks_are_hatched(theme: Theme) -> None:
    """At their places; nothing else is there."""
    (frame,) = frames([capture(1)], AT_US)
    image = painted(theme, frame, None)
    assert image.pixelColor(150, 120) == theme.colour("surface")  # in the browser's frame
    assert image.pixelColor(450, 20) == theme.colour("inset")
    inside = {image.pixelColor(x, 205).name() for x in range(252, 348)}
    assert "#14161b" in inside
    assert image.pixelColor(150, 120) == painted(theme, frame, None, small=True).pixelColor(
        150, 120
    )


def test_a_mask_is_hatched_over_its_picture_too(theme: Theme) -> None:
    """What is dark there is explained; all else is the picture."""
    (frame,) = frames([capture(1)], AT_US)
    red = QPixmap(500, 250)
    red.fill(QColor("#cc0000"))
    image = painted(theme, frame, red)
    assert image.pixelColor(150, 120) == QColor("#cc0000")
    assert "#cc0000" not in {image.pixelColor(x, 220).name() for x in range(252, 348)}


def test_what_is_missing_has_no_windows(theme: Theme) -> None:
    """An empty ground."""
    (frame,) = frames([missing(1, "black")], AT_US)
    image = painted(theme, frame, None)
    ground = theme.colour("inset").name()
    assert {image.pixelColor(x, 100).name() for x in range(1, 500)} == {ground}


def test_pictures_fit_their_room() -> None:
    """Whole, on top, never enlarged; small ones of the strip fill theirs."""
    assert screen_canvas.fitted((1000, 500), ROOM) == ROOM
    assert screen_canvas.fitted((500, 500), ROOM) == QRectF(125, 0, 250, 250)
    assert screen_canvas.fitted((100, 50), ROOM) == QRectF(200, 0, 100, 50)
    assert screen_canvas.filled((100, 50), ROOM) == ROOM


def test_pixels_become_an_image_that_owns_them() -> None:
    """And are scaled for the screen's ratio."""
    pixels = Pixels(2, 1, b"\xff\0\0\0\0\xff")
    image = screen_canvas.image(pixels)
    assert [image.pixelColor(x, 0).name() for x in (0, 1)] == ["#ff0000", "#0000ff"]
    made = screen_canvas.scaled(image, QSize(20, 10), 2.0)
    assert (made.width(), made.deviceIndependentSize().width()) == (40, 20)
