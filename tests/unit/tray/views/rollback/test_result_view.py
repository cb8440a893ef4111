"""What was done, in words and with a shape, and the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.tray.views.rollback.result_view import ResultView

pytestmark = pytest.mark.gui


@pytest.fixture
def view(qtbot, theme) -> ResultView:
    """Two paths put back, one not."""
    made = ResultView(theme)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_outcome("2 paths put back, 1 left alone", ["a: special file"], "It is kept.", 4741)
    made.show()
    return made


def texts(view: ResultView) -> list[str]:
    """Return what one can see."""
    found = view.findChildren(QLabel)
    return [label.text() for label in found if label.text() and label.isVisibleTo(view)]


def test_it_says_what_was_not_done_before_what_holds(view: ResultView, qtbot) -> None:
    """In this order; another result takes its place."""
    assert texts(view) == ["2 paths put back, 1 left alone", "a: special file", "It is kept."]
    view.show_outcome("1 path put back", [], "It is kept.", 4750)
    qtbot.waitUntil(lambda: texts(view) == ["1 path put back", "It is kept."])


def test_the_way_back_is_to_this_very_rollback(view: ResultView, qtbot) -> None:
    """By the number of its entry."""
    with qtbot.waitSignal(view.undo) as told:
        qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)
    assert told.args == [4741]
