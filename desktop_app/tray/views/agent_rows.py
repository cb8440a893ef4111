"""The rows of the Agents page: name, wiring, last heard, gate, and what one can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import agents as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph, scaled
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.presenters.agents import Action, Row
    from desktop_app.tray.theme import Theme

_AGENT, _WIRED, _HEARD = 170, 190, 110  # pixels at 100 %
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def heads(theme: Theme) -> QWidget:
    """Return the line above the rows."""
    words = (tr("Agent"), tr("Wired"), tr("Last heard"), tr("Its gate"))
    made = [kit.label(theme, word, size=tokens.CAPTION, tone="text2") for word in words]
    for label, width in zip(made, (_AGENT, _WIRED, _HEARD), strict=False):
        label.setFixedWidth(scaled(theme, width))
    line = kit.row(*made, None, gap=0)
    line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S2)
    return kit.boxed(kit.column(kit.boxed(line), kit.hairline(), gap=0))


class AgentRow(QFrame):
    """One row.

    Signals:
        asked(agent, deed): a button was pressed.
    """

    asked = Signal(str, str)

    def __init__(self, theme: Theme, row: Row, now_us: int) -> None:
        super().__init__()
        self._theme, self.row = theme, row
        self._heard = kit.label(theme, "", tone="text2")
        self._heard_us = row.heard_us
        self.buttons = [self._button(action) for action in row.actions]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(tokens.MARGIN, tokens.S2, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._first())
        for text in row.notes:
            note = paragraph(theme, text, size=tokens.SMALL, tone="text2")
            note.setContentsMargins(scaled(theme, _AGENT) + tokens.S6, 2, tokens.MARGIN, 2)
            whole.addWidget(note)
        whole.addSpacing(tokens.S2)
        whole.addWidget(kit.hairline())
        self.hear(row.heard_us, now_us)

    def hear(self, heard_us: int | None, now_us: int) -> None:
        """Say when it was last heard."""
        self._heard_us = max(heard_us or 0, self._heard_us or 0) or None
        self._heard.setText(presenter.heard(self._heard_us, now_us))
        self._heard.setToolTip(presenter.heard_tip(self._heard_us))
        self.setAccessibleName(presenter.spoken(self.row, self._heard_us, now_us))

    def _first(self) -> QHBoxLayout:
        theme, row = self._theme, self.row
        title = kit.label(theme, row.title, weight=tokens.SEMIBOLD)
        subtitle = kit.label(theme, row.subtitle, size=tokens.SMALL, tone="text2")
        name = kit.boxed(kit.column(title, subtitle, gap=0))
        name.setFixedWidth(scaled(theme, _AGENT))
        wired = kit.boxed(self._wired())
        wired.setFixedWidth(scaled(theme, _WIRED))
        self._heard.setFixedWidth(scaled(theme, _HEARD))
        gate = paragraph(theme, row.gate, tone="text2")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, tokens.MARGIN, 0)
        line.setSpacing(0)
        for part in (name, wired, self._heard):
            line.addWidget(part, 0, _MIDDLE)
        line.addWidget(gate, 1, _MIDDLE)
        for made in self.buttons:
            line.addSpacing(tokens.S2)
            line.addWidget(made, 0, _MIDDLE)
        return line

    def _wired(self) -> QHBoxLayout:
        row = self.row
        shape = kit.icon(self._theme, row.icon, row.tone, 16) if row.icon else QLabel()
        shape.setFixedSize(QSize(16, 16))
        word = paragraph(self._theme, row.wired, tone="text" if row.icon else "text2")
        line = kit.row(shape, gap=tokens.S2)
        line.addWidget(word, 1)
        return line

    def _button(self, action: Action) -> QWidget:
        made = kit.button(
            action.label,
            lambda: self.asked.emit(self.row.agent, action.deed),
            role="row",
            name=action.name,
        )
        made.setObjectName(action.deed)
        return made
