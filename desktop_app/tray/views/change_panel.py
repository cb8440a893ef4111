"""A change to an agent's config, shown whole before it is made; then what came of it, in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes
from desktop_app.tray.views import kit
from desktop_app.tray.views.check_box import CheckBox
from desktop_app.tray.views.diff_view import DiffView
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from desktop_app.agents.catalog import Agent
    from desktop_app.errors import CountersignError
    from desktop_app.operations.agents_setup import Change
    from desktop_app.tray.theme import Theme


class ChangePanel(QFrame):
    """Shows one change and asks whether to make it.

    Signals:
        accepted(): make it.
        asking(bool): show another: of a set-up that is asked about, or only recorded.
        dismissed(): the person looks at it no longer.
    """

    accepted = Signal()
    asking = Signal(bool)
    dismissed = Signal()

    def __init__(self, theme: Theme, agent: Agent, change: Change) -> None:
        super().__init__()
        self._theme, self._agent, self.change = theme, agent, change
        self._note = kit.label(theme, changes.note(change), size=tokens.SMALL, tone="text2")
        title = kit.label(theme, changes.heading(change, agent.title), weight=tokens.SEMIBOLD)
        self.setAccessibleName(title.text())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(tokens.MARGIN, tokens.S6, tokens.MARGIN, tokens.S6)
        self._lines.setSpacing(tokens.S3)
        self._lines.addLayout(kit.row(title, None, self._note))
        diff = changes.lines(change.diff)
        self.view = DiffView(theme, changes.place(change.config, str(Path.home())), diff)
        self._lines.addWidget(self.view)
        self.asks: CheckBox | None = None
        if change.hooks is not None:
            self.asks = CheckBox(theme, tr("Ask me before its tools"))
            self.asks.setChecked(change.hooks)
            self.asks.toggled.connect(self.asking)
            self._lines.addWidget(self.asks)
        for text in changes.warnings(change):
            self._lines.addLayout(self._sentence(text, "warning", "ask"))
        self._buttons = kit.boxed(self._row(theme, nothing=not diff))
        self._lines.addWidget(self._buttons)
        self._result: QWidget | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def working(self) -> None:
        """It is being made."""
        self._clear()
        for made in filter(None, (self.make, self.cancel, self.asks)):
            made.setEnabled(False)
        self.make.setText(tr("Making them…"))

    def failed(self, error: CountersignError) -> None:
        """It was not made: what went wrong, and what to do; it can be tried again."""
        for made in filter(None, (self.make, self.cancel, self.asks)):
            made.setEnabled(True)
        self.make.setText(tr("Try again"))
        self.make.setFocus()
        hint = [visible(error.hint)] if error.hint else []
        self._tell([visible(error.message), *hint], "error", "deny")

    def done(self, told: Sequence[str]) -> None:
        """It was made: sentences that say so."""
        self._note.setVisible(False)
        self._buttons.setVisible(False)
        if self.asks is not None:
            self.asks.setVisible(False)
        self._tell(told, "check", "ok")
        self.setFocus()  # its buttons are gone; Esc puts it away

    def _row(self, theme: Theme, *, nothing: bool) -> QHBoxLayout:
        word = tr("Set up anyway") if nothing else tr("Make these changes")
        self.make = kit.button(word, self.accepted.emit, role="primary")
        self.copy = kit.button(tr("Copy as text"), lambda: kit.copy_text(self.change.diff))
        self.cancel = kit.button(tr("Cancel"), self.dismissed.emit)
        after = paragraph(theme, changes.after(self.change), size=tokens.SMALL, tone="text2")
        line = kit.row(self.make, self.copy, self.cancel, tokens.S5, gap=tokens.S2)
        line.addWidget(after, 1)
        return line

    def _sentence(self, text: str, icon: str, tone: str) -> QHBoxLayout:
        words = paragraph(self._theme, text, select=True)
        line = kit.row(kit.icon(self._theme, icon, tone, 16), gap=tokens.S2)
        line.addWidget(words, 1)
        return line

    def _tell(self, sentences: Sequence[str], icon: str, tone: str) -> None:
        self._clear()
        lines = kit.column(self._sentence(sentences[0], icon, tone), gap=tokens.S1)
        for text in sentences[1:]:
            line = paragraph(self._theme, text, size=tokens.SMALL, tone="text2")
            line.setContentsMargins(tokens.S6, 0, 0, 0)
            lines.addWidget(line)
        self._result = kit.boxed(lines)
        self._lines.addWidget(self._result)

    def _clear(self) -> None:
        if self._result is not None:
            self._result.setParent(None)
            self._result.deleteLater()
            self._result = None
