"""Says what deleting a run's content would take and what remains, and deletes it after a yes.

Where nothing may go, it says what keeps it, and there is nothing to say yes to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.operations import retention
from desktop_app.operations.retention import About
from desktop_app.retention.policy import Class
from desktop_app.tray.views.deed_dialog import DeedDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.deleting import Plan
    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.views.deed_dialog import Deed


class DeleteDialog(DeedDialog):
    """The question about one run; `did` tells what the recorder answered.

    Attributes:
        does: deletes; hidden where nothing may go.
    """

    def __init__(self, desk: Desk, run: Run, plan: Plan, *, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            plan.shown,
            "trash" if plan.can else "hold",
            keeps=tr("Keep it") if plan.can else tr("Close"),
            does=tr("Delete for good"),
            parent=parent,
        )
        self._run = run
        self.does.setVisible(plan.can)

    def deed(self) -> Deed:
        """Delete it."""
        desk, about = self.desk, About(run=self._run.ref)
        return lambda told: retention.purge(
            desk.context(told), about, only=str(Class.PAYLOADS), dry_run=False, confirmed=True
        )

    def enable(self, *, on: bool) -> None:
        """What is being deleted is not kept by closing the window."""
        super().enable(on=on)
        self.cancel.setEnabled(on)
