"""A QR code, painted module by module: black on white whatever the scheme, sharp at any ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks for
_MODULE = 3  # pixels, where a code stands among other things


class QRCode(QWidget):
    """Shows a text for a camera.

    Args:
        name: for assistive technology: what the code says is beside it as text.
        module: pixels of one module at 100 %.
    """

    def __init__(self, name: str, module: int = _MODULE) -> None:
        super().__init__()
        self._module = module
        self._rows: tuple[tuple[int, ...], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show a text; "" for nothing."""
        self._rows = matrix(text) if text else ()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Whole pixels for each module."""
        side = (len(self._rows) + 2 * QUIET) * self._module
        return QSize(side, side) if self._rows else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it."""
        painter = QPainter(self)
        paint(painter, QRectF(self.rect()), self._rows)
        painter.end()


def matrix(text: str) -> tuple[tuple[int, ...], ...]:
    """Return the modules of a text, 1 for dark."""
    return tuple(tuple(row) for row in segno.make(text, error="m").matrix)


def paint(painter: QPainter, box: QRectF, rows: tuple[tuple[int, ...], ...]) -> None:
    """Paint modules into a square, with the quiet zone."""
    if not rows:
        return
    painter.fillRect(box, QColor(Qt.GlobalColor.white))
    side = box.width() / (len(rows) + 2 * QUIET)
    black = QColor(Qt.GlobalColor.black)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at = QRectF((x + QUIET) * side, (y + QUIET) * side, side, side)
                painter.fillRect(at.translated(box.topLeft()), black)
