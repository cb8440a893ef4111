"""The choices of the first start: which content is kept, each by itself; none is preset.

Promise: what is given is what stood there whole when it was chosen, and no other purpose with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import first_start as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.keep_choice import KeepChoice

if TYPE_CHECKING:
    from desktop_app.host.notices import Notice
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State


class Wanted(NamedTuple):
    """One consent that is to be given: to which text, and how long it was shown."""

    purpose: str
    notice: Notice
    latency_ms: int


class KeepChoices(QWidget):
    """One choice below the other.

    Attributes:
        choices: by purpose.

    Signals:
        opened(choice): its notice was not to be seen before.
    """

    opened = Signal(object)

    def __init__(self, desk: Desk, *, copies: bool) -> None:
        """`copies`: whether files are copied on this system at all."""
        super().__init__()
        self.choices: dict[str, KeepChoice] = {}
        lines = kit.column(gap=tokens.S4)
        for asked in presenter.choices(copies=copies):
            if self.choices:
                lines.addWidget(kit.hairline())
            made = KeepChoice(desk, *asked)
            made.opened.connect(lambda made=made: self.opened.emit(made))
            self.choices[asked.purpose] = made
            lines.addWidget(made)
        self.setLayout(lines)

    def wanted(self) -> list[Wanted]:
        """Return what the person chose to keep and did not allow yet."""
        return [
            Wanted(made.purpose, made.notice, made.latency_ms)
            for made in self.choices.values()
            if made.wanted
        ]

    def settle(self, state: State) -> None:
        """Say of what is kept already that it is."""
        for made in self.choices.values():
            if presenter.keeps(state, made.purpose):
                made.settle(presenter.kept_already())
