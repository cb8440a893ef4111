"""Finds texts that do not fit where they stand, in every window, at one scale and text size.

    python -m tests.fakes.clipped FILE WIDTHxHEIGHT TEXT [NAME ...]

in the environment of a recorder that runs (`every_window.fill`), with QT_SCALE_FACTOR as wanted and
text TEXT times as large; writes the font's size and, by window, what is cut into FILE. What is
elided must say the whole in a tool tip; what scrolls may be out of sight.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QToolButton, QWidget

from desktop_app.host.paths import Paths
from desktop_app.tray import theme
from desktop_app.tray.views import kit
from tests.fakes.every_window import WINDOWS, Windows

if TYPE_CHECKING:
    from collections.abc import Iterator

SLACK = 1  # pixels lost in rounding


def clipped(window: QWidget) -> list[str]:
    """Return the texts of a window that are cut, each with what is missing."""
    return [
        f"{type(part).__name__} {_text(part)!r}: {why}"
        for part in window.findChildren(QWidget)
        if part.isVisible() and not part.visibleRegion().isEmpty()
        for why in _cut(part)
    ]


def _cut(part: QWidget) -> Iterator[str]:
    match part:
        case QLabel() if part.text():
            yield from _cut_label(part)
        case QToolButton() if part.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
            return
        case QAbstractButton() if part.text():
            yield from _cut_hint(part)
        case QComboBox() | kit.Chip():
            yield from _cut_hint(part)


def _cut_label(label: QLabel) -> Iterator[str]:
    if label.toolTip() or label.text().endswith("…"):
        return
    room, metrics = label.contentsRect(), label.fontMetrics()
    parts = label.text().split() if label.wordWrap() else label.text().splitlines()
    wide = max(map(metrics.horizontalAdvance, parts), default=0)
    seen = min(room.width(), label.visibleRegion().boundingRect().width())
    if wide > seen + SLACK:
        yield f"{wide} pixels wide in {seen}"
    high = label.heightForWidth(label.width()) if label.wordWrap() else metrics.height()
    if high > label.height() + SLACK:
        yield f"{high} pixels high in {label.height()}"


def _cut_hint(part: QWidget) -> Iterator[str]:
    wanted, seen = part.sizeHint(), part.visibleRegion().boundingRect()
    if wanted.width() > min(part.width(), seen.width()) + SLACK and not part.toolTip():
        yield f"{wanted.width()} pixels wide in {min(part.width(), seen.width())}"
    if wanted.height() > part.height() + SLACK:
        yield f"{wanted.height()} pixels high in {part.height()}"


def _text(part: QWidget) -> str:
    text = getattr(part, "text", None)
    return str(text())[:60] if callable(text) else part.accessibleName()[:60]


def _enlarge(times: float) -> None:
    """Have the system's fonts as large as a person would who set that for all programs."""
    system = QFontDatabase.systemFont

    class Larger:
        SystemFont = QFontDatabase.SystemFont

        @staticmethod
        def systemFont(kind: QFontDatabase.SystemFont) -> QFont:  # noqa: N802 - Qt's name
            font = system(kind)
            font.setPointSizeF(font.pointSizeF() * times)
            return font

    theme.QFontDatabase = Larger


def main(arguments: list[str]) -> int:
    """Look at every window."""
    to, size, text, *names = arguments
    width, height = map(int, size.split("x"))
    _enlarge(float(text))
    QApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication([])
    app.setStyle("Fusion")
    windows = Windows(app, Paths.resolve())
    found = {name: clipped(windows.open(name, (width, height))) for name in names or WINDOWS}
    answer = {"font": windows.theme.font().pixelSize(), "clipped": found}
    with Path(to).open("w") as file:
        json.dump(answer, file)
    windows.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
