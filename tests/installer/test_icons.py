"""The application's icon in the formats of each system."""

from __future__ import annotations

import runpy
import struct
from pathlib import Path

import pytest

pytest.importorskip("PySide6")
pytestmark = pytest.mark.gui
ICONS = runpy.run_path(str(Path(__file__).parents[2] / "installer" / "icons.py"))
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("size", ICONS["SIZES"])
def test_png(size: int) -> None:
    """Each size is drawn, the same bytes each time; small ones are their own."""
    from PySide6.QtGui import QImage  # noqa: PLC0415 - skipped without

    data = ICONS["png"](size)
    assert data == ICONS["png"](size)
    image = QImage.fromData(data)
    assert (image.width(), image.height()) == (size, size)
    assert image.hasAlphaChannel()
    assert image.pixelColor(0, 0).alpha() < 100
    assert image.pixelColor(size // 2, size // 2).alpha() == 255
    assert ICONS["source"](size).name == ("app-small.svg" if size <= 24 else "app.svg")


def test_ico(tmp_path: Path) -> None:
    """Windows' file names each picture's size and place, and there it is."""
    ICONS["write"](tmp_path / "app.ico")
    data = (tmp_path / "app.ico").read_bytes()
    assert struct.unpack_from("<HHH", data) == (0, 1, len(ICONS["SIZES"]))
    for number, size in enumerate(ICONS["SIZES"]):
        row = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        assert row[0] == size % 256
        assert data[row[7] : row[7] + 8] == PNG
    assert row[6] + row[7] == len(data)


def test_icns() -> None:
    """The file for macOS holds a PNG under each of Apple's names, and says how long it is."""
    data = ICONS["icns"]()
    assert data[:8] == b"icns" + struct.pack(">I", len(data))
    at, kinds = 8, []
    while at < len(data):
        kind, length = struct.unpack_from(">4sI", data, at)
        assert data[at + 8 : at + 16] == PNG
        kinds.append(kind)
        at += length
    assert kinds == [b"icp4", b"icp5", b"icp6", b"ic07", b"ic08", b"ic09"]
