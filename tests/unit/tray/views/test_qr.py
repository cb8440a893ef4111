"""A QR code that a camera reads: all modules, in whole pixels, black on white."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from desktop_app.tray.views.qr import QUIET, QRCode, matrix

pytestmark = pytest.mark.gui
TEXT = "countersign/7f3a9c21+5d2e81b4+AVq0m3kT9yZb1nQe7sJxw4uHcL2fRd8oGpK6iYtM5vXa"


def test_every_module_is_painted(qtbot):
    """The middle of each is as the code says, with four modules of white around them."""
    code = QRCode("Verifier key as a QR code")
    qtbot.addWidget(code)
    code.show_text(TEXT)
    code.resize(code.sizeHint())
    image = code.grab().toImage()
    rows = matrix(TEXT)
    side = image.width() // (len(rows) + 2 * QUIET)
    assert side * (len(rows) + 2 * QUIET) == image.width()
    black, white = QColor("black").rgb(), QColor("white").rgb()
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            place = ((x + QUIET) * side + side // 2, (y + QUIET) * side + side // 2)
            assert image.pixel(*place) == (black if dark else white)
    assert image.pixel(1, 1) == white


def test_no_text_takes_no_room(qtbot):
    """Before the keys are known."""
    code = QRCode("x")
    qtbot.addWidget(code)
    assert code.sizeHint().isEmpty()
    code.show_text("")
    code.resize(4, 4)
    assert not code.grab().isNull()
    assert code.accessibleName() == "x"
