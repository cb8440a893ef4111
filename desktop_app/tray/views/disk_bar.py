"""What the stores take of the quota, as one bar: parts side by side, each at least 2 px wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.presenters.integrity import Disk
    from desktop_app.tray.theme import Theme

_HEIGHT = 8
_LEAST = 3


class DiskBar(QWidget):
    """Paints a `Disk`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._disk: Disk | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_disk(self, disk: Disk) -> None:
        """Show another one."""
        self._disk = disk
        self.setAccessibleName(disk.head)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a bar is."""
        return QSize(100, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the ground and the parts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        round_ends = QPainterPath()
        round_ends.addRoundedRect(box, 4, 4)
        painter.setClipPath(round_ends)
        painter.fillRect(box, self._theme.colour("inset"))
        left = box.left()
        for part in self._disk.parts if self._disk else ():
            width = max(_LEAST, part.size / self._disk.whole * box.width()) if self._disk else 0
            painter.fillRect(QRectF(left, 0, width, _HEIGHT), self._theme.colour(part.token))
            left += width + 1
        painter.end()


class Swatch(QWidget):
    """A small square of a token's colour, beside the word that it stands for."""

    def __init__(self, theme: Theme, token: str) -> None:
        super().__init__()
        self._theme, self._token = theme, token
        self.setFixedSize(10, 10)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(self._token))
        painter.end()
