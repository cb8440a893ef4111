"""What can be done with what a run kept: hold it, delete it; and which holds there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_app.operations import retention
from desktop_app.operations.retention import About
from desktop_app.retention.policy import Class
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.evidence import deleting, held
from desktop_app.tray.presenters.evidence.held import Keeping
from desktop_app.tray.views.evidence.delete_dialog import DeleteDialog
from desktop_app.tray.views.evidence.hold_dialog import HoldDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.views.notice_dialog import NoticeDialog

    Holds = Sequence[Mapping[str, Any]]


class KeptActions(QObject):
    """Holds and deletions of one window.

    Args:
        desk: the tray's parts.
        page: over whose window dialogs come up.

    Signals:
        changed(): holds are known anew.
        deleted(): what the run kept is gone.
    """

    changed = Signal()
    deleted = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._holds: Holds | None = None
        self._reading = self._planning = False
        self.dialog: NoticeDialog | None = None

    def read(self) -> None:
        """Read which holds are in force; without a recorder nobody knows."""
        desk = self._desk
        if self._reading:
            return
        self._reading = True
        desk.work.run(
            lambda told: retention.holds(desk.context(told)),
            self._have,
            failed=lambda _error: self._have(None),
            owner=self,
        )

    def keeping(self, run: Run, entries: Sequence[int], times_us: Sequence[int]) -> Keeping:
        """Return what keeps a run's content; `entries` hold it, at `times_us`."""
        days = states.kept_days(self._desk.link.state)
        if self._holds is None:
            return Keeping(days, known=False)
        return Keeping(days, held.on(self._holds, run, entries, times_us))

    def hold(self, run: Run) -> None:
        """Ask why a run's content is to be held."""
        if self._has_dialog():
            return
        dialog = HoldDialog(self._desk, run, parent=self._page.window())
        dialog.did.connect(self._placed)
        self._open(dialog)

    def delete(self, run: Run, keeping: Keeping) -> None:
        """Ask whether a run's content is to be deleted, once it is known what would go."""
        desk = self._desk
        if self._has_dialog() or self._planning:
            return
        self._planning = True

        def planned(told: Mapping[str, Any]) -> None:
            self._planning = False
            plan = deleting.plan(told, run, keeping.holds, keeping.days)
            dialog = DeleteDialog(desk, run, plan, parent=self._page.window())
            dialog.did.connect(self._gone)
            self._open(dialog)

        def failed(error: CountersignError) -> None:
            self._planning = False
            desk.failed(error)

        desk.work.run(
            lambda told: retention.purge(
                desk.context(told), About(run=run.ref), only=str(Class.PAYLOADS), dry_run=True
            ),
            planned,
            failed=failed,
            owner=self,
        )

    def close(self) -> None:
        """Take back what is asked: the window was closed, or the run is left."""
        if self.dialog is not None:
            self.dialog.close()

    def _has_dialog(self) -> bool:
        if self.dialog is not None:
            self.dialog.come_up()
        return self.dialog is not None

    def _open(self, dialog: NoticeDialog) -> None:
        self.dialog = dialog
        dialog.closed.connect(self._closed)
        dialog.come_up()

    def _closed(self) -> None:
        self.dialog = None

    def _placed(self, told: Mapping[str, Any]) -> None:
        self._desk.notices.tell(tr("Held"), deleting.placed(told))
        self.read()

    def _gone(self, told: Mapping[str, Any]) -> None:
        self.deleted.emit()
        self._desk.notices.tell(tr("Deleted"), deleting.done(told))

    def _have(self, holds: Holds | None) -> None:
        self._reading = False
        if holds != self._holds:
            self._holds = holds
            self.changed.emit()
