"""Asks why a run's content is to be held, and places the hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.operations import retention
from desktop_app.operations.retention import About
from desktop_app.retention.holds import MAX_REASON
from desktop_app.tray.presenters.evidence import deleting
from desktop_app.tray.views.deed_dialog import ReasonDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.views.deed_dialog import Deed


class HoldDialog(ReasonDialog):
    """The question about one run; `did` tells what the recorder answered."""

    def __init__(self, desk: Desk, run: Run, *, parent: QWidget | None = None) -> None:
        self._run = run
        super().__init__(
            desk,
            deleting.hold(run),
            "hold",
            does=tr("Place hold"),
            hint=tr("Why it is held"),
            most=MAX_REASON,
            parent=parent,
        )

    def deed(self) -> Deed:
        """Place it."""
        desk, about, reason = self.desk, About(run=self._run.ref), self.reason.text().strip()
        return lambda told: retention.place_hold(desk.context(told), about, reason)
