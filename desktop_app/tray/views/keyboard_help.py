"""F1: the keys of the page that is open, and those of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import keyboard
from desktop_app.tray.views import kit
from desktop_app.tray.views.overlay import Overlay
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.presenters.keyboard import Line
    from desktop_app.tray.theme import Theme

WIDTH = 640
_FEW = 3  # keys that are all named; of more in a row the first and the last


class KeyboardHelp(Overlay):
    """A card with keys.

    Args:
        theme: of the window.
        window: to lie over.
        page: its name, as `desk.Go.page` calls it.
        title: its title.
        pages: how many pages the navigation has.
    """

    def __init__(self, theme: Theme, window: QWidget, page: str, title: str, pages: int) -> None:
        super().__init__(theme, window, tr("Keyboard help"), "F1", WIDTH)
        self._theme = theme
        name = tr("Close")
        self.close_button = kit.button(
            "", self.close, role="icon", theme=theme, icon="close", name=name
        )
        heading = tr("Keyboard help")
        head = kit.row(
            kit.label(theme, heading, size=tokens.DETAIL, weight=tokens.SEMIBOLD),
            None,
            self.close_button,
        )
        head.setContentsMargins(tokens.S5, tokens.S3, tokens.S3, tokens.S3)
        self.lines.addLayout(head)
        self.lines.addWidget(kit.hairline())
        here = keyboard.of_page(page)
        parts = [(title, here)] if here else []
        self._body = self._table([*parts, (tr("Everywhere"), keyboard.everywhere(pages))])
        self._scroll = _Tall(theme, self._body, heading)
        self.lines.addWidget(self._scroll)

    def focus(self) -> None:
        """The keys, where arrows scroll them."""
        scrolls = self._scroll.focusPolicy() is Qt.FocusPolicy.TabFocus
        part = self._scroll if scrolls else self.close_button
        part.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """As high as its table, where the window is."""
        self._body.setFixedWidth(min(self._width, self._window.width() - 2 * tokens.S6) - 16)
        super().place()

    def _table(self, parts: Sequence[tuple[str, Sequence[Line]]]) -> QWidget:
        made = QWidget()
        made.setProperty("role", "surface")
        grid = QGridLayout(made)
        grid.setContentsMargins(tokens.S5, tokens.S2, tokens.S3, tokens.S4)
        grid.setHorizontalSpacing(tokens.S5)
        grid.setVerticalSpacing(tokens.S1 + 2)
        grid.setColumnStretch(1, 1)
        for heading, lines in parts:
            top = grid.rowCount()
            size, weight = tokens.CAPTION, tokens.SEMIBOLD
            label = kit.label(self._theme, heading, size=size, weight=weight, tone="text3")
            label.setContentsMargins(0, tokens.S2, 0, 0)
            grid.addWidget(label, top, 0, 1, 2)
            for number, line in enumerate(lines, top + 1):
                keys, does = self._line(line)
                grid.addWidget(keys, number, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(does, number, 1, Qt.AlignmentFlag.AlignTop)
        return made

    def _line(self, line: Line) -> tuple[QLabel, QLabel]:
        keys = kit.label(self._theme, shown(line.keys), weight=tokens.MEDIUM)
        does = kit.label(self._theme, line.does, tone="text2", wrap=True)
        return keys, does


def shown(keys: Sequence[str]) -> str:
    """Return keys as this system writes them: `Ctrl+1 … Ctrl+4`, `Ctrl+F, /`."""
    form = QKeySequence.SequenceFormat.NativeText
    native = [QKeySequence(key).toString(form) for key in keys]
    if len(native) > _FEW and native[0].startswith(native[-1][:-1]):
        return tr("{first} to {last}", first=native[0], last=native[-1])
    return ", ".join(native)


class _Tall(Scroll):
    """As high as what is in it, where there is room."""

    def __init__(self, theme: Theme, body: QWidget, name: str) -> None:
        super().__init__(theme, body, name)
        self._body = body

    def sizeHint(self) -> QSize:
        """All of it."""
        body = self._body
        return QSize(body.width(), max(body.heightForWidth(body.width()), body.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(0, 0)
