"""The Timeline page over a real store: filled, live, filtered, by keyboard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.errors import RecorderNotRunningError
from desktop_app.host.paths import Paths
from desktop_app.index.connection import open_writer
from desktop_app.normalize.signals import Signal
from desktop_app.tray import tokens
from desktop_app.tray.presenters.timeline_filter import Filter
from desktop_app.tray.views.timeline_page import TimelinePage
from tests.fakes.indexed import follow, small_ledger
from tests.fakes.many_runs import make
from tests.fakes.telemetry import logs

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


def page_of(desk: Desk, qtbot, width: int = 1280) -> TimelinePage:
    """Return the page on the screen, filled."""
    made = TimelinePage(desk)
    qtbot.addWidget(made)
    made.resize(width, 800)
    made.show()
    made.shown()
    return made


@pytest.fixture
def page(desk: Desk, qtbot) -> TimelinePage:
    """Over the store of recorded runs."""
    made = page_of(desk, qtbot)
    qtbot.waitUntil(lambda: made.table.current() is not None)
    yield made
    made.hidden()


def test_the_recorded_runs_are_there_with_what_they_did(page: TimelinePage, qtbot) -> None:
    """By day, with the words that stand for what was not sent or not kept."""
    order = page.model.order
    qtbot.waitUntil(lambda: not page.model.missing(0, len(order) - 1))
    lines = [page.model.line(place) for place in range(len(order))]
    rows = {line.agent: line for line in lines if hasattr(line, "agent")}
    assert order.count == 4
    assert rows["Claude Code"].asked == "Prompt not sent by the agent"
    assert (rows["Claude Code"].tools, rows["Claude Code"].errors) == ("6", "1")
    assert rows["Claude Code"].cost == "$0.0279"
    assert rows["Gemini CLI"].asked == "Prompt not sent by the agent"
    hostile = next(line for name, line in rows.items() if name.startswith("[red]"))
    assert hostile.asked == "Prompt not kept"
    assert rows["greeting"].word == "failed, exit 3"
    assert not any("\u202e" in line.agent for line in rows.values())


def test_it_is_the_first_thing_the_keyboard_is_on(page: TimelinePage, qtbot) -> None:
    """Enter opens the newest run; Ctrl+E exports it; Ctrl+F goes to the search."""
    assert page.table.hasFocus()
    newest = page.table.current()
    with qtbot.waitSignal(page.desk.go.run) as heard:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert heard.args == [newest.ref, ""]
    with qtbot.waitSignal(page.desk.go.export) as heard:
        assert page.export()
    assert heard.args == [newest.ref]
    page.search()
    assert page.filters.field.hasFocus()
    page.table.setFocus()
    qtbot.keyClicks(page.table, "/")
    assert page.filters.field.hasFocus()
    assert page.filters.field.text() == ""


def test_runs_are_copied_as_text_and_as_json(page: TimelinePage, qtbot) -> None:
    """With the keys of every list."""
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert page.table.current().source["run_id"] in QGuiApplication.clipboard().text()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.table, Qt.Key.Key_C, both)
    copied = json.loads(QGuiApplication.clipboard().text())
    assert copied["run"] == page.table.current().run
    page.table.clearSelection()
    page._copy_json()
    assert json.loads(QGuiApplication.clipboard().text()) == copied


def test_the_menu_of_a_run(page: TimelinePage, qtbot) -> None:
    """Shift+F10, or the other mouse button: open, export, copy."""
    menu = page._menu_of(page.table.current())
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["Open", "Export bundle…", "Copy", "Copy as JSON"]
    with qtbot.waitSignal(page.desk.go.run):
        menu.actions()[0].trigger()
    with qtbot.waitSignal(page.desk.go.export):
        menu.actions()[1].trigger()


def test_sealed_follows_the_recorder(page: TimelinePage, qtbot) -> None:
    """What `link` says, at once; without a recorder what the ledger holds, and not less later."""
    newest = page.table.current()
    qtbot.waitUntil(lambda: page.model.sealed_size is not None)
    assert page.model.sealed_size > newest.last_seq  # the store was closed in good order
    page.model.seal(1)
    page.desk.link._heard({"size": 1_000, "sealed_size": newest.last_seq + 1})
    assert page.model.sealed_size == newest.last_seq + 1
    page.desk.link._deaf(RecorderNotRunningError("It does not run."))
    assert page.model.sealed_size == newest.last_seq + 1


def test_words_and_filters_leave_what_they_say(page: TimelinePage, qtbot) -> None:
    """Nothing that matches: what hides how many, and the way back."""
    with qtbot.waitSignal(page.feed.filled):
        page.filters._choose(Filter(agent="gemini-cli"))
    assert page.model.order.count == 1
    page.filters.field.setText("git push")
    with qtbot.waitSignal(page.feed.filled):
        page.search()
        qtbot.keyClick(page.filters.field, Qt.Key.Key_Return)
    assert page._stack.currentWidget() is page.states
    assert page.filters.isVisible()
    assert not page._following.isVisible()
    clear = next(
        made for made in page.states.findChildren(QPushButton) if made.text() == "Clear filter"
    )
    with qtbot.waitSignal(page.feed.filled):
        clear.click()
    assert page.model.order.count == 4
    assert page._stack.currentWidget() is page._parts


def test_words_that_cannot_be_looked_for_are_told_and_taken_back(page: TimelinePage, qtbot) -> None:
    """A question mark alone is no word."""
    with qtbot.waitSignal(page.feed.failed):
        page.filters._choose(Filter(text="?"))
    assert page.filters.isVisible()
    with qtbot.waitSignal(page.feed.filled):
        page.filters.clear()
    assert page.model.order.count == 4


@pytest.mark.parametrize(
    ("width", "names", "panel"),
    [
        (848, "started glyph agent asked duration tools denied cost sealed", False),
        (1_280, "calls errors tokens", False),
        (1_588, "calls errors tokens", True),
    ],
)
def test_wider_windows_show_more(page: TimelinePage, qtbot, width, names, panel) -> None:
    """Fewer columns and one filter button; all of them; the trends beside them."""
    page.resize(width, 800)
    qtbot.waitUntil(lambda: page.table.narrow == (width < tokens.NARROW))
    shown = [column.name for column in page.table.columns()]
    assert set(names.split()) <= set(shown)
    assert (len(shown) == 9) == page.table.narrow
    assert page.filters.all.isVisible() == page.table.narrow
    assert (page.trends is not None and page.trends.isVisible()) == panel


def test_a_first_start_says_what_to_do(empty_desk: Desk, qtbot) -> None:
    """No header of filters over nothing."""
    made = page_of(empty_desk, qtbot)
    qtbot.waitUntil(lambda: made._stack.currentWidget() is made.states)
    assert not made.filters.isVisible()
    assert not made.export()
    made._menu(QPoint(0, 0))
    assert made.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly) == []
    made.hidden()


def test_an_empty_list_is_still_told_when_one_comes_back(tmp_path: Path, make_desk, qtbot) -> None:
    """A recorder that has recorded no run yet: nothing is read for ever."""
    paths = Paths.resolve(tmp_path)
    make(paths.index, 1, until_us=0)
    connection = open_writer(paths.index)
    connection.execute("DELETE FROM runs")
    connection.close()
    paths.ledger.touch()
    made = page_of(make_desk(paths), qtbot)
    qtbot.waitUntil(lambda: made.feed.loaded)
    empty = made.states.currentWidget()
    made.hidden()
    made.shown()
    assert made.states.currentWidget() is empty
    made.hidden()


def test_scrolling_down_stops_following_and_new_runs_wait(tmp_path: Path, make_desk, qtbot) -> None:
    """A button at the top brings them; nothing jumps."""
    ledger = small_ledger()
    for number in range(60):
        ledger.add_request(Signal.LOGS, logs({"event": "user_prompt"}), run_id=f"old-{number}")
    follow(tmp_path, ledger)
    paths = Paths.resolve(tmp_path)
    paths.ledger.touch()
    desk = make_desk(paths)
    desk.link._heard({"size": 70, "sealed_size": 70})
    made = page_of(desk, qtbot)
    qtbot.waitUntil(lambda: made.table.current() is not None)
    assert made._following.isVisible()
    made.table.verticalScrollBar().setValue(400)
    assert not made._following.isVisible()
    for number in range(4):
        ledger.add_request(Signal.LOGS, logs({"event": "user_prompt"}), run_id=f"new-{number}")
    follow(tmp_path, ledger)
    qtbot.waitUntil(made.held.isVisible)
    assert made.held.text() == "4 new runs"
    assert made.table.verticalScrollBar().value() == 400
    made.table.verticalScrollBar().setValue(500)
    assert made.held.isVisible()
    count = made.model.order.count
    qtbot.mouseClick(made.held, Qt.MouseButton.LeftButton)
    assert made.table.verticalScrollBar().value() == 0
    assert made.model.order.count == count + 4
    assert not made.held.isVisible()
    assert made._following.isVisible()
    made.hidden()


def test_the_page_is_filled_soon_with_very_many_runs(tmp_path: Path, make_desk, qtbot) -> None:
    """The first rows do not wait for the others."""
    paths = Paths.resolve(tmp_path)
    desk = make_desk(paths)
    make(paths.index, 100_000, until_us=desk.clock.now_us(), with_calls=500)
    paths.ledger.touch()
    made = page_of(desk, qtbot)
    qtbot.waitUntil(lambda: made.table.current() is not None)
    assert made.model.order.count < 100_000
    qtbot.waitUntil(lambda: made.model.order.count == 100_000)
    made.table.verticalScrollBar().setValue(made.table.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: made.model.missing(*made.table.places()) == [])
    made.hidden()
