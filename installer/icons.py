"""Draws the application's icon as a desktop wants it: PNG in every size, ICO, ICNS.

Up to 24 px the drawing for small sizes is taken, which has fewer and thicker lines. Needs PySide6;
no display.

    python installer/icons.py app.ico
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
SMALL = 24
# Apple's names of the sizes that hold PNG.
_ICNS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512}


def png(size: int) -> bytes:
    """Return the icon as a square PNG, transparent around it; the same bytes each time."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, Qt  # noqa: PLC0415 - `--help` needs none
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415 - likewise
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - likewise

    drawing = QSvgRenderer(str(source(size)))
    if not drawing.isValid():
        raise SystemExit(f"{source(size)} is no SVG.")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt for Python text
    return bytes(buffer.data().data())


def source(size: int) -> Path:
    """Return the drawing for a size."""
    return ICONS / ("app-small.svg" if size <= SMALL else "app.svg")


def ico() -> bytes:
    """Return the icon for Windows: PNGs in one file, as Windows takes them since Vista."""
    images = [(size, png(size)) for size in SIZES]
    head = struct.pack("<HHH", 0, 1, len(images))
    at = len(head) + 16 * len(images)
    rows = []
    for size, data in images:
        rows.append(struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at))
        at += len(data)
    return b"".join([head, *rows, *(data for _, data in images)])


def icns() -> bytes:
    """Return the icon for macOS."""
    rows = [(kind, png(size)) for kind, size in _ICNS.items()]
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in rows)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def write(where: Path) -> None:
    """Write the icon into a file of the kind that its name says."""
    makers = {".ico": ico, ".icns": icns}
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(makers[where.suffix]())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
