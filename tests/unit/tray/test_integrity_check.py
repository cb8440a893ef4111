"""Verify now: the window stays free, icon and navigation agree with it, and it can be stopped."""

from __future__ import annotations

import pytest

from desktop_app.host.paths import Paths
from desktop_app.tray.integrity_check import IntegrityCheck
from desktop_app.tray.presenters.state import Phase
from tests.fakes import harmed

pytestmark = pytest.mark.gui


def test_a_sound_record_is_consistent_and_said_so_everywhere(qtbot, live_desk, live_recorder):
    """One model: the link's state; and an entry, by hand."""
    check = IntegrityCheck(live_desk)
    qtbot.waitUntil(lambda: bool(live_desk.link.state.status))
    with qtbot.waitSignal(check.finished, timeout=20_000):
        check.start()
        assert check.running
    assert not check.running
    assert check.newest.report["verdict"] == "CONSISTENT"
    qtbot.waitUntil(lambda: live_desk.link.state.verdict is not None)
    verdict = live_desk.link.state.verdict
    assert (verdict.word, verdict.passes) == ("Consistent", True)
    assert live_desk.link.state.phase is Phase.RECORDING
    live_recorder.wait_indexed()
    rows = [row for row in live_recorder.cli_json("audit-log") if row["kind"] == "verdict"]
    assert rows[-1]["params"]["by"] == "hand"


def test_an_edited_record_is_trouble(qtbot, store, tmp_path, make_desk, monkeypatch):
    """The word and that it does not pass reach the tray."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    desk = make_desk(Paths.resolve(harmed.edited(store, tmp_path / "edited")))
    check = IntegrityCheck(desk)
    with qtbot.waitSignal(check.finished, timeout=20_000):
        check.start("start")
    qtbot.waitUntil(lambda: desk.link.state.verdict is not None)
    assert desk.link.state.verdict.word == "Invalid"
    assert not desk.link.state.verdict.passes


def test_cancelling_ends_it_without_a_verdict(qtbot, desk):
    """And another one can begin at once; a second start meanwhile changes nothing."""
    check = IntegrityCheck(desk)
    heard = []
    check.finished.connect(heard.append)
    check.start()
    task = check._task
    check.start()
    assert check._task is task
    check.cancel()
    assert not check.running
    qtbot.waitUntil(lambda: not task.running)
    assert heard == []
    with qtbot.waitSignal(check.finished, timeout=20_000):
        check.start()
    check.cancel()
    assert len(heard) == 1


def test_where_nothing_is_recorded_it_fails(qtbot, empty_desk):
    """Said to whoever shows it; no verdict."""
    check = IntegrityCheck(empty_desk)
    with qtbot.waitSignal(check.failed, timeout=20_000) as failed:
        check.start()
    assert failed.args[0].code == "NOT_FOUND"
    assert empty_desk.link.state.verdict is None


def test_progress_is_told(qtbot, desk):
    """Done and total, and how long it took so far."""
    check = IntegrityCheck(desk)
    told = []
    check.progress.connect(told.append)
    with qtbot.waitSignal(check.finished, timeout=20_000):
        check.start()
    check._told(10, 20)
    assert told[-1].percent == 50
    assert check.how_far.total == 20


def test_the_last_verdict_of_the_log_is_remembered(qtbot, live_desk, live_recorder):
    """Until there is a newer one; without an index nothing is known, and nothing is said."""
    live_recorder.cli("verify")
    live_recorder.wait_indexed()
    check = IntegrityCheck(live_desk)
    check.remember()
    qtbot.waitUntil(lambda: live_desk.link.state.verdict is not None, timeout=10_000)
    assert live_desk.link.state.verdict.word == "Consistent"


def test_nothing_to_remember(qtbot, empty_desk):
    """A new computer."""
    check = IntegrityCheck(empty_desk)
    check.remember()
    done = []
    empty_desk.reader.ask(lambda query: query, done.append, failed=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert empty_desk.link.state.verdict is None
