"""tray.work: off the main thread, answered on it, never after it has lost its meaning."""

from __future__ import annotations

import threading
from threading import Event

import pytest
from PySide6.QtCore import QObject

from desktop_app.errors import BugError, CountersignError, NotFoundError
from desktop_app.tray.work import Work

pytestmark = pytest.mark.gui


@pytest.fixture
def work(qapp):  # noqa: ARG001 - Qt must run
    """Work, and the errors that nobody else took."""
    lost: list[CountersignError] = []
    made = Work(lost.append)
    made.lost = lost
    yield made
    made.close()


def test_a_result_comes_back_on_the_main_thread(work, qtbot):
    """The function runs elsewhere."""
    where, got = [], []

    def function(_told):
        where.append(threading.current_thread())
        return 42

    work.run(function, lambda value: got.append((value, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(42, threading.main_thread())]
    assert where[0] is not threading.main_thread()


def test_an_error_is_told_to_whoever_asked_or_to_everybody(work, qtbot):
    """None is lost."""

    def fails(_told):
        raise NotFoundError("gone")

    mine: list[CountersignError] = []
    work.run(fails, pytest.fail, failed=mine.append)
    work.run(fails, pytest.fail)
    qtbot.waitUntil(lambda: bool(mine and work.lost))
    assert isinstance(mine[0], NotFoundError)
    assert isinstance(work.lost[0], NotFoundError)


def test_what_nobody_thought_of_is_told_as_our_bug_with_its_place(work, qtbot, caplog):
    """And logged with its trace."""
    work.run(lambda _told: 1 // 0, pytest.fail)
    qtbot.waitUntil(lambda: bool(work.lost))
    assert isinstance(work.lost[0], BugError)
    assert "ZeroDivisionError at test_work.py:" in work.lost[0].message
    assert "Work failed" in caplog.text
    caplog.clear()


def test_progress_is_told_and_a_cancelled_task_ends_at_its_next_step(work, qtbot):
    """Nobody hears of it again."""
    told, steps, begun, ended = [], [], Event(), Event()

    def function(tell):
        try:
            for number in range(1_000_000):
                tell(number, 1_000_000)
                steps.append(number)
                begun.set()
                ended.wait(0.001)
        finally:
            ended.set()

    task = work.run(function, pytest.fail, failed=pytest.fail, progress=lambda *at: told.append(at))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0] == (0, 1_000_000)
    task.cancel()
    assert ended.wait(5)
    qtbot.waitUntil(lambda: not task.running)
    assert len(steps) < 1_000_000
    assert not work.lost


def test_an_owner_that_is_gone_hears_nothing(work, qtbot):
    """A closed page's answer would find no widgets."""
    owner, go, after = QObject(), Event(), []
    work.run(lambda _told: go.wait(5), pytest.fail, owner=owner)
    owner.deleteLater()
    del owner
    qtbot.wait(1)
    go.set()
    work.run(lambda _told: 1, after.append)
    qtbot.waitUntil(lambda: bool(after))


def test_closing_waits_for_what_runs(qapp):  # noqa: ARG001
    """No thread outlives the window."""
    done = Event()
    one = Work(lambda _error: None)

    def function(_told):
        done.set()

    one.run(function, lambda _none: None)
    one.close()
    assert done.is_set()


def test_after_its_end_nothing_is_run_and_nobody_is_told(qapp):  # noqa: ARG001
    """A timer that fires late asks for nothing any more; a thread that waits on is left alone."""
    go = Event()
    one = Work(lambda _error: None)
    one.run(lambda _told: go.wait(5), pytest.fail, waits=True)
    one.close()
    assert one.run(lambda _told: 1, pytest.fail).cancelled
    go.set()
