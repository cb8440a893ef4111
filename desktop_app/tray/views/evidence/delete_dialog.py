"""Says what deleting a run's content would take and what remains, and deletes it after a yes.

Where nothing may go, it says what keeps it, and there is nothing to say yes to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop_app.operations import retention
from desktop_app.operations.retention import About
from desktop_app.retention.policy import Class
from desktop_app.tray.views import kit
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.deleting import Plan
    from desktop_app.tray.presenters.evidence.strip import Run


class DeleteDialog(NoticeDialog):
    """The question about one run.

    Attributes:
        does: deletes; hidden where nothing may go.

    Signals:
        deleted(told): it is done; told is what the recorder answered.
    """

    deleted = Signal(object)

    def __init__(self, desk: Desk, run: Run, plan: Plan, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, plan.shown, "trash" if plan.can else "hold", parent=parent)
        self._run = run
        word = tr("Keep it") if plan.can else tr("Close")
        self.cancel = kit.button(word, self.close, role="dialog")
        self.does = kit.button(tr("Delete for good"), self._delete, role="dialog")
        self.answers(self.cancel, self.does)
        self.does.setVisible(plan.can)

    def _delete(self) -> None:
        if self.guard.holding:
            return
        self._enable(on=False)
        desk, about = self.desk, About(run=self._run.ref)
        desk.work.run(
            lambda told: retention.purge(
                desk.context(told), about, only=str(Class.PAYLOADS), dry_run=False, confirmed=True
            ),
            self._done,
            failed=self._not_done,
            owner=self,
        )

    def _done(self, told: object) -> None:
        self.deleted.emit(told)
        self.close()

    def _not_done(self, error: CountersignError) -> None:
        self._enable(on=True)
        self.failed(error)

    def _enable(self, *, on: bool) -> None:
        self.does.setEnabled(on)
        self.cancel.setEnabled(on)
