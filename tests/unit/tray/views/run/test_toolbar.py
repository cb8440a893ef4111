"""The controls over the waterfall."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.tray.views.run.toolbar import Toolbar

pytestmark = pytest.mark.gui


@pytest.fixture
def tools(theme, qtbot) -> Toolbar:
    """The toolbar, shown."""
    made = Toolbar(theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def press(tools: Toolbar, text: str) -> None:
    """Press a button by its text."""
    next(button for button in tools.findChildren(QPushButton) if button.text() == text).click()


def test_what_is_chosen_is_told(tools, qtbot):
    """Scale and rows."""
    with qtbot.waitSignal(tools.folds) as told:
        press(tools, "Fold waits")
    assert told.args == [True]
    with qtbot.waitSignal(tools.logs) as told:
        press(tools, "Spans and logs")
    assert told.args == [True]
    tools.show_state(folds=False, logs=False)
    checked = [b.text() for b in tools.findChildren(QPushButton) if b.isChecked()]
    assert checked == ["Clock", "Spans"]


def test_hits_are_counted(tools):
    """Or said to be none."""
    said = tools.findChild(QLabel)
    tools.show_hits(0, 0)
    assert said.text() == ""
    tools.field.setText("x")
    tools.show_hits(0, 0)
    assert said.text() == "not found"
    tools.show_hits(2, 1017)
    assert said.text() == "3 of 1,017"


def test_keys_in_the_field(tools, qtbot):
    """Enter steps on, with Shift back; Esc empties, then leaves."""
    with qtbot.waitSignal(tools.field.step) as told:
        qtbot.keyClick(tools.field, Qt.Key.Key_Return)
    assert told.args == [1]
    with qtbot.waitSignal(tools.field.step) as told:
        qtbot.keyClick(tools.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert told.args == [-1]
    tools.field.setText("x")
    qtbot.keyClick(tools.field, Qt.Key.Key_Escape)
    assert tools.field.text() == ""
    with qtbot.waitSignal(tools.field.left):
        qtbot.keyClick(tools.field, Qt.Key.Key_Escape)
