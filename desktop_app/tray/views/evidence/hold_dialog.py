"""Asks why a run's content is to be held, and places the hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop_app.operations import retention
from desktop_app.operations.retention import About
from desktop_app.retention.holds import MAX_REASON
from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import deleting
from desktop_app.tray.views import kit
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence.strip import Run


class HoldDialog(NoticeDialog):
    """The question about one run.

    Attributes:
        reason: where the person says why.

    Signals:
        placed(told): it is in force; told is what the recorder answered.
    """

    placed = Signal(object)

    def __init__(self, desk: Desk, run: Run, *, parent: QWidget | None = None) -> None:
        self._run = run
        super().__init__(desk, deleting.hold(run), "hold", parent=parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(MAX_REASON)
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setPlaceholderText(tr("Why it is held"))
        self.reason.textChanged.connect(self._typed)
        self.reason.returnPressed.connect(self._place)
        label = kit.label(desk.theme, tr("Reason"), size=tokens.SMALL, tone="text2")
        label.setBuddy(self.reason)
        self.body.addWidget(label)
        self.body.addWidget(self.reason)
        self.cancel = kit.button(tr("Cancel"), self.close, role="dialog")
        self.does = kit.button(tr("Place hold"), self._place, role="dialog")
        self.does.setEnabled(False)
        self.answers(self.cancel, self.does)
        self.begins_at(self.reason)

    def _typed(self, text: str) -> None:
        self.does.setEnabled(bool(text.strip()))

    def _place(self) -> None:
        if self.guard.holding or not self.does.isEnabled():
            return
        self._enable(on=False)
        desk, about, reason = self.desk, About(run=self._run.ref), self.reason.text().strip()
        desk.work.run(
            lambda told: retention.place_hold(desk.context(told), about, reason),
            self._done,
            failed=self._not_done,
            owner=self,
        )

    def _done(self, told: object) -> None:
        self.placed.emit(told)
        self.close()

    def _not_done(self, error: CountersignError) -> None:
        self._enable(on=True)
        self.failed(error)

    def _enable(self, *, on: bool) -> None:
        self.does.setEnabled(on)
        self.reason.setReadOnly(not on)
