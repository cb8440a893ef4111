"""Asks why the pictures of a run are looked at, before any of them is shown.

Promise: the notice that stands there, with the reason in it, is what the answer is to; the entry
that says so is durable before a byte of a picture is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop_app.operations import reveals
from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.notice_dialog import NoticeDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop_app.errors import CountersignError
    from desktop_app.operations.reveals import Piece
    from desktop_app.tray.desk import Desk


class LookDialog(NoticeDialog):
    """The question about the pictures of one run.

    Attributes:
        reason: where the person says why.

    Signals:
        revealed(entry): it was written down.
    """

    revealed = Signal(int)

    def __init__(
        self, desk: Desk, pieces: Sequence[Piece], *, parent: QWidget | None = None
    ) -> None:
        self._pieces = pieces
        super().__init__(desk, reveals.shown(pieces, ""), "reveal", parent=parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(reveals.MAX_REASON)
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setPlaceholderText(tr("Why they are looked at"))
        self.reason.textChanged.connect(self._typed)
        self.reason.returnPressed.connect(self._reveal)
        label = kit.label(desk.theme, tr("Reason"), size=tokens.SMALL, tone="text2")
        label.setBuddy(self.reason)
        self.body.addWidget(label)
        self.body.addWidget(self.reason)
        self.cancel = kit.button(tr("Cancel"), self.close, role="dialog")
        self.does = kit.button(tr("Reveal"), self._reveal, role="dialog")
        self.does.setEnabled(False)
        self.answers(self.cancel, self.does)
        self.begins_at(self.reason)

    def _typed(self, text: str) -> None:
        """The notice holds the reason: it is another text with each letter."""
        self.show_notice(reveals.shown(self._pieces, text))
        self.does.setEnabled(bool(text.strip()))

    def _reveal(self) -> None:
        if self.guard.holding or not self.does.isEnabled():
            return
        self._enable(on=False)
        desk, pieces, reason = self.desk, self._pieces, self.reason.text()
        notice, latency_ms = self.notice, self.latency_ms
        desk.work.run(
            lambda told: reveals.reveal_all(desk.context(told), pieces, reason, notice, latency_ms),
            self._done,
            failed=self._not_done,
            owner=self,
        )

    def _done(self, entry: int) -> None:
        self.revealed.emit(entry)
        self.close()

    def _not_done(self, error: CountersignError) -> None:
        self._enable(on=True)
        self.failed(error)

    def _enable(self, *, on: bool) -> None:
        self.does.setEnabled(on)
        self.reason.setReadOnly(not on)
