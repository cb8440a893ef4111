"""Where the cards of the page Integrity stand: in one column, two or three, by its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from desktop_app.tray import tokens
from desktop_app.tray.views.texts import at_least

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from desktop_app.tray.theme import Theme

ONE_COLUMN, THREE_COLUMNS = 900, 1280  # page widths from which on there are two, or three


class CardGrid(QGridLayout):
    """Holds cards by name; the names are those of `_PLACES`.

    Attributes:
        columns: how many there are now; 0 before the first `arrange`.
    """

    def __init__(self, theme: Theme, cards: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._theme, self._cards = theme, cards
        self.columns = 0
        self.setSpacing(tokens.S4)

    def arrange(self, width: int) -> bool:
        """Take the places for a page of a width; True where they are others than before."""
        columns = 1 + sum(width >= at_least(self._theme, w) for w in (ONE_COLUMN, THREE_COLUMNS))
        if columns == self.columns:
            return False
        self.columns = columns
        for card in self._cards.values():
            self.removeWidget(card)  # an item that is taken lives on, and the next asks no anew
        for at in range(3):
            self.setColumnStretch(at, 1 if at < columns else 0)
        for name, row, column, rows in _PLACES[columns]:
            self.addWidget(self._cards[name], row, column, rows, 1)
        return True


# By number of columns: (card, row, column, rows).
_PLACES: dict[int, tuple[tuple[str, int, int, int], ...]] = {
    1: (
        ("outside", 0, 0, 1),
        ("key", 1, 0, 1),
        ("history", 2, 0, 1),
        ("epochs", 3, 0, 1),
        ("disk", 4, 0, 1),
        ("vault", 5, 0, 1),
        ("limits", 6, 0, 1),
    ),
    2: (
        ("outside", 0, 0, 1),
        ("limits", 0, 1, 1),
        ("key", 1, 0, 1),
        ("history", 1, 1, 1),
        ("epochs", 2, 0, 1),
        ("disk", 2, 1, 1),
        ("vault", 3, 0, 1),
    ),
    3: (
        ("outside", 0, 0, 1),
        ("key", 1, 0, 1),
        ("limits", 0, 1, 1),
        ("epochs", 1, 1, 1),
        ("history", 0, 2, 2),
        ("disk", 2, 0, 1),
        ("vault", 2, 1, 1),
    ),
}
