"""tray.link: the recorder's state, polled; what it is asked changes it at once."""

from __future__ import annotations

import pytest

from desktop_app.errors import NotAnsweredByPersonError, VersionMismatchError
from desktop_app.host.paths import Paths
from desktop_app.tray.presenters.state import Phase, Verdict
from tests.fakes import running

pytestmark = pytest.mark.gui


@pytest.fixture
def recorder(tmp_path, monkeypatch):
    """A real recorder; this process has its environment."""
    with running.running(tmp_path) as started:
        for name, value in started.environment.items():
            monkeypatch.setenv(name, value)
        yield started


def test_a_recorder_that_runs_is_seen_and_one_that_dies_is_missed(recorder, make_desk, qtbot):
    """`met`, `changed`, `deaf`: what the tray lives on."""
    link = make_desk(Paths.resolve()).link
    met = []
    link.met.connect(lambda: met.append(link.state))
    with qtbot.waitSignal(link.changed, timeout=10_000):
        link.start()
    assert link.state.phase is Phase.RECORDING
    assert link.state.local_only
    assert link.state.get("pid") is None or link.state.status
    assert len(met) == 1
    recorder.kill()
    with qtbot.waitSignal(link.deaf, timeout=10_000):
        link.poke()
    assert not link.state.status


def test_what_is_asked_shows_at_once(recorder, make_desk, qtbot):  # noqa: ARG001
    """A pause by the person is in the state before a second is over."""
    link = make_desk(Paths.resolve()).link
    link.start()
    qtbot.waitUntil(lambda: link.state.phase is Phase.RECORDING, timeout=10_000)
    answers = []
    link.call("pause", {"for_s": 60, "confirmed": True}, answers.append)
    qtbot.waitUntil(lambda: link.state.phase is Phase.PAUSED, timeout=10_000)
    assert answers[0]["paused"]
    link.call("resume", {"confirmed": True}, answers.append)
    qtbot.waitUntil(lambda: link.state.phase is Phase.RECORDING, timeout=10_000)


def test_what_the_recorder_refuses_is_told_to_whoever_asked(recorder, make_desk, qtbot):  # noqa: ARG001
    """As the same error."""
    failed = []
    make_desk(Paths.resolve()).link.call("pause", {}, pytest.fail, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed), timeout=10_000)
    assert isinstance(failed[0], NotAnsweredByPersonError)


def test_without_a_recorder_the_reason_shows(empty_desk, qtbot):
    """Starting first, then trouble with its reason."""
    link = empty_desk.link
    link.start()
    assert link.state.phase is Phase.STARTING
    link.down(Phase.TROUBLE, "It stopped 3 times in 2 minutes: the disk is full.")
    assert link.state.phase is Phase.TROUBLE
    assert "disk is full" in link.state.reason
    with qtbot.waitSignal(link.deaf, timeout=10_000):
        link.poke()
    assert link.state.phase is Phase.TROUBLE


def test_a_recorder_of_another_version_is_trouble_and_not_silence(empty_desk):
    """Both would otherwise be shown as starting for ever."""
    empty_desk.link._deaf(VersionMismatchError("The recorder is version 9."))
    assert empty_desk.link.state.phase is Phase.TROUBLE
    assert empty_desk.link.state.reason == "The recorder is version 9."


def test_a_failed_verdict_is_shown_until_a_better_one_comes(empty_desk):
    """The icon reads the same state."""
    link = empty_desk.link
    link.judged(Verdict("Diverged", passes=False, at_us=1))
    link._heard({"size": 3, "sealed_size": 3})
    assert link.state.phase is Phase.TROUBLE
    link.judged(Verdict("Consistent", passes=True, at_us=2))
    link._heard({"size": 3, "sealed_size": 3})
    assert link.state.phase is Phase.RECORDING
