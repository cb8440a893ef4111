"""A band across every page while something is wrong: what, what is safe, and the one remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop_app.operations.unlock import unlock
from desktop_app.tray import tokens
from desktop_app.tray.presenters import trouble
from desktop_app.tray.presenters.trouble import Remedy
from desktop_app.tray.views import kit

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State


class TroubleBand(QFrame):
    """Hidden while all is well."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.setProperty("role", "band")
        self._shown: trouble.Trouble | None = None
        self._title = kit.label(theme, "", weight=tokens.SEMIBOLD, tone="deny")
        self._text = kit.label(theme, "", wrap=True, select=True)
        self._remedy = kit.button("", self._act, role="row")
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S2)
        line.setSpacing(tokens.S3)
        line.addWidget(kit.icon(theme, "warning", "deny", 20), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._title, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)
        line.addWidget(self._remedy, 0, Qt.AlignmentFlag.AlignTop)
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def _show(self, state: State) -> None:
        found = trouble.of(state)
        if found is not None and found != self._shown:
            self._title.setText(found.title)
            self._text.setText(found.text)
            self._remedy.setText(found.word)
            self._remedy.setVisible(found.remedy is not None)
            self._remedy.setEnabled(True)
            self.setAccessibleName(f"{found.title}. {found.text}")
        self._shown = found
        self.setVisible(found is not None)

    def _act(self) -> None:
        match self._shown.remedy if self._shown is not None else None:
            case Remedy.START_AGAIN:
                self._desk.go.start_again.emit()
            case Remedy.LOOK:
                self._desk.go.page.emit("integrity")
            case Remedy.SETTINGS:
                self._desk.go.page.emit("settings")
            case Remedy.UNLOCK:
                self._unlock()
            case None:
                return

    def _unlock(self) -> None:
        """Let the system ask; its dialog may stand for minutes."""
        desk = self._desk
        self._remedy.setEnabled(False)

        def failed(error: CountersignError) -> None:
            self._remedy.setEnabled(True)
            desk.failed(error)

        def done(_none: None) -> None:
            self._remedy.setEnabled(True)
            desk.link.poke()

        desk.work.run(
            lambda told: unlock(desk.context(told)), done, failed=failed, owner=self, waits=True
        )
