"""The right side of the export window: what the bundle will say, and what it says is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.views import kit
from desktop_app.tray.views.emptying import empty
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.presenters.export import Item
    from desktop_app.tray.theme import Theme


class ExportSaid(Scroll):
    """Two lists of items."""

    def __init__(self, theme: Theme) -> None:
        self._lines = QVBoxLayout()
        super().__init__(theme, kit.boxed(self._lines, "window"), tr("What the bundle will say"))
        self._theme = theme
        self._showing: object = None
        self.setMinimumWidth(300)
        self._lines.setContentsMargins(tokens.S5, tokens.S6, tokens.S5, tokens.S5)
        self._lines.setSpacing(tokens.S3)

    def show_items(self, said: Sequence[Item], missing: Sequence[Item]) -> None:
        """Show both lists."""
        if (showing := (tuple(said), tuple(missing))) == self._showing:
            return
        self._showing = showing
        empty(self._lines)
        self._list(tr("What the bundle will say"), said)
        self._lines.addSpacing(tokens.S1)
        self._lines.addWidget(kit.hairline())
        self._lines.addSpacing(tokens.S1)
        self._list(tr("What it will say is missing"), missing)
        self._lines.addStretch(1)

    def tell(self, text: str) -> None:
        """Show a sentence instead: there is nothing to export, or it cannot be read."""
        self._showing = text
        empty(self._lines)
        self._lines.addWidget(kit.label(self._theme, text, tone="text2", wrap=True, select=True))
        self._lines.addStretch(1)

    def _list(self, title: str, items: Sequence[Item]) -> None:
        self._lines.addWidget(kit.label(self._theme, title, weight=tokens.SEMIBOLD))
        for item in items:
            self._lines.addWidget(self._item(item))

    def _item(self, item: Item) -> QWidget:
        theme = self._theme
        words = kit.column(kit.label(theme, item.title, weight=tokens.MEDIUM, wrap=True), gap=2)
        if item.text:
            words.addWidget(kit.label(theme, item.text, size=tokens.SMALL, tone="text2", wrap=True))
        line = kit.row(gap=tokens.S3)
        shape = kit.icon(theme, item.icon, item.tone, 16)
        line.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        made = kit.boxed(line)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        made.setAccessibleName(f"{item.title}. {item.text}")
        return made
