"""Cards take their places by the width of the page, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.tray.views.integrity_grid import ONE_COLUMN, THREE_COLUMNS, CardGrid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
NAMES = ("outside", "key", "history", "epochs", "disk", "vault", "limits")


@pytest.fixture
def cards() -> dict[str, QWidget]:
    """One label for each."""
    return {name: QLabel(name) for name in NAMES}


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme, cards: dict[str, QWidget]) -> Iterator[CardGrid]:
    """In a widget of its own, not arranged yet."""
    holder = QWidget()
    qtbot.addWidget(holder)
    made = CardGrid(theme, cards)
    holder.setLayout(made)
    yield made
    holder.close()


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (ONE_COLUMN - 1, 1),
        (ONE_COLUMN, 2),
        (THREE_COLUMNS - 1, 2),
        (THREE_COLUMNS, 3),
    ],
)
def test_each_card_has_one_place(
    grid: CardGrid, cards: dict[str, QWidget], width: int, columns: int
) -> None:
    """In as many columns as the width has room for; none lies over another."""
    assert grid.arrange(width)
    assert grid.columns == columns
    assert grid.count() == len(cards)
    taken: set[tuple[int, int]] = set()
    for card in cards.values():
        row, column, rows, wide = grid.getItemPosition(grid.indexOf(card))  # type: ignore[misc]  # PySide's stubs
        assert (column < columns, wide) == (True, 1)
        here = {(row + more, column) for more in range(rows)}
        assert not here & taken
        taken |= here


def test_it_is_told_when_places_change(grid: CardGrid, cards: dict[str, QWidget]) -> None:
    """The same width again, or another of as many columns, moves nothing."""
    assert grid.arrange(THREE_COLUMNS)
    assert not grid.arrange(THREE_COLUMNS + 500)
    assert grid.arrange(ONE_COLUMN)
    assert grid.count() == len(cards)
    assert [grid.columnStretch(at) for at in range(3)] == [1, 1, 0]
