"""Search and filters in the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from desktop_app.tray.presenters.timeline_filter import Filter
from desktop_app.tray.views.timeline_filters import Filters

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui


@pytest.fixture
def filters(theme: Theme, qtbot) -> Filters:
    """In a wide window, with two agents and a tool to choose from."""
    made = Filters(theme)
    qtbot.addWidget(made)
    made.offer(["codex", "x"], ["Bash & co"])
    made.show()
    return made


def choose(filters: Filters, kind: str, words: str) -> None:
    """Take a choice of a menu."""
    menu = filters.buttons[kind].menu()
    next(action for action in menu.actions() if action.text() == words).trigger()


def test_what_is_typed_is_looked_for_when_one_pauses(filters: Filters, qtbot) -> None:
    """Not at each key; Enter does not wait; Esc empties."""
    with qtbot.waitSignal(filters.chosen) as heard:
        qtbot.keyClicks(filters.field, "git push")
    assert heard.args[0] == Filter(text="git push")
    with qtbot.waitSignal(filters.chosen) as heard:
        filters.field.setText("x")
        qtbot.keyClick(filters.field, Qt.Key.Key_Return)
    assert heard.args[0] == Filter(text="x")
    with qtbot.waitSignal(filters.chosen) as heard:
        qtbot.keyClick(filters.field, Qt.Key.Key_Escape)
    assert heard.args[0] == Filter()


def test_the_hint_of_quick_open_gives_way_to_words(filters: Filters) -> None:
    """It is no part of the text."""
    assert filters._hint.isVisible()
    filters.field.setText("x")
    assert not filters._hint.isVisible()


def test_a_button_shows_what_was_chosen(filters: Filters, qtbot) -> None:
    """The state of the filter can be read in the header."""
    with qtbot.waitSignal(filters.chosen) as heard:
        choose(filters, "agent", "Codex CLI")
    assert heard.args[0] == Filter(agent="codex")
    choose(filters, "days", "7 days")
    choose(filters, "tool", "Bash && co")
    assert filters.filter == Filter("codex", None, "Bash & co", 7)
    assert filters.buttons["agent"].text() == "Codex CLI"
    assert filters.buttons["days"].text() == "7 days"
    assert filters.buttons["days"].accessibleName() == "Time: 7 days"
    checked = [a.text() for a in filters.buttons["agent"].menu().actions() if a.isChecked()]
    assert checked == ["Codex CLI"]
    choose(filters, "agent", "All agents")
    assert filters.filter.agent is None


def test_a_narrow_window_has_one_button_for_all(filters: Filters) -> None:
    """With the same choices, and it says when something is left out."""
    filters.narrow(is_narrow=True)
    assert filters.all.isVisible()
    assert not any(made.isVisible() for made in filters.buttons.values())
    menus = [action.menu() for action in filters.all.menu().actions()]
    assert [menu.title() for menu in menus] == ["Agent", "Outcome", "Tool", "Time"]
    next(action for action in menus[1].actions() if action.text() == "Denied").trigger()
    assert filters.filter == Filter(outcome="denied")
    assert filters.all.text() == "Filter, on"
    filters.narrow(is_narrow=False)
    assert not filters.all.isVisible()


def test_all_of_it_can_be_cleared(filters: Filters, qtbot) -> None:
    """Once is told once."""
    choose(filters, "outcome", "Denied")
    filters.field.setText("x")
    filters._search()
    with qtbot.waitSignal(filters.chosen) as heard:
        filters.clear()
    assert heard.args[0] == Filter()
    assert filters.field.text() == ""
    with qtbot.assertNotEmitted(filters.chosen):
        filters.clear()


def test_the_same_offer_changes_nothing(filters: Filters) -> None:
    """An open menu is not taken away."""
    before = filters.buttons["agent"].menu().actions()
    filters.offer(["codex", "x"], ["Bash & co"])
    assert filters.buttons["agent"].menu().actions() == before
