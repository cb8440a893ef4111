"""Marks as they are drawn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_app.tray.views.run import strokes

pytestmark = pytest.mark.gui
PLACE = QRectF(10, 4, 40, 12)


@pytest.fixture
def sheet(qapp):  # noqa: ARG001 - Qt needs an application
    """A sheet to draw on, and its painter."""
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    yield image, painter
    painter.end()


def used(image: QImage) -> set[str]:
    """Return the colours on a sheet."""
    colours = (image.pixelColor(x, y).name() for x in range(60) for y in range(20))
    return set(colours)


def test_a_bar_is_filled(sheet, theme):
    """In its colour, and nowhere else."""
    image, painter = sheet
    strokes.bar(painter, theme, PLACE, "model", is_open=True)
    assert image.pixelColor(30, 10) == theme.colour("model")
    assert image.pixelColor(5, 10).name() == "#ffffff"


def test_a_wait_is_hatched(sheet, theme):
    """Strokes and ground, inside its frame."""
    image, painter = sheet
    strokes.hatched(painter, theme, PLACE, "ask", "askbg")
    assert len(used(image)) > 2
    assert image.pixelColor(55, 10).name() == "#ffffff"


def test_a_silent_gate_is_hollow(sheet, theme):
    """A frame with nothing in it."""
    image, painter = sheet
    strokes.hollow(painter, theme, PLACE, "open")
    assert image.pixelColor(30, 10) == theme.colour("surface")
    assert len(used(image)) > 1


def test_a_turn_that_goes_on_has_no_end(sheet, theme):
    """Its bracket has one tick, not two."""
    image, painter = sheet
    strokes.bracket(painter, theme, PLACE, "turn", is_open=True)
    assert image.pixelColor(49, 7).name() == "#ffffff"
    strokes.bracket(painter, theme, PLACE, "turn")
    assert image.pixelColor(49, 7) == theme.colour("turn")


def test_other_strokes_leave_ink(sheet, theme):
    """Dashes, rings and bands."""
    image, painter = sheet
    strokes.dashes(painter, theme, 2, 58, 3)
    strokes.ring(painter, theme, QPointF(30, 10), "deny", theme.colour("surface"))
    strokes.band(painter, theme, QRectF(40, 0, 10, 20))
    assert len(used(image)) > 3


def test_a_zigzag_goes_all_the_way_down():
    """And not further."""
    box = strokes.zigzag(3, 101, 50).boundingRect()
    assert (box.top(), box.bottom()) == (3, 101)
    assert abs(box.center().x() - 50) < 1
