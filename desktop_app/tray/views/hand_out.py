"""The checkpoint handed out by the person: as text, as a code for a phone, a file, a commit.

Nothing is sent. Each is written down by the recorder, with its size and the way, where one runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from desktop_app.operations.checkpoint import hand_out
from desktop_app.tray import tokens
from desktop_app.tray.presenters import anchors
from desktop_app.tray.views import kit
from desktop_app.tray.views.qr import QRCode
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.checkpoint import HandedOut, Way
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.theme import Theme

_MODULE = 5  # pixels: the code has some 65 of them, and a phone is held before it


class HandOut(QObject):
    """The button with its menu, and what it does.

    Args:
        desk: the tray's parts.
        parent: of dialogs.

    Attributes:
        button: for the page's header.
        code: the window with the code, while there is one.

    Signals:
        done(text): a checkpoint was handed out; what to say.
    """

    done = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._parent = desk, parent
        self.code: CodeWindow | None = None
        self.button = kit.button(tr("Keep checkpoint elsewhere"))
        desk.theme.keep_icon(self.button, "expand", "text2", 14)
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the words
        self.button.setToolTip(tr("Kept where nobody here can change it, it shows cuts and forks."))
        menu = QMenu(self.button)
        menu.addAction(tr("Copy as text"), self.copy)
        menu.addAction(tr("Show as a QR code"), self.show_code)
        menu.addAction(tr("Save as a file…"), self.save)
        menu.addAction(tr("Commit in a git repository…"), self.commit)
        self.button.setMenu(menu)

    def copy(self) -> None:
        """Put the newest signed checkpoint on the clipboard."""
        self._run("clipboard")

    def show_code(self) -> None:
        """Show it for a camera."""
        self._run("QR code")

    def save(self) -> None:
        """Ask for a file, in a dialog that blocks nothing."""
        place = str(Path.home() / "countersign-checkpoint.txt")
        dialog = QFileDialog(self._parent, tr("Save checkpoint"), place)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # What is there is replaced only where it is a checkpoint, whatever was answered.
        self._open(dialog, "file")

    def commit(self) -> None:
        """Ask for a directory in a work tree."""
        dialog = QFileDialog(self._parent, tr("Choose a git repository"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._open(dialog, "git")

    def to(self, way: Way, place: Path) -> None:
        """Write it there."""
        self._run(way, place)

    def _open(self, dialog: QFileDialog, way: Way) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.to(way, Path(path)))
        dialog.open()

    def _run(self, way: Way, place: Path | None = None) -> None:
        desk = self._desk
        desk.work.run(
            lambda told: hand_out(desk.context(told), way, place),
            lambda made: self._handed(way, made),
            owner=self,
        )

    def _handed(self, way: Way, made: HandedOut) -> None:
        found = made.checkpoint
        if way == "clipboard":
            kit.copy_text(found.note)
        elif way == "QR code":
            self.code = CodeWindow(self._desk.theme, found.short, found.size, self._parent)
            self.code.show()
        self.done.emit(anchors.said(found.size, way, made.entry))


class CodeWindow(QWidget):
    """A checkpoint as a code for a camera.

    Args:
        theme: of the window.
        text: what the code holds.
        size: how many entries it covers.
        parent: closes with it.
    """

    def __init__(self, theme: Theme, text: str, size: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "surface")
        self.setWindowTitle(tr("Checkpoint"))
        self.code = QRCode(tr("Checkpoint as a QR code"), _MODULE)
        self.code.show_text(text)
        close = kit.button(tr("Close"), self.close, role="primary")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(tokens.S5, tokens.S5, tokens.S5, tokens.S4)
        lines.setSpacing(tokens.S3)
        lines.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addWidget(paragraph(theme, anchors.of_code(size), size=tokens.SMALL))
        lines.addLayout(kit.row(None, close, gap=tokens.S2))
        close.setFocus()
