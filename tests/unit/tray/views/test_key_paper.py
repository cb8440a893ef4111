"""The verifier key on paper or in a file."""

from __future__ import annotations

import builtins

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.tray.views import key_paper

pytestmark = pytest.mark.gui
KEYS = {
    "origin": "countersign/7f3a9c21",
    "vkey": "countersign/7f3a9c21+5d2e81b4+AVq0m3kT9yZb1nQe7sJxw4uHcL2fRd8oGpK6iYtM5vXa",
    "fingerprint": "12345 67890 11111 22222 33333 44444",
}


@pytest.fixture
def parent(qtbot):
    """A window to ask from."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.usefixtures("qapp")
def test_one_page_is_printed(tmp_path):
    """As a PDF here."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    key_paper.paint_page(printer, KEYS)
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")


def test_it_is_asked_where(parent, empty_desk):
    """In a dialog that blocks nothing."""
    key_paper.print_key(parent, empty_desk, KEYS)
    dialog = parent.findChild(QPrintDialog)
    assert dialog.isVisible()
    dialog.reject()


def test_a_build_that_cannot_print_saves_text(parent, empty_desk, monkeypatch, tmp_path):
    """The same words; a link that lies there is replaced, not followed."""
    real = builtins.__import__

    def without(name, *rest):
        if name == "PySide6.QtPrintSupport":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    key_paper.print_key(parent, empty_desk, KEYS)
    dialog = parent.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "key.txt"))
    text = (tmp_path / "key.txt").read_text(encoding="utf-8")
    assert KEYS["vkey"] in text
    assert KEYS["fingerprint"] in text
    dialog.fileSelected.emit(str(tmp_path / "none" / "key.txt"))
    assert empty_desk.notices.errors[0].message.startswith("Cannot write")
    (tmp_path / "link.txt").symlink_to(tmp_path / "else.txt")
    dialog.fileSelected.emit(str(tmp_path / "link.txt"))
    assert KEYS["vkey"] in (tmp_path / "link.txt").read_text(encoding="utf-8")
    assert not (tmp_path / "else.txt").exists()
    dialog.reject()
