"""tray.views.kit: small widgets; plain text, names for everybody, one look."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop_app.tray.views import kit

pytestmark = pytest.mark.gui


def test_a_label_never_reads_markup(theme, qtbot):
    """What an agent sent stands there as it was sent."""
    made = kit.label(theme, "<b>bold</b><img src=x>", wrap=True, select=True)
    qtbot.addWidget(made)
    assert made.textFormat() is Qt.TextFormat.PlainText
    kit.set_tone(made, "deny")
    assert made.property("tone") == "deny"


def test_a_button_does_one_thing_and_an_icon_alone_has_a_name(theme, qtbot):
    """Screen readers say it; the mouse sees it as a tool tip."""
    clicks = []
    made = kit.button(
        "", lambda: clicks.append(1), role="icon", theme=theme, icon="copy", name="Copy"
    )
    qtbot.addWidget(made)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert clicks == [1]
    assert made.accessibleName() == made.toolTip() == "Copy"


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


def test_a_code_box_copies_all_of_what_it_may_show_elided(theme, qtbot):
    """What is copied is never the elided text."""
    made = kit.CodeBox(theme, "one")
    qtbot.addWidget(made)
    made.set_text("a long key", "a l…y")
    made._copy()
    assert QGuiApplication.clipboard().text() == "a long key"


def test_an_empty_state_says_why_and_what_to_do(theme, qtbot):
    """A shape, a title, a sentence, an action."""
    made = kit.EmptyState(theme, "timeline", "No runs yet", "It waits.", [kit.button("Set up")])
    qtbot.addWidget(made)
    made.tell("No run matches", "A longer sentence " * 12)
    assert made._title.text() == "No run matches"
    assert made._text.minimumHeight() >= made._text.heightForWidth(made._text.width())


def test_a_search_field_empties_on_escape(theme, qtbot):
    """The first Esc; the next one is the page's."""
    made = kit.SearchField(theme, "Search runs")
    qtbot.addWidget(made)
    made.setText("words")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.text() == ""
    qtbot.keyClick(made, Qt.Key.Key_Escape)


def test_the_other_parts_are_made_and_painted(theme, qtbot):
    """Cards, chips, headers, icons, lines: in both schemes."""
    card = kit.Card(theme, "Verdicts")
    header = kit.Header(theme, "Integrity")
    for part in (
        kit.Chip(theme, "1 denied", icon="denied", tone="deny"),
        kit.icon(theme, "sealed", "ok"),
        kit.hairline(vertical=True),
        kit.boxed(kit.row(kit.label(theme, "a"), 8, None), "inset"),
    ):
        card.body.addWidget(part)
    holder = kit.boxed(kit.column(header, 4, card, kit.row(None)))
    qtbot.addWidget(holder)
    light = holder.grab().toImage()
    theme.use("dark")
    assert holder.grab().toImage() != light
    theme.use("light")
