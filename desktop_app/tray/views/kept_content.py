"""Kept content in the settings: a row for each purpose, and how full the vault is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import keeping as presenter
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views import kit
from desktop_app.tray.views.kept_row import KeptRow
from desktop_app.tray.views.vault_use import VaultUse

if TYPE_CHECKING:
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.keeping import Row
    from desktop_app.tray.presenters.state import State

LATER_MS = 1_500  # by then the index has what the recorder said


class KeptContent(QWidget):
    """All purposes, and the vault below them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: dict[str, KeptRow] = {}
        self.use = VaultUse(desk)
        lines = kit.column(gap=0)
        for number, row in enumerate(presenter.rows((), 0)):
            if number:
                lines.addWidget(kit.hairline())
            made = KeptRow(desk, row)
            self.rows[row.purpose] = made
            lines.addWidget(made)
        lines.addWidget(kit.hairline())
        lines.addSpacing(tokens.S3)
        lines.addWidget(self.use)
        lines.addSpacing(tokens.S3)
        self.setLayout(lines)
        self._keeps: object = None
        desk.link.changed.connect(self._follow)

    def read(self) -> None:
        """Read what is in force."""
        now_us = self._desk.clock.now_us()

        def question(query: Query) -> list[dict[str, Any]]:
            return query.grants_in_force(now_us)

        self._desk.reader.ask(
            question,
            lambda grants: self._have(grants, now_us),
            failed=lambda _error: None,  # nothing was recorded yet: nothing is kept
            owner=self,
            key="settings.kept",
        )

    def _have(self, grants: list[dict[str, Any]], now_us: int) -> None:
        for row in presenter.rows(grants, now_us, states.kept_days(self._desk.link.state)):
            made = self.rows[row.purpose]
            if not made.waits and self._is_so(row):
                made.show_row(row)

    def _is_so(self, row: Row) -> bool:
        """Whether the index is as far as the recorder, which says itself what it keeps."""
        told = self._desk.link.state.get("vault")
        if not isinstance(told, dict) or not told.get("open"):
            return True
        keeps = told.get("keeps")
        return row.is_kept == (isinstance(keeps, list) and row.purpose in keeps)

    def _follow(self, state: State) -> None:
        """Read again when the recorder keeps other things than before."""
        told = state.get("vault")
        keeps = told.get("keeps") if isinstance(told, dict) else None
        if keeps != self._keeps:
            self._keeps = keeps
            if self.isVisible():
                self.read()
                QTimer.singleShot(LATER_MS, self, self.read)
