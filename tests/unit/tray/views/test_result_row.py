"""A line of quick open: by whom and when stays whole, what does not fit is elided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.tray.item_models.results import Results
from desktop_app.tray.presenters.quick_open import Do, Group, Item
from desktop_app.tray.views.result_row import ResultRow

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui

LONG = Item(Group.FILES, "file-edit", "~/work/" + "deep/" * 80 + "a.txt", "Codex", Do("verify"))


def painted(theme: Theme, row: int, state: QStyle.StateFlag) -> QImage:
    """Paint a row of 500 x 32 pixels."""
    results = Results()
    results.show([LONG])
    image = QImage(500, 32, QImage.Format.Format_ARGB32)
    image.fill(theme.colour("surface"))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 500, 32)
    option.state = state
    painter = QPainter(image)
    ResultRow(theme).paint(painter, option, results.index(row, 0))
    painter.end()
    return image


def test_a_chosen_line_has_its_ground(theme: Theme) -> None:
    """And one under the pointer another; edges stay free."""
    for state, token in (
        (QStyle.StateFlag.State_Selected, "selected"),
        (QStyle.StateFlag.State_MouseOver, "hover"),
        (QStyle.StateFlag.State_None, "surface"),
    ):
        image = painted(theme, 1, state)
        assert QColor(image.pixel(16, 3)) == theme.colour(token)
        assert QColor(image.pixel(3, 16)) == theme.colour("surface")


def test_a_long_title_leaves_the_detail_its_room(theme: Theme) -> None:
    """Nothing is painted between them, however long the title."""
    image = painted(theme, 1, QStyle.StateFlag.State_None)
    detail = painted_width(theme, "Codex")
    gap = range(500 - 18 - detail - 12, 500 - 18 - detail - 4)
    ground = theme.colour("surface")
    assert all(QColor(image.pixel(x, y)) == ground for x in gap for y in range(32))


def painted_width(theme: Theme, text: str) -> int:
    """Return how wide a detail is."""
    from PySide6.QtGui import QFontMetrics  # noqa: PLC0415

    return QFontMetrics(theme.font(12 / 13)).horizontalAdvance(text)


def test_lines_are_high_enough_for_a_finger_and_their_font(theme: Theme) -> None:
    """Items 32 pixels at least, headings 24."""
    results = Results()
    results.show([LONG])
    row = ResultRow(theme)
    heights = [row.sizeHint(QStyleOptionViewItem(), results.index(n, 0)).height() for n in (0, 1)]
    assert heights[0] >= 24
    assert heights[1] >= 32
