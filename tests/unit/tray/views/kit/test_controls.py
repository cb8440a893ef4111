"""tray.views.kit.controls: the switch, segments and the search field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_the_switch_is_a_check_box_that_space_and_enter_turn(theme, qtbot):
    """And a click."""
    made = kit.Switch(theme, "Local-only mode")
    qtbot.addWidget(made)
    made.show()
    for act in (
        lambda: qtbot.keyClick(made, Qt.Key.Key_Space),
        lambda: qtbot.keyClick(made, Qt.Key.Key_Return),
        lambda: qtbot.mouseClick(made, Qt.MouseButton.LeftButton),
    ):
        before = made.isChecked()
        act()
        assert made.isChecked() is not before
    assert made.accessibleName() == "Local-only mode"
    assert not made.grab().isNull()


def test_segments_hold_one_word(qtbot):
    """Chosen by a click, told by index."""
    made = kit.Segments(["Clock", "Fold waits"])
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.chosen) as told:
        made._group.button(1).click()
    assert told.args == [1]
    assert made.current() == 1
    made.choose(0)
    made.word(0, "Time")
    assert made.current() == 0


def test_a_search_field_empties_on_escape(theme, qtbot):
    """The first Esc; the next one is the page's."""
    made = kit.SearchField(theme, "Search runs")
    qtbot.addWidget(made)
    made.setText("words")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.text() == ""
    qtbot.keyClick(made, Qt.Key.Key_Escape)
