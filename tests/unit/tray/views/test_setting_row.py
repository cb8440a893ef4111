"""One setting with its control."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from desktop_app.tray.presenters.settings import Item
from desktop_app.tray.views import kit
from desktop_app.tray.views.setting_row import SettingRow

pytestmark = pytest.mark.gui
NUMBER = Item("run.idle_s", "A run ends", "Without a word.", "number", "600", "seconds")
SWITCH = Item("redact.strict", "Strict", "Hash.", "switch", "false")
CHOICE = Item(
    "x",
    "Colours",
    "Of all.",
    "choice",
    "system",
    choices=(("system", "As it is"), ("dark", "Dark")),
)


@pytest.fixture
def make(qtbot, theme):
    """Make rows that are shown."""

    def make(item: Item) -> SettingRow:
        row = SettingRow(theme, item)
        qtbot.addWidget(row)
        row.show()
        return row

    return make


def test_a_number_is_asked_for_when_it_is_set(qtbot, make) -> None:
    """By Enter or by the button, which is there only while the text is another."""
    row = make(NUMBER)
    field = row.findChild(QLineEdit)
    wanted = next(b for b in row.findChildren(QPushButton) if b.text() == "Set")
    assert not wanted.isVisible()
    field.setText(" 30 ")
    assert wanted.isVisible()
    assert wanted.accessibleName() == "Set A run ends"
    with qtbot.waitSignal(row.changed) as told:
        qtbot.mouseClick(wanted, Qt.MouseButton.LeftButton)
    assert told.args == ["run.idle_s", "30"]
    with qtbot.waitSignal(row.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    row.show_value("30")
    assert (field.text(), wanted.isVisible()) == ("30", False)
    with qtbot.assertNotEmitted(row.changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_escape_puts_a_number_back(qtbot, make) -> None:
    """What holds; a refused one stays until then."""
    row = make(NUMBER)
    field = row.findChild(QLineEdit)
    field.setText("x")
    row.take_back()
    assert field.text() == "x"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "600"


def test_a_switch_and_a_choice_ask_at_once(qtbot, make) -> None:
    """And go back when it is refused."""
    row = make(SWITCH)
    switch = row.findChild(kit.Switch)
    assert switch.accessibleName() == "Strict"
    with qtbot.waitSignal(row.changed) as told:
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert told.args == ["redact.strict", "true"]
    row.take_back()
    assert not switch.isChecked()
    choice = make(CHOICE)
    segments = choice.findChild(kit.Segments)
    dark = next(b for b in segments.findChildren(QPushButton) if b.text() == "Dark")
    with qtbot.waitSignal(choice.changed) as told:
        qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert told.args == ["x", "dark"]
    choice.take_back()
    assert segments.current() == 0
    choice.show_value("dark")
    assert segments.current() == 1


def test_what_came_of_it_stands_beside_it(qtbot, make) -> None:
    """With one thing to do, where there is one; made safe."""
    row, done = make(SWITCH), []
    assert not row.told.isVisible()
    row.tell("Recorded as #7.\u202e", more="Restart", act=lambda: done.append(1))
    assert row.told.text() == "Recorded as #7.U+202E"
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    assert done == [1]
    row.tell("Done.")
    assert not row.more.isVisible()
    assert row.accessibleDescription() == "Hash."


@pytest.mark.parametrize("item", [NUMBER, SWITCH, CHOICE])
def test_what_is_managed_cannot_be_changed_here(qtbot, make, item: Item) -> None:
    """It is seen, with who set it, and read out so."""
    row = make(replace(item, managed="Set by them."))
    assert not row.control.isEnabled()
    with qtbot.assertNotEmitted(row.changed):
        qtbot.mouseClick(row.control, Qt.MouseButton.LeftButton)
    assert row.accessibleDescription().endswith("Set by them.")
    assert [one for one in row.findChildren(QLabel) if one.text() == "Set by them."]
    assert make(item).control.isEnabled()
