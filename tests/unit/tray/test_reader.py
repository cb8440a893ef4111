"""tray.reader: questions to the index in a thread of their own; only the newest of a key counts."""

from __future__ import annotations

from threading import Event

import pytest

from desktop_app.errors import NotFoundError

pytestmark = pytest.mark.gui


def test_runs_are_read(desk, qtbot):
    """The store of the tests holds four."""
    got = []
    desk.reader.ask(lambda query: query.runs(hidden=True), got.append)
    qtbot.waitUntil(lambda: bool(got))
    assert len(got[0]) >= 3


def test_before_anything_was_recorded_that_is_said(empty_desk, qtbot):
    """Not an empty list: a page says `No runs yet` for another reason then."""
    failed = []
    empty_desk.reader.ask(lambda query: query.runs(), pytest.fail, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], NotFoundError)


def test_of_one_key_only_the_newest_is_answered(desk, qtbot):
    """Scrolling asks for many pages; those passed by are not even read."""
    hold, asked, got = Event(), [], []

    def question(number):
        def ask(_query):
            asked.append(number)
            return number

        return ask

    desk.reader.ask(lambda _query: hold.wait(5), lambda _none: None)
    for number in range(10):
        desk.reader.ask(question(number), got.append, key="page")
    hold.set()
    qtbot.waitUntil(lambda: bool(got))
    assert got == [9]
    assert asked == [9]
