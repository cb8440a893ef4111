"""Asks before content of a purpose is kept, in the words of the notice that the record names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop_app.operations import keeping
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views import kit
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk


class KeepDialog(NoticeDialog):
    """The question about one purpose; `Keep nothing` has the focus and is an answer, too.

    Signals:
        answered(kept, entry): it was given (True) or refused.
    """

    answered = Signal(bool, int)

    def __init__(self, desk: Desk, purpose: str, *, parent: QWidget | None = None) -> None:
        days = states.kept_days(desk.link.state)
        super().__init__(desk, keeping.shown(purpose, days), "kept", parent=parent)
        self._purpose = purpose
        self.nothing = kit.button(tr("Keep nothing"), self._refuse, role="dialog")
        self.keep = kit.button(tr("Keep"), self._give, role="dialog")
        self.answers(self.nothing, self.keep)

    def _give(self) -> None:
        self._answer(keeping.give, kept=True)

    def _refuse(self) -> None:
        self._answer(keeping.refuse, kept=False)

    def _answer(self, deed: Callable[..., int], *, kept: bool) -> None:
        if self.guard.holding:  # pressed over the accessibility bus: no event that it could filter
            return
        self._enable(on=False)
        desk, purpose, notice, latency_ms = self.desk, self._purpose, self.notice, self.latency_ms

        def done(entry: int) -> None:
            self.answered.emit(kept, entry)
            self.close()

        desk.work.run(
            lambda told: deed(desk.context(told), purpose, notice, latency_ms),
            done,
            failed=self._not_done,
            owner=self,
        )

    def _not_done(self, error: CountersignError) -> None:
        self._enable(on=True)
        self.failed(error)

    def _enable(self, *, on: bool) -> None:
        for made in (self.nothing, self.keep):
            made.setEnabled(on)
