"""A purpose of content in the settings: its switch, and what came of the last change.

Promise: on is asked first, in the words of the notice; off holds at once, asks nothing, and can be
put back for 10 s. Each change stands there with the entry that says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.operations import consents
from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes
from desktop_app.tray.presenters import keeping as presenter
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_grants import BACK_MS
from desktop_app.tray.views.keep_dialog import KeepDialog
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.errors import CountersignError
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.keeping import Row


class KeptRow(QWidget):
    """One purpose.

    Signals:
        changed(): it was given, refused, withdrawn or put back.
    """

    changed = Signal()

    def __init__(self, desk: Desk, row: Row) -> None:
        super().__init__()
        self._desk, self.row = desk, row
        self._ended: int | None = None  # the grant that can be put back
        self._dialog: KeepDialog | None = None
        theme = desk.theme
        self.setAccessibleName(row.title)
        self.setAccessibleDescription(row.text)
        self.switch = kit.Switch(theme, row.title)
        self.switch.clicked.connect(self._pressed)
        self._status = kit.label(theme, "", size=tokens.SMALL)
        self._icon = kit.icon(theme, "not-kept", "text3", 14)
        self.told = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.back = kit.button(tr("Put back"), self._put_back, role="link")
        self.back.setAccessibleName(tr("Put back: {title}", title=row.title))
        self._lay_out()
        self._late = QTimer(self, singleShot=True, interval=BACK_MS)
        self._late.timeout.connect(self._too_late)
        self._too_late()
        self.show_row(row)

    @property
    def waits(self) -> bool:
        """Whether it can be put back, or is being asked about."""
        return self._ended is not None or self._dialog is not None

    def show_row(self, row: Row) -> None:
        """Show what holds now."""
        self.row = row
        self.switch.setChecked(row.is_kept)
        self._status.setText(row.status)
        self._icon.show_icon(*(("kept", "ok") if row.is_kept else ("not-kept", "text3")))

    def tell(self, text: str, tone: str = "text2") -> None:
        """Say what came of a change."""
        self.told.setText(visible(text))
        self.told.setVisible(bool(text))
        kit.set_tone(self.told, tone)

    def _lay_out(self) -> None:
        theme, row = self._desk.theme, self.row
        said = kit.row(self._icon, gap=tokens.S2)
        said.addWidget(self._status, 1)
        texts = kit.column(
            kit.label(theme, row.title, weight=tokens.MEDIUM),
            paragraph(theme, row.text, size=tokens.SMALL, tone="text2"),
            said,
            gap=2,
        )
        line = QHBoxLayout()
        line.setSpacing(tokens.S5)
        line.addLayout(texts, 1)
        line.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        below = kit.row(gap=tokens.S2)
        below.addWidget(self.told, 1)
        below.addWidget(self.back)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, tokens.S3, 0, tokens.S3)
        whole.setSpacing(tokens.S1)
        whole.addLayout(line)
        whole.addLayout(below)

    def _pressed(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        """The switch shows what holds: on only once somebody said yes."""
        self.switch.setChecked(self.row.is_kept)
        if on:
            self._ask()
        elif self.row.grant is not None:
            self._withdraw(self.row.grant)

    def _ask(self) -> None:
        if self._dialog is not None:
            self._dialog.come_up()
            return
        self._dialog = KeepDialog(self._desk, self.row.purpose, parent=self.window())
        self._dialog.answered.connect(self._answered)
        self._dialog.closed.connect(self._closed)
        self._dialog.come_up()

    def _closed(self) -> None:
        self._dialog = None

    def _answered(self, kept: bool, entry: int) -> None:  # noqa: FBT001 - our signal
        self._dialog = None
        self._too_late()
        self._holds(entry if kept else None)
        self.tell(changes.recorded(entry))

    def _withdraw(self, grant: int) -> None:
        def done(answer: Mapping[str, JSON]) -> None:
            self._ended = grant
            self._holds(None)
            self.tell(changes.recorded(_entry(answer)))
            self.back.setVisible(True)
            self._late.start()

        verb, args = consents.REVOKE, consents.revoke(grant, confirmed=True)
        self._desk.link.call(verb, args, done, failed=self._failed, owner=self)

    def _put_back(self) -> None:
        ended = self._ended
        if ended is None:
            return

        def done(answer: Mapping[str, JSON]) -> None:
            self._too_late()
            self._holds(_entry(answer))
            self.tell(changes.recorded(_entry(answer)))
            self.switch.setFocus()

        verb, args = consents.PUT_BACK, consents.put_back(ended, confirmed=True)
        self._desk.link.call(verb, args, done, failed=self._failed, owner=self)

    def _holds(self, grant: int | None) -> None:
        """Show what was just changed, before the index has it."""
        now_us = self._desk.clock.now_us()
        known = (
            []
            if grant is None
            else [{"purpose": self.row.purpose, "seq": grant, "given_us": now_us}]
        )
        found = presenter.rows(known, now_us, states.kept_days(self._desk.link.state))
        self.show_row(next(row for row in found if row.purpose == self.row.purpose))
        self.changed.emit()

    def _failed(self, error: CountersignError) -> None:
        self._too_late()
        self.tell(f"{error.message} {error.hint}".strip(), "deny")

    def _too_late(self) -> None:
        self._ended = None
        self._late.stop()
        if self.back.hasFocus():
            self.switch.setFocus()
        self.back.setVisible(False)


def _entry(answer: Mapping[str, JSON]) -> int:
    entry = answer.get("entry")
    return entry if isinstance(entry, int) else -1
