"""What a rollback did, what it left alone and why, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.emptying import empty
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.theme import Theme


class ResultView(QWidget):
    """Shows one result.

    Attributes:
        back: the button that undoes it.

    Signals:
        undo(entry): the person wants this rollback undone.
    """

    undo = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._entry = theme, -1
        self.back = kit.button(
            tr("Undo this rollback…"), lambda: self.undo.emit(self._entry), role="dialog"
        )
        self._inside = kit.column(gap=tokens.S2)
        box = kit.boxed(self._inside, "surface")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(tokens.S4)
        lines.addWidget(Scroll(theme, box, tr("What was done")), 1)
        lines.addLayout(kit.row(self.back, None))

    def show_outcome(self, title: str, left: Sequence[str], after: str, entry: int) -> None:
        """Show what was done.

        Args:
            title: in numbers.
            left: a line for each path or ref that was left alone.
            after: what holds now.
            entry: of the `rollback`.
        """
        self._entry = entry
        theme = self._theme
        empty(self._inside)
        icon, tone = ("warning", "ask") if left else ("check", "ok")
        heading = kit.label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD, wrap=True)
        head = kit.row(kit.icon(theme, icon, tone, 18), heading)
        head.setStretch(1, 1)
        self._inside.addLayout(head)
        for line in left:
            made = kit.label(
                theme, line, size=tokens.SMALL, tone="text2", fixed=True, wrap=True, select=True
            )
            self._inside.addWidget(made)
        self._inside.addWidget(paragraph(theme, after, tone="text2", select=True))
        self._inside.addStretch(1)
