"""The verifier key on paper, or in a text file where nothing can print: what a reviewer pins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPainter
from PySide6.QtWidgets import QDialog, QFileDialog

from desktop_app.errors import StorageError
from desktop_app.host import files
from desktop_app.tray.presenters import integrity
from desktop_app.tray.views import qr
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk

_POINTS = 11
_INCH = 72.0


def print_key(parent: QWidget, desk: Desk, keys: Mapping[str, JSON]) -> None:
    """Ask for a printer and print, or for a file where this build cannot print."""
    try:
        from PySide6.QtPrintSupport import (  # noqa: PLC0415 - large, and rarely wanted
            QPrintDialog,
            QPrinter,
        )
    except ImportError:
        save_key(parent, desk, keys)
        return
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
    printer.setDocName(tr("Countersign, verifier key"))
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: paint_page(printer, keys))
    QDialog.open(dialog)  # its own wants a receiver


def paint_page(printer: QPrinter, keys: Mapping[str, JSON]) -> None:
    """Paint one page: the code for a camera, below it the same as text."""
    painter = QPainter(printer)
    dots = printer.resolution() / _INCH
    room = QRectF(painter.viewport())
    side = 160 * dots
    qr.paint(painter, QRectF(0, 0, side, side), qr.matrix(str(keys["vkey"])))
    font = QFont("monospace")
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSize(_POINTS)
    painter.setFont(font)
    below = QRectF(0, side + 12 * dots, room.width(), room.height() - side)
    flags = int(Qt.TextFlag.TextWrapAnywhere | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(below, flags, integrity.key_text(keys))
    painter.end()


def save_key(parent: QWidget, desk: Desk, keys: Mapping[str, JSON]) -> None:
    """Ask for a file and write the same text there."""
    dialog = QFileDialog(parent, tr("Save verifier key"), str(Path.home() / "countersign-key.txt"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = integrity.key_text(keys)

    def write(path: str) -> None:
        try:
            files.write_durable(Path(path), text.encode(), mode=0o644)
        except StorageError as error:
            desk.failed(error)

    dialog.fileSelected.connect(write)
    dialog.open()
