"""What is to be seen on a screen, read from where Xvfb keeps it; pictures as PNG files."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pathlib import Path

Box = tuple[int, int, int, int]  # left, top, right, bottom
_HEADER = struct.Struct(">25I")  # of an XWD file, https://www.x.org/releases/current/doc/man/
_SIZE, _WIDTH, _HEIGHT, _BYTES_PER_LINE, _COLOURS = 0, 4, 5, 12, 19
_COLOUR_BYTES = 12


class Screen:
    """One screen.

    Args:
        frame: the file that Xvfb maps (`-fbdir`).
    """

    def __init__(self, frame: Path) -> None:
        self._frame = frame

    def picture(self) -> QImage:
        """Return what is on the screen now."""
        data = self._frame.read_bytes()
        header = _HEADER.unpack_from(data)
        start = header[_SIZE] + header[_COLOURS] * _COLOUR_BYTES
        end = start + header[_HEIGHT] * header[_BYTES_PER_LINE]
        size = header[_WIDTH], header[_HEIGHT], header[_BYTES_PER_LINE]
        return QImage(data[start:end], *size, QImage.Format.Format_RGB32).copy()

    def save(self, path: Path, box: Box | None = None) -> None:
        """Write a PNG, of a part if a box is given."""
        picture = self.picture()
        if box is not None:
            left, top, right, bottom = box
            picture = picture.copy(left, top, right - left, bottom - top)
        path.parent.mkdir(parents=True, exist_ok=True)
        assert picture.save(str(path))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        picture = self.picture()
        return picture.width(), picture.height()

    def drawn(self, box: Box) -> Box | None:
        """Return the smallest box around what differs from a box's first pixel, or None."""
        picture = self.picture()
        left, top, right, bottom = box
        ground = picture.pixel(left, top)
        marks = [
            (x, y)
            for y in range(top, bottom)
            for x in range(left, right)
            if picture.pixel(x, y) != ground
        ]
        if not marks:
            return None
        across, down = [x for x, _ in marks], [y for _, y in marks]
        return min(across), min(down), max(across) + 1, max(down) + 1
