"""What the export window shows once the bundle is there: where, how big, and how to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import export
from desktop_app.tray.views import kit
from desktop_app.tray.views.emptying import empty
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.bundle_making import Made
    from desktop_app.tray.theme import Theme

_NAMES = 120


class ExportResult(QWidget):
    """A finished bundle.

    Signals:
        checked(Made): check it, as a reviewer would.
        closed(): done.
    """

    checked = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._made: Made | None = None
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(tokens.S6, tokens.S6, tokens.S6, tokens.S5)
        self._lines.setSpacing(tokens.S3)
        close = kit.button(tr("Close"), self.closed.emit)
        folder = kit.button(tr("Show in folder"), self._show_folder)
        self.check = kit.button(
            tr("Check it now"), self._check, role="primary", theme=theme, icon="integrity"
        )
        foot = QFrame()
        foot.setProperty("role", "foot")
        line = kit.row(folder, None, close, self.check)
        line.setContentsMargins(tokens.S6, tokens.S4, tokens.S6, tokens.S4)
        foot.setLayout(line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._lines, 1)
        outer.addWidget(foot)

    def show_made(self, made: Made) -> None:
        """Show it."""
        self._made = made
        theme = self._theme
        empty(self._lines)
        word = kit.label(theme, tr("Exported"), size=tokens.FIRST, weight=tokens.SEMIBOLD)
        self._lines.addLayout(kit.row(kit.icon(theme, "check", "ok", 28), word, None))
        grid = QGridLayout()
        grid.setColumnMinimumWidth(0, _NAMES)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(tokens.S1)
        for row, (name, value) in enumerate(export.made_lines(made)):
            grid.addWidget(kit.label(theme, name, size=tokens.SMALL, tone="text2"), row, 0)
            told = kit.label(theme, value, size=tokens.SMALL, wrap=True, select=True)
            told.setAccessibleName(f"{name}: {value}")
            grid.addWidget(told, row, 1)
        self._lines.addLayout(grid)
        self._lines.addWidget(kit.hairline())
        self._say(tr("Tell the reviewer this fingerprint by phone or on paper, not with the file"))
        self._lines.addWidget(kit.CodeBox(theme, made.built.fingerprint))
        self._say(tr("They check it with one of these, offline"))
        for command in made.commands():
            self._lines.addWidget(kit.CodeBox(theme, command))
        self._lines.addStretch(1)
        self.check.setFocus()

    def _say(self, text: str) -> None:
        self._lines.addWidget(kit.label(self._theme, text, size=tokens.SMALL, tone="text2"))

    def _check(self) -> None:
        if self._made is not None:
            self.checked.emit(self._made)

    def _show_folder(self) -> None:
        if self._made is not None:
            folder = self._made.built.path.absolute().parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
