"""Fills the screen as a working day does: code, prose, a table, a picture, a terminal.

It prints "ready" once all is shown. Its content is the same in every run.
"""

from __future__ import annotations

import inspect
import json
import random
import signal
import sys

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QWidget,
)

SOURCE = inspect.getsource(json.decoder) + inspect.getsource(random)
CHANCE = random.Random(4)  # noqa: S311 - the same numbers each time


def code(colours: str) -> QPlainTextEdit:
    """Return an editor full of code."""
    shown = QPlainTextEdit(SOURCE)
    shown.setFont(QFont("DejaVu Sans Mono", 10))
    shown.setStyleSheet(colours)
    return shown


def table() -> QTableWidget:
    """Return a sheet of numbers."""
    shown = QTableWidget(60, 9)
    for row in range(60):
        for column in range(9):
            number = CHANCE.randint(0, 10 ** CHANCE.randint(2, 8))
            shown.setItem(row, column, QTableWidgetItem(str(number)))
    return shown


def prose() -> QTextBrowser:
    """Return a page with headings and paragraphs."""
    words = SOURCE.replace("<", "&lt;").split()
    parts = (f"<h3>{n}. Section</h3><p>{' '.join(CHANCE.sample(words, 70))}</p>" for n in range(12))
    shown = QTextBrowser()
    shown.setHtml("<h1>Reference</h1>" + "".join(parts))
    return shown


def photo() -> QLabel:
    """Return something like a photograph: no two pixels alike."""
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 900, 700)
    for at, colour in ((0.0, "#8ec5fc"), (0.6, "#e0c3fc"), (1.0, "#203040")):
        sky.setColorAt(at, QColor(colour))
    painter.fillRect(image.rect(), sky)
    for _ in range(2500):
        red, green, blue = (CHANCE.randint(0, 255) for _ in range(3))
        painter.setBrush(QColor(red, green, blue, 40))
        size = CHANCE.randint(6, 120)
        painter.drawEllipse(CHANCE.randint(0, 900), CHANCE.randint(0, 700), size, size)
    painter.end()
    shown = QLabel()
    shown.setPixmap(QPixmap.fromImage(image))
    shown.setScaledContents(True)
    return shown


PLACES = (  # in hundredths of the screen: left, top, width, height
    (0, 3, 48, 62),
    (0, 68, 48, 28),
    (49, 3, 30, 93),
    (80, 3, 19, 30),
    (80, 36, 19, 60),
)


def main() -> int:
    """Run until ended."""
    app = QApplication(sys.argv)
    screen = app.primaryScreen().size()
    shown: tuple[QWidget, ...] = (
        code("background:#1e1e1e;color:#d4d4d4"),
        table(),
        prose(),
        photo(),
        code("background:#000;color:#0f0"),
    )
    for widget, place in zip(shown, PLACES, strict=True):
        sides = (screen.width(), screen.height()) * 2
        widget.setGeometry(
            QRect(*(part * side // 100 for part, side in zip(place, sides, strict=True)))
        )
        widget.show()
    signal.signal(signal.SIGTERM, lambda *_: app.quit())
    awake = QTimer()
    awake.timeout.connect(lambda: None)  # lets Python see the signal
    awake.start(100)
    QTimer.singleShot(500, lambda: sys.stdout.write("ready\n") and sys.stdout.flush())
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
