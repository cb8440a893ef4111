"""A short table: heads, cells, cut texts with all of them in the tool tip."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.tray.views.rows import Cell, Column, Rows
from tests.fakes.seen import texts

pytestmark = pytest.mark.gui
COLUMNS = (Column("When", 60), Column("Number", 60, right=True), Column("What"))


def test_rows_take_the_place_of_earlier_ones(qtbot, theme):
    """Nothing of them is left."""
    table = Rows(theme, COLUMNS, "Verdicts")
    qtbot.addWidget(table)
    table.fill([[Cell("a"), Cell("1", "sealed", "ok"), Cell("long")]])
    table.fill([[Cell("b"), Cell("2"), Cell("short")]])
    table.show()
    qtbot.waitUntil(lambda: texts(table) == ["When", "Number", "What", "b", "2", "short"])


def test_a_long_text_is_cut_and_told_in_full(qtbot, theme):
    """By tool tip; a row's cells are one accessible text."""
    table = Rows(theme, COLUMNS, "Verdicts")
    qtbot.addWidget(table)
    long = "a very long sentence that no narrow window has room for " * 3
    table.resize(360, 100)
    table.fill([[Cell("b"), Cell("2"), Cell(long, full=f"{long}.")]])
    table.show()
    cells = [one for one in table.findChildren(QLabel) if one.accessibleName()]
    qtbot.waitUntil(lambda: cells[-1].text().endswith("…"))
    assert cells[-1].toolTip() == long
    assert cells[0].accessibleName() == f"b, 2, {long}."
    table.resize(4000, 100)
    qtbot.waitUntil(lambda: cells[-1].text() == long)


def test_no_heads_no_line_for_them(qtbot, theme):
    """A table of facts alone."""
    table = Rows(theme, (Column(width=40), Column()), "x")
    qtbot.addWidget(table)
    table.fill([[Cell("a"), Cell("b")]])
    table.show()
    qtbot.waitUntil(lambda: texts(table) == ["a", "b"])
