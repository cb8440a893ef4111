"""A band while the person's policy cannot be used: the mistake, what holds, the way to the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from desktop_app.operations.policy_text import OWN
from desktop_app.tray import tokens
from desktop_app.tray.presenters import policy
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State


class PolicyBand(QFrame):
    """Hidden while all is well."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: policy.Broken | None = None
        theme = desk.theme
        self.setProperty("role", "band")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._text = kit.label(theme, "", wrap=True, select=True)
        self.button = kit.button(tr("Open"), self._open, role="row")
        self.button.setAccessibleName(tr("Open the policy"))
        title = kit.label(theme, tr("Policy"), weight=tokens.SEMIBOLD, tone="deny")
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S2)
        line.setSpacing(tokens.S3)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(kit.icon(theme, "warning", "deny", 20), 0, top)
        line.addWidget(title, 0, top)
        line.addWidget(self._text, 1)
        line.addWidget(self.button, 0, top)
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def _show(self, state: State) -> None:
        found = policy.broken(state)
        if found is not None and found != self._shown:
            said = f"{found.sentence} {found.kept}"
            self._text.setText(said)
            self.setAccessibleName(said)
        self._shown = found
        self.setVisible(found is not None)

    def _open(self) -> None:
        if self._shown is not None:
            self._desk.go.policy.emit(OWN, self._shown.line, "")
