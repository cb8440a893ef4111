"""Who presses a button through a screen reader does what a click does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QCheckBox, QPushButton, QRadioButton

from desktop_app.tray.views import accessible, kit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton

    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui
PRESS = QAccessibleActionInterface.pressAction()
TOGGLE = QAccessibleActionInterface.toggleAction()


@pytest.fixture(autouse=True)
def _installed() -> None:
    accessible.install()
    accessible.install()


def test_a_press_is_a_click(qtbot, theme: Theme) -> None:
    """By each of its names; the focus is Qt's own affair."""
    switch = kit.Switch(theme, "Local-only mode")
    qtbot.addWidget(switch)
    told: list[bool] = []
    switch.clicked.connect(lambda on: told.append(on))  # noqa: PLW0108 - Qt counts arguments
    interface = QAccessible.queryAccessibleInterface(switch)
    actions = interface.actionInterface()
    assert actions.actionNames()[0] == PRESS
    assert not interface.state().checked
    actions.doAction(PRESS)
    assert interface.state().checked
    actions.doAction(TOGGLE)
    actions.doAction(QAccessibleActionInterface.setFocusAction())
    assert told == [True, False]
    switch.setEnabled(False)
    assert PRESS not in actions.actionNames()


@pytest.mark.parametrize(
    ("make", "role"),
    [
        (lambda: QCheckBox("Full"), QAccessible.Role.CheckBox),
        (lambda: QRadioButton("Full"), QAccessible.Role.RadioButton),
        (lambda: kit.button("Full", role="navigation"), QAccessible.Role.PageTab),
        (lambda: kit.button("&Full", role="tab"), QAccessible.Role.PageTab),
        (lambda: QPushButton("Full"), QAccessible.Role.CheckBox),
    ],
)
def test_each_says_what_it_is(qtbot, make, role: QAccessible.Role) -> None:
    """A name too: what stands on it where nothing else was given."""
    made: QAbstractButton = make()
    made.setCheckable(True)
    qtbot.addWidget(made)
    interface = QAccessible.queryAccessibleInterface(made)
    assert (interface.role(), interface.text(QAccessible.Text.Name)) == (role, "Full")
    made.setAccessibleName("All of it")
    assert interface.text(QAccessible.Text.Name) == "All of it"
    assert interface.text(QAccessible.Text.Value) == ""


def test_words_of_which_one_holds_are_pressed(qtbot) -> None:
    """The page turns, it is not only marked."""
    made = kit.Segments(["Clock", "Fold waits"])
    qtbot.addWidget(made)
    button = made.findChildren(QPushButton)[1]
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.role() is QAccessible.Role.RadioButton
    with qtbot.waitSignal(made.chosen) as told:
        interface.actionInterface().doAction(PRESS)
    assert told.args == [1]


def test_a_name_that_is_asked_for_early_changes_nothing(qtbot) -> None:
    """A bridge asks as soon as there is a name, before the button can be on or off."""
    made = kit.button("Timeline", role="navigation", name="Timeline")
    qtbot.addWidget(made)
    interface = QAccessible.queryAccessibleInterface(made)
    assert not interface.state().checkable
    made.setCheckable(True)
    assert QAccessible.queryAccessibleInterface(made).state().checkable
    assert interface.role() is QAccessible.Role.PageTab


def test_other_buttons_are_qts_affair(qtbot) -> None:
    """A push button is one."""
    made = QPushButton("Verify now")
    qtbot.addWidget(made)
    interface = QAccessible.queryAccessibleInterface(made)
    assert not isinstance(interface, accessible.OnOff)
    assert interface.role() is QAccessible.Role.Button
