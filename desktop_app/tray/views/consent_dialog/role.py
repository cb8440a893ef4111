"""The line for the passphrase of a role that must allow a question, or why nobody can.

Promise: what is typed is shown as dots, leaves by `take` alone, and is gone once it was taken, and
whenever the line is hidden or stands for another question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import question as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from desktop_app.tray.theme import Theme

MOST = 1_024  # characters, as the recorder takes


class RoleLine(QWidget):
    """Label and field, or a sentence.

    Signals:
        entered(): Enter in the field.

    Attributes:
        field: where the passphrase is typed.
    """

    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        hints = self.field.inputMethodHints() | Qt.InputMethodHint.ImhSensitiveData
        self.field.setInputMethodHints(hints)
        self.field.setMaxLength(MOST)
        self.field.returnPressed.connect(self.entered)
        self._label = kit.label(theme, "", tone="text2")
        self._label.setBuddy(self.field)
        self._nobody = paragraph(theme, "", weight=tokens.MEDIUM, select=True)
        self._ask = kit.boxed(kit.row(self._label, self.field, gap=tokens.S3))
        self.setLayout(kit.column(self._nobody, self._ask, gap=0))

    def offer(self, role: str, *, held: bool) -> None:
        """Stand for a question; "": no role must allow it."""
        self.wipe()
        said = presenter.passphrase_of(role)
        self._label.setText(said)
        self.field.setAccessibleName(said)
        self._nobody.setText("" if held else presenter.nobody_holds(role))
        self._nobody.setVisible(not held)
        self._ask.setVisible(held)
        self.setVisible(bool(role))

    @property
    def is_missing(self) -> bool:
        """Whether a passphrase is needed that was not typed yet."""
        return not self.isHidden() and not self.field.text()

    def take(self) -> str:
        """Return what was typed, and forget it."""
        typed = self.field.text()
        self.wipe()
        return typed

    def wipe(self) -> None:
        """Forget what was typed; unlike `clear` it leaves nothing to undo."""
        self.field.setText("")

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing stays behind what is not to be seen."""
        super().hideEvent(event)
        self.wipe()
