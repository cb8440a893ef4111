"""What stands in place of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.errors import IndexUnreadableError, NotFoundError
from desktop_app.tray.presenters.timeline_filter import Filter
from desktop_app.tray.views.timeline_states import TimelineStates

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


@pytest.fixture
def states(empty_desk: Desk, qtbot) -> TimelineStates:
    """On the screen."""
    made = TimelineStates(empty_desk)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def texts(states: TimelineStates) -> str:
    """Return all that is said."""
    labels = states.currentWidget().findChildren(QLabel)
    own = states.currentWidget()
    found = [label.text() for label in labels] + ([own.text()] if isinstance(own, QLabel) else [])
    return " ".join(found)


def click(states: TimelineStates, words: str) -> None:
    """Press a button."""
    buttons = states.currentWidget().findChildren(QPushButton)
    next(made for made in buttons if made.text() == words).click()


def test_a_first_start_offers_what_to_do(states: TimelineStates, qtbot) -> None:
    """Set up an agent, or run one under record."""
    states.first()
    states._desk.link._heard({"otlp_grpc": "127.0.0.1:4317", "otlp_http": "http://127.0.0.1:4318"})
    assert "No runs yet" in texts(states)
    assert "127.0.0.1:4317 and :4318" in texts(states)
    assert "countersign run -- your-agent" in texts(states)
    for words in ("Set up Claude Code", "Set up Codex"):
        with qtbot.waitSignal(states._desk.go.page) as heard:
            click(states, words)
        assert heard.args == ["agents"]


def test_a_filter_that_leaves_nothing_can_be_cleared(states: TimelineStates, qtbot) -> None:
    """It says what it hides."""
    states.no_match(Filter(text="git push"), 14)
    assert '"git push". 14 runs are hidden by the filter.' in texts(states)
    with qtbot.waitSignal(states.clear_filter):
        click(states, "Clear filter")


def test_an_index_in_the_making_is_told_with_its_progress(states: TimelineStates) -> None:
    """The numbers follow the recorder's."""
    states.failed(IndexUnreadableError("There is no index at index.db yet."))
    states._desk.link._heard({"size": 200, "indexed_size": 50})
    assert "25 % of 200 entries." in texts(states)
    states._desk.link._heard({"size": 200, "indexed_size": 150})
    assert "75 % of 200 entries." in texts(states)


def test_nothing_recorded_is_no_trouble(states: TimelineStates) -> None:
    """It is the first start."""
    states.failed(NotFoundError("Nothing was recorded yet."))
    assert "No runs yet" in texts(states)


def test_a_wait_is_silent_at_first(states: TimelineStates, qtbot) -> None:
    """After a second a sentence says what is waited for."""
    states.wait()
    assert texts(states).strip() == ""
    qtbot.waitUntil(lambda: "Reading the list of runs." in texts(states))
    states.first()
    assert not states._slow.isActive()
