"""One agent on the page of the first start: to be set up or not, what that changes, how it went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes
from desktop_app.tray.views import kit
from desktop_app.tray.views.check_box import CheckBox
from desktop_app.tray.views.diff_view import DiffView
from desktop_app.tray.views.texts import paragraph, scaled
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.agents_setup import Change
    from desktop_app.tray.presenters.first_start import Found
    from desktop_app.tray.theme import Theme

_TITLE, _VERSION = 140, 70  # pixels at 100 %


class FoundRow(QWidget):
    """A line with a check box.

    Signals:
        wanted(name): the person wants to see what would change.
    """

    wanted = Signal(str)

    def __init__(self, theme: Theme, found: Found) -> None:
        super().__init__()
        self._theme, self.found = theme, found
        self._diff: DiffView | None = None
        self.box = CheckBox(
            theme, found.title, name=tr("Set up {agent}", agent=found.title), medium=True
        )
        self.box.setChecked(True)
        self.box.setEnabled(not found.wired)
        self.box.setFixedWidth(scaled(theme, _TITLE))
        version = kit.label(theme, found.version, size=tokens.SMALL, tone="text3")
        version.setFixedWidth(scaled(theme, _VERSION))
        text = paragraph(theme, found.text, size=tokens.SMALL, tone="text2")
        self.more = kit.button(
            tr("Show changes"),
            self._toggle,
            role="link",
            name=tr("Show what setting up {agent} changes", agent=found.title),
        )
        self.more.setVisible(not found.wired)
        line = kit.row(self.box, version, gap=tokens.S2)
        line.addWidget(text, 1)
        line.addWidget(self.more)
        self._told = paragraph(theme, "", size=tokens.SMALL, tone="text2", select=True)
        self._told.setContentsMargins(tokens.S8, 0, 0, 0)
        self._told.setVisible(False)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, tokens.S1, 0, 0)
        self._lines.setSpacing(tokens.S1)
        self._lines.addLayout(line)
        self._lines.addWidget(self._told)
        self._lines.addWidget(kit.hairline())

    @property
    def chosen(self) -> bool:
        """Whether it is to be set up."""
        return self.box.isEnabled() and self.box.isChecked()

    def show_change(self, change: Change) -> None:
        """Show what would change, below."""
        self._hide()
        place = changes.place(change.config, str(Path.home()))
        self._diff = DiffView(self._theme, place, changes.lines(change.diff))
        self._lines.insertWidget(2, self._diff)
        self.more.setText(tr("Hide changes"))

    def tell(self, text: str, tone: str = "text2") -> None:
        """Say how it goes."""
        self._told.setText(visible(text))
        kit.set_tone(self._told, tone)
        self._told.setVisible(bool(text))

    def done(self) -> None:
        """It is set up."""
        self.tell(tr("Set up. A test record arrived."), "ok")
        self.box.setEnabled(False)
        self.more.setVisible(False)
        self._hide()

    def _toggle(self) -> None:
        if self._diff is None:
            self.wanted.emit(self.found.name)
        else:
            self._hide()

    def _hide(self) -> None:
        self.more.setText(tr("Show changes"))
        if self._diff is not None:
            self._diff.setParent(None)
            self._diff.deleteLater()
            self._diff = None
