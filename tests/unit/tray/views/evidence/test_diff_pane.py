"""What a chosen change did to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.tray.presenters.changes import Line
from desktop_app.tray.presenters.evidence import files
from desktop_app.tray.presenters.evidence.diffs import Shown
from desktop_app.tray.views.evidence.diff_pane import DiffPane
from tests.fakes.file_changes import AT_US, change, told

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui
ENTRIES = files.entries([told(10)], AT_US)
PATH = "src/" + "long/" * 30 + "a.py"
(ROW,) = files.rows(ENTRIES, {10: [change(10, PATH)]})
(CLOSED,) = files.rows(ENTRIES, {})
LINES = (Line(1, None, "-", "a"), Line(None, 1, "+", "b"))


@pytest.fixture
def pane(empty_desk: Desk, qtbot: QtBot) -> DiffPane:
    """Empty."""
    made = DiffPane(empty_desk)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def test_name_numbers_and_lines(pane: DiffPane) -> None:
    """A path that has no room is cut in its middle, and spoken whole; the lines take the room."""
    pane.show_change(ROW, Shown(LINES, "1 line added, 1 removed"))
    assert pane._name.text() != PATH
    assert pane._name.text().endswith("a.py")
    assert pane._name.accessibleName() == PATH
    assert pane.lines.accessibleName() == f"Changes of {PATH}"
    assert pane._counted.text() == "1 line added, 1 removed"
    assert pane.lines.model().rowCount() == 2
    assert pane.lines.height() > 100
    assert pane.said == ""


def test_a_sentence_takes_the_place_of_lines(pane: DiffPane) -> None:
    """While it is read; where there is none; while names are not shown; of nothing."""
    pane.show_change(ROW, None)
    assert (pane.said, pane.lines.isVisible()) == ("Reading…", False)
    pane.show_change(ROW, Shown(said="It is no text."))
    assert (pane.said, pane._counted.isVisible()) == ("It is no text.", False)
    pane.show_change(CLOSED, None)
    assert pane.said == "Names and contents are not shown yet."
    pane.show_change(None, None)
    assert (pane.said, pane._icon.isVisible()) == ("", False)


def test_another_change_is_shown_from_its_top(pane: DiffPane) -> None:
    """Lines of the one before are gone."""
    long = tuple(Line(None, n, "+", f"line {n}") for n in range(1, 100))
    pane.show_change(ROW, Shown(long))
    pane.lines.scrollToBottom()
    assert pane.lines.verticalScrollBar().value() > 0
    pane.show_change(ROW, Shown(LINES))
    assert pane.lines.verticalScrollBar().value() == 0
    assert pane.lines.model().rowCount() == 2
