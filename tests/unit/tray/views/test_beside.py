"""Two parts side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.tray.views.beside import Beside

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


def beside(desk: Desk, qtbot) -> Beside:
    """Return a wide one with both parts."""
    made = Beside(desk.paths, "test/second", 340)
    qtbot.addWidget(made)
    made.addWidget(QWidget())
    made.resize(1_588, 400)
    made.show()
    made.put(QWidget())
    return made


def test_a_width_is_remembered_until_a_double_click(empty_desk: Desk, qtbot) -> None:
    """In the next window, too."""
    first = beside(empty_desk, qtbot)
    assert first.sizes()[1] == 340
    first.moveSplitter(1_000, 1)
    first.splitterMoved.emit(1_000, 1)
    assert first.sizes()[1] == 587
    again = beside(empty_desk, qtbot)
    assert again.sizes()[1] == 587
    qtbot.mouseDClick(again.handle(1), Qt.MouseButton.LeftButton)
    assert again.sizes()[1] == 340
    assert beside(empty_desk, qtbot).sizes()[1] == 340


def test_a_spoilt_width_is_not_believed(empty_desk: Desk, qtbot) -> None:
    """The file may have been edited."""
    beside(empty_desk, qtbot)
    file = empty_desk.paths.config_dir / "windows.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[test]\nsecond=99999999999\n")
    assert beside(empty_desk, qtbot).sizes()[1] == 340
