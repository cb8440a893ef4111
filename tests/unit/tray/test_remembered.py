"""tray.remembered: what windows.ini cannot hold is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from desktop_app.host.paths import Paths
from desktop_app.tray.remembered import FILE, WIDEST, Remembered

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.gui


def paths(folder: Path) -> Paths:
    """Return places in a folder."""
    return Paths(folder, folder, folder)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """In the next process, too."""
    kept = Remembered(paths(tmp_path))
    assert (kept.geometry(), kept.pixels("run/detail", 340)) == (None, 340)
    kept.keep_pixels("run/detail", 512)
    kept.keep_geometry(QByteArray(b"\x01\xd9"))
    again = Remembered(paths(tmp_path))
    assert again.pixels("run/detail", 340) == 512
    assert again.geometry() == QByteArray(b"\x01\xd9")


@pytest.mark.parametrize(
    "value", ["wide", "-5", "\N{SUPERSCRIPT TWO}", "9" * 5_000, "99999", "1, 2", "@Invalid()"]
)
def test_a_width_that_is_none_is_not_known(tmp_path: Path, value: str) -> None:
    """Also one that Python or Qt would fall over."""
    (tmp_path / FILE).write_text(f"[run]\ndetail={value}\n", encoding="utf-8")
    assert Remembered(paths(tmp_path)).pixels("run/detail", 340) == 340
    assert WIDEST < 99_999


@pytest.mark.parametrize(
    "value",
    [
        "hello",
        "a, b",
        "@Rect(1 2 3 4)",
        r"@Variant(\0\0\0\x8\0)",
        r"@Variant(\0\0\0\x7f\0\0\0\xeQKeySequence\0\0)",
    ],
)
def test_a_place_that_is_none_is_not_known(tmp_path: Path, value: str) -> None:
    """Qt's function for it raises at anything but bytes."""
    (tmp_path / FILE).write_text(f"[window]\ngeometry={value}\n")
    assert Remembered(paths(tmp_path)).geometry() is None


@pytest.mark.parametrize("value", [b"", b"geometry", b"\x01\xd9\xd0\xcb\0\0", b"\xff" * 100])
def test_bytes_that_are_no_place_harm_no_window(qtbot, tmp_path: Path, value: bytes) -> None:
    """It refuses them, or takes a size that the window's smallest one mends."""
    kept = Remembered(paths(tmp_path))
    kept.keep_geometry(QByteArray(value))
    widget = QWidget()
    widget.setMinimumSize(400, 300)
    qtbot.addWidget(widget)
    found = kept.geometry()
    assert found is not None
    widget.restoreGeometry(found)
    assert widget.width() >= 400
