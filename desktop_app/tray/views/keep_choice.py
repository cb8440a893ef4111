"""The choice at the first start: keep content of a purpose, or not; not is preset.

Promise: the notice stands there whole as soon as keeping is chosen, and is what the consent is to;
nothing is given before the page's own button is pressed.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop_app.operations import keeping
from desktop_app.tray import tokens
from desktop_app.tray.presenters import keeping as presenter
from desktop_app.tray.presenters import state as states
from desktop_app.tray.views import kit
from desktop_app.tray.views.choices import RadioButton
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk


class KeepChoice(QWidget):
    """Two radio buttons and the notice.

    Signals:
        opened(): the notice was not to be seen before.

    Attributes:
        notice: whose text it is.
        no, yes: the buttons.
    """

    opened = Signal()

    def __init__(self, desk: Desk, purpose: str, title: str, text: str) -> None:
        super().__init__()
        days = states.kept_days(desk.link.state)
        self.purpose, self.notice = purpose, keeping.shown(purpose, days)
        self._since = time.monotonic()
        self._settled = False
        theme = desk.theme
        self.no = RadioButton(theme, tr("Do not keep"))
        self.yes = RadioButton(theme, tr("Keep for {days} days", days=days))
        self.no.setAccessibleDescription(text)
        self.yes.setAccessibleDescription(text)
        self._group = QButtonGroup(self)
        for made in (self.no, self.yes):
            self._group.addButton(made)
        self.no.setChecked(True)
        self.yes.toggled.connect(self._toggled)
        self._said = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self._said.hide()
        words = kit.column(
            kit.label(theme, title, weight=tokens.SEMIBOLD),
            paragraph(theme, text, size=tokens.SMALL, tone="text2"),
            None,
            gap=tokens.S1,
        )
        line = kit.row(gap=tokens.S8)
        line.addLayout(words, 1)
        answers = kit.column(self.no, self.yes, self._said, gap=tokens.S1)
        line.addLayout(answers)
        line.setAlignment(answers, Qt.AlignmentFlag.AlignTop)
        self.words = self._notice(desk)
        self.words.hide()
        self.setLayout(kit.column(line, self.words, gap=tokens.S3))

    @property
    def wanted(self) -> bool:
        """Whether the person chose to keep, and that is not given yet."""
        return self.yes.isChecked() and not self._settled

    @property
    def latency_ms(self) -> int:
        """How long the notice is shown."""
        return round((time.monotonic() - self._since) * 1000)

    def settle(self, sentence: str) -> None:
        """Say that it is given; there is nothing to choose here any more."""
        self._settled = True
        self._said.setText(sentence)
        self._said.show()
        for made in (self.no, self.yes, self.words):
            made.hide()

    def _notice(self, desk: Desk) -> QWidget:
        shown = presenter.asked(self.notice)
        card = kit.Card(desk.theme, shown.title)
        for text in shown.lines:
            line = paragraph(desk.theme, text, size=tokens.SMALL, tone="text2", select=True)
            card.body.addWidget(line)
        card.setAccessibleDescription(shown.spoken)
        return card

    def _toggled(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.words.setVisible(on)
        if on:
            self._since = time.monotonic()
            self.opened.emit()
