"""tray.views.navigation: the state, the switch, the pages and the seal, wide and narrow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from desktop_app.tray import tokens
from desktop_app.tray.presenters.state import Phase, Verdict
from desktop_app.tray.views.navigation import Navigation
from tests.fakes.question_values import question

pytestmark = pytest.mark.gui
FINE = {"local_only": True, "size": 5, "sealed_size": 3, "upstreams": 0}


@pytest.fixture
def navigation(empty_desk, qtbot):
    """The navigation of two pages."""
    made = Navigation(empty_desk, [("timeline", "Timeline"), ("settings", "Settings")])
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_what_the_icon_says(navigation, empty_desk):
    """One model."""
    link = empty_desk.link
    link._heard(FINE)
    block, foot = navigation._block, navigation._foot
    assert (block._head.text(), block._sub.text()) == ("Recording", "Sends nothing out")
    assert foot._sealed.text() == "Sealed to #2"
    assert foot._unsealed.text() == "2 not yet sealed"
    assert foot._verified.text() == "Not verified yet"
    link._heard({**FINE, "trouble": "The disk is full."})
    assert block._head.text() == "Not recording"
    assert block._head.property("tone") == "deny"
    link.judged(Verdict("Consistent", passes=True, at_us=0))
    link._heard({**FINE, "size": 3})
    assert not foot._unsealed.isVisible()
    assert foot._verified.text().endswith("consistent")


def test_the_switch_shows_what_is_and_asks_for_what_is_wanted(navigation, empty_desk, qtbot):
    """It never shows a state that the recorder has not taken."""
    switch = navigation._block.switch
    assert not switch.isEnabled()
    empty_desk.link._heard(FINE)
    assert switch.isEnabled()
    with qtbot.waitSignal(empty_desk.go.local_only) as asked:
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert asked.args == [False]
    assert switch.isChecked()
    empty_desk.link._heard({**FINE, "local_only": False})
    assert not switch.isChecked()


def test_a_pause_can_be_ended_here(navigation, empty_desk):
    """`Resume` beside `Paused until you resume`."""
    empty_desk.link._heard({**FINE, "paused": True})
    assert navigation._block._resume.isVisible()
    asked = []
    empty_desk.link.call = lambda verb, *_args, **_named: asked.append(verb)
    navigation._block._resume.click()
    assert asked == ["resume"]
    empty_desk.link._show(empty_desk.link.state.__class__(Phase.RECORDING))
    assert not navigation._block._resume.isVisible()


def test_pages_are_chosen_by_click_and_number(navigation, qtbot):
    """Ctrl+1, Ctrl+2."""
    made = navigation._buttons["settings"][0]
    assert made.shortcut().toString() == "Ctrl+2"
    with qtbot.waitSignal(navigation.chosen) as told:
        made.click()
    assert told.args == ["settings"]
    navigation.mark("timeline")
    assert navigation._buttons["timeline"][0].isChecked()
    navigation.mark("nothing")


def test_a_click_on_the_seal_opens_integrity(navigation, qtbot):
    """Mouse and keyboard."""
    with qtbot.waitSignal(navigation.chosen) as told:
        qtbot.mouseClick(navigation._foot, Qt.MouseButton.LeftButton)
    assert told.args == ["integrity"]
    with qtbot.waitSignal(navigation.chosen):
        qtbot.keyClick(navigation._foot, Qt.Key.Key_Return)


def test_narrow_it_is_a_rail_whose_icons_have_tool_tips(navigation):
    """52 pixels."""
    navigation.narrow(is_narrow=True)
    assert navigation.width() == tokens.RAIL
    made = navigation._buttons["timeline"][0]
    assert (made.text(), made.toolTip(), made.accessibleName()) == ("", "Timeline", "Timeline")
    navigation.narrow(is_narrow=False)
    assert made.text() == "Timeline"
    assert made.shortcut().toString() == "Ctrl+1"


def test_the_seal_is_a_button_that_shows_its_focus(navigation, qtbot):
    """By its role, and by a ring; a seal that grows is not cut."""
    foot = navigation._foot
    assert QAccessible.queryAccessibleInterface(foot).role() is QAccessible.Role.Button
    navigation.activateWindow()
    qtbot.waitUntil(navigation.isActiveWindow)
    foot.setFocus()
    assert foot._ring.isVisible()
    foot.clearFocus()
    assert not foot._ring.isVisible()
    assert foot.height() >= foot.layout().sizeHint().height()


def test_questions_are_a_badge_on_their_page(empty_desk, qtbot):
    """In words, in the rail as a numeral; said to a screen reader as well."""
    made = Navigation(empty_desk, [("timeline", "Timeline"), ("consent", "Consent")])
    qtbot.addWidget(made)
    made.show()
    badge, (button, _title) = made._badge, made._buttons["consent"]
    assert not badge.isVisible()
    empty_desk.link.questions.take([question(), question(id="b2", intent=6)])
    assert badge.isVisible()
    assert badge.text() == "2 waiting"
    assert button.accessibleName() == "Consent, 2 waiting"
    made.narrow(is_narrow=True)
    assert badge.text() == "2"
    assert button.rect().contains(badge.geometry())
    empty_desk.link.questions.take([])
    assert not badge.isVisible()
    assert button.accessibleName() == "Consent"
