"""Facts beside what is shown, as wide as they were left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.tray.views.evidence.facts_panel import FactsPanel
from desktop_app.tray.views.evidence.sides import FACTS, Sides

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


def make(desk: Desk, qtbot: QtBot, wide: int) -> Sides:
    """Return it in a window of a width."""
    made = Sides(desk, QWidget(), FactsPanel(desk))
    qtbot.addWidget(made)
    made.resize(wide, 700)
    made.show()
    made.fit(wide)
    return made


def test_three_layouts(empty_desk: Desk, qtbot: QtBot) -> None:
    """Below in a narrow window; the wide one is told."""
    sides = make(empty_desk, qtbot, 1280)
    assert sides.sizes()[1] == pytest.approx(FACTS["middle"], abs=2)
    assert sides.fit(900) is False
    assert sides.orientation() is Qt.Orientation.Vertical
    assert sides.fit(1800) is True
    assert sides.orientation() is Qt.Orientation.Horizontal


def test_each_layout_remembers_where_the_line_was(empty_desk: Desk, qtbot: QtBot) -> None:
    """In another window, too."""
    sides = make(empty_desk, qtbot, 1280)
    sides.setSizes([800, 480])
    sides.splitterMoved.emit(800, 1)
    again = make(empty_desk, qtbot, 1280)
    assert again.sizes()[1] == pytest.approx(480, abs=2)
    again.fit(1800)
    assert again.sizes()[1] == pytest.approx(FACTS["wide"], abs=2)
