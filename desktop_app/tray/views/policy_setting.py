"""What the Settings page says of the policy: which one is in force, what is wrong, the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.operations.policy_text import MANAGED, OURS, OWN
from desktop_app.tray import tokens
from desktop_app.tray.presenters import policy
from desktop_app.tray.views import kit
from desktop_app.tray.views.policy_band import PolicyBand
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State


class PolicySetting(QWidget):
    """A part of the page; the rules themselves are changed in a file.

    Attributes:
        band: what is wrong with the person's file.
        own, ours, managed: show the texts.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.band = PolicyBand(desk)
        self._said = paragraph(theme, "", size=tokens.SMALL, tone="text2", select=True)
        self.own = kit.button(tr("Show yours"), lambda: self._show_text(OWN))
        self.ours = kit.button(tr("Show Countersign's own"), lambda: self._show_text(OURS))
        self.managed = kit.button(tr("Show the administrator's"), lambda: self._show_text(MANAGED))
        title = kit.label(theme, tr("What agents may do"), weight=tokens.MEDIUM)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, tokens.S3, 0, tokens.S3)
        lines.setSpacing(tokens.S2)
        lines.addWidget(title)
        lines.addWidget(self._said)
        lines.addWidget(self.band)
        lines.addLayout(kit.row(self.own, self.managed, self.ours, None, gap=tokens.S2))
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def _show(self, state: State) -> None:
        self._said.setText(policy.in_force(state))
        self.own.setVisible(policy.has_own(state))
        self.managed.setVisible(policy.has_managed(state))

    def _show_text(self, file: str) -> None:
        self._desk.go.policy.emit(file, 0, "")
