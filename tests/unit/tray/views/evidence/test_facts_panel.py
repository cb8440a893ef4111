"""The facts beside a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.tray.presenters.evidence import facts
from desktop_app.tray.presenters.evidence.frames import frames
from desktop_app.tray.presenters.evidence.held import Keeping
from desktop_app.tray.presenters.evidence.strip import Run
from desktop_app.tray.views.evidence.facts_panel import FactsPanel
from tests.fakes.captures import AT_US, capture

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui
RUN = Run(1, "Claude Code, 10:05:35", AT_US)
BY_HAND = Run(None, "By hand, in no run", AT_US)
PAIR = frames([capture(1, tool_call=4), capture(2, "after", tool_call=4)], AT_US)


def known(look, part: float | None = None) -> facts.Known:
    """Return what is known of a look."""
    return facts.known(look, RUN, part, Keeping())


@pytest.fixture
def panel(empty_desk: Desk, qtbot: QtBot) -> FactsPanel:
    """The facts of a pair."""
    made = FactsPanel(empty_desk)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    made.show_known(known(PAIR))
    return made


def texts(panel: FactsPanel) -> list[str]:
    """Return all that is written in it."""
    return [label.text() for label in panel._area.widget().findChildren(QLabel)]


def test_it_shows_what_the_presenter_says(panel: FactsPanel) -> None:
    """Heading, sections, the changed part once it is known."""
    assert panel._title.text() == "Edit, before and after"
    assert {"Facts", "Masked", "Windows", "Kept", "Proof"} <= set(texts(panel))
    panel.show_known(known(PAIR, 0.5))
    assert "50.0 % of the picture" in texts(panel)


def test_the_call_is_shown_in_its_run(panel: FactsPanel, qtbot: QtBot) -> None:
    """A picture of no run leads nowhere."""
    buttons = panel._area.widget().findChildren(QPushButton)
    go = next(one for one in buttons if one.text() == "Show in run")
    with qtbot.waitSignal(panel.in_run) as told:
        go.click()
    assert told.args == ["call:4"]
    panel.show_known(facts.known(PAIR[:1], BY_HAND, None, Keeping()))
    names = [button.text() for button in panel._area.widget().findChildren(QPushButton)]
    assert not {"Show in run", "Place hold…", "Delete now…"} & set(names)


def test_an_entry_that_cannot_be_checked_says_why(panel: FactsPanel, qtbot: QtBot) -> None:
    """In place; another look forgets it."""
    panel.verify()
    assert panel._said == [("text2", "Checking…")]
    qtbot.waitUntil(lambda: panel._said[0][0] == "deny", timeout=10_000)
    panel.show_known(known(PAIR[:1]))
    assert panel._said == []


def test_below_a_picture_it_has_two_columns(panel: FactsPanel) -> None:
    """In a narrow window."""
    panel.across(is_across=True)
    panel.resize(700, 200)
    assert "Proof" in texts(panel)


def test_what_the_run_kept_can_be_held_or_deleted(panel: FactsPanel, qtbot: QtBot) -> None:
    """The page asks."""
    buttons = {one.text(): one for one in panel._area.widget().findChildren(QPushButton)}
    for text, signal in (("Place hold…", panel.hold), ("Delete now…", panel.delete)):
        with qtbot.waitSignal(signal):
            buttons[text].click()
