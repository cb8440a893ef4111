"""The foot of the dialog: the lines about the deadline and a role, and the answers.

Deny and its reason stand left, what allows stands right, and the gap between them never shrinks
below 24 px: with wide fonts the window grows. No answer is coloured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_dialog.role import RoleLine
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from desktop_app.tray.theme import Theme

GAP = tokens.S6
MAX_REASON = 500  # as the recorder takes


class Foot(QWidget):
    """Deadline, answers, and the line for a reason.

    Signals:
        answered(kind): "deny", "once", "run" or "grant"; for "deny" `reason` goes along.
        more(open): show or hide what may be allowed for longer.
        closed(): the question is over, and read.
    """

    answered = Signal(str)
    more = Signal(bool)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._may_allow = True
        self._may_run = self._may_more = False
        self._icon = kit.icon(theme, "clock", "text2", 16)
        self._line = paragraph(theme, "", tone="text2")
        self._deadline = kit.boxed(kit.row(self._icon, self._line, gap=tokens.S3))
        self._deadline.layout().setStretch(1, 1)  # type: ignore[union-attr] # a row, made above
        self.reason = QLineEdit()
        self.reason.setMaxLength(MAX_REASON)
        self.reason.setPlaceholderText(tr("Reason, told to the agent"))
        self.reason.setAccessibleName(tr("Reason, told to the agent"))
        self.reason.returnPressed.connect(lambda: self.answered.emit("deny"))
        self.deny = self._button(tr("Deny"), lambda: self.answered.emit("deny"))
        self.with_reason = self._button(tr("Deny with reason…"), self._open_reason)
        self.role = RoleLine(theme)
        self.role.entered.connect(self._once)
        self.once = self._button(tr("Allow once"), self._once)
        self.run = self._button(tr("Allow for this run"), lambda: self.answered.emit("run"))
        self.widen = self._button(tr("Allow more"), lambda: self.more.emit(True))  # noqa: FBT003
        self.widen.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the mark stands behind
        theme.keep_icon(self.widen, "expand", "text2", 12)
        self.back = self._button(tr("Back"), lambda: self.more.emit(False))  # noqa: FBT003
        self.grant = self._button(tr("Allow as set above"), lambda: self.answered.emit("grant"))
        self.close_over = self._button(tr("Close"), self.closed.emit)
        self._answers = kit.row(self.deny, self.with_reason, GAP, None, gap=tokens.S3)
        for made in (self.once, self.run, self.widen, self.back, self.grant, self.close_over):
            self._answers.addWidget(made)
        lines = kit.column(self._deadline, self.reason, self.role, self._answers, gap=tokens.S3)
        lines.setContentsMargins(tokens.S6, tokens.S3, tokens.S6, tokens.S5)
        self._box = kit.boxed(lines, "window")
        self.setLayout(kit.column(kit.hairline(), self._box, gap=0))

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """All of them, in tab order."""
        denying = (self.deny, self.with_reason)
        return (*denying, self.once, self.run, self.widen, self.back, self.grant, self.close_over)

    def offer(self, *, run: bool, more: bool, role: str = "", held: bool = True) -> None:
        """Show the answers that a question has; `held`: somebody holds the role it needs."""
        self._may_allow, self._may_run, self._may_more = held, run, more
        self.role.offer(role, held=held)
        self.reason.clear()
        self.reason.setVisible(False)
        self.widened(is_open=False)
        for made in (self.deny, self.with_reason):
            made.setVisible(True)
        self.close_over.setVisible(False)

    def widened(self, *, is_open: bool) -> None:
        """Show the answers that belong to what is open."""
        self.once.setVisible(not is_open and self._may_allow)
        self.run.setVisible(not is_open and self._may_run)
        self.widen.setVisible(not is_open and self._may_more)
        self.back.setVisible(is_open)
        self.grant.setVisible(is_open)
        self._answers.invalidate()  # Qt forgets only what lies directly in a widget's layout,
        self._box.updateGeometry()  # and would measure all answers until events were looked at

    def over(self, sentence: str) -> None:
        """Nothing is left to answer."""
        for made in self.buttons:
            made.setVisible(made is self.close_over)
        self.reason.setVisible(False)
        self.role.setVisible(False)
        self.deadline(sentence, counts=False, icon="missed")

    def read_only(self, sentence: str) -> None:
        """It is shown again."""
        self.over(sentence)
        self.deadline(sentence, counts=False, icon="info")

    def deadline(self, sentence: str, *, counts: bool, icon: str = "clock") -> None:
        """Say until when the agent waits; only the text changes while it counts."""
        if self._line.text() != sentence:
            self._line.setText(sentence)
        self._deadline.setVisible(bool(sentence))
        if counts:
            self._icon.show_icon("warning", "ask")
        else:
            self._icon.show_icon(icon, "text2")
        kit.set_tone(self._line, "text" if counts else "text2")

    def faint(self, *, faint: bool) -> None:
        """Draw the labels faint while a press does nothing."""
        for made in self.buttons:
            if made.property("faint") != faint:
                made.setProperty("faint", faint)
                made.style().unpolish(made)
                made.style().polish(made)

    def _once(self) -> None:
        """Where a passphrase is needed and missing, lead there."""
        if self.role.is_missing:
            self.role.field.setFocus()
        else:
            self.answered.emit("once")

    def _open_reason(self) -> None:
        self.reason.setVisible(True)
        self.reason.setFocus()

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        made = kit.button(text, act, role="dialog")
        made.setMinimumHeight(tokens.DIALOG_CONTROL)
        return made
