"""The line above a run's evidence: what of it is kept, and the way to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.evidence import strip


class Band(QFrame):
    """A sentence and two buttons.

    Args:
        desk: the tray's parts.
        word: of the button that asks to look.

    Attributes:
        look, away: the buttons.
        line: the layout, for more between text and buttons.
    """

    def __init__(self, desk: Desk, word: str) -> None:
        super().__init__()
        self._text = paragraph(desk.theme, "", size=tokens.SMALL, tone="text2")
        self.look = kit.button(word, role="row", theme=desk.theme, icon="reveal")
        self.away = kit.button(tr("Put away"), role="row")
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, 0)
        self.line.setSpacing(tokens.S2)
        self.line.addWidget(self._text, 1)
        self.line.addWidget(self.look)
        self.line.addWidget(self.away)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_band(self, told: strip.Band) -> None:
        """Show another state."""
        self._text.setText(told.text)
        self.look.setVisible(told.opens > 0)
        self.away.setVisible(told.shown)
