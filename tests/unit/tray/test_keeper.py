"""tray.keeper: a recorder is found, or started and started again; what happens shows."""

from __future__ import annotations

import os
import signal

import pytest

from desktop_app.host.paths import Paths
from desktop_app.tray.keeper import Keeper
from desktop_app.tray.presenters.state import Phase
from tests.fakes import running

pytestmark = pytest.mark.gui


@pytest.fixture
def desk(tmp_path, monkeypatch, make_desk):
    """A desk whose recorder takes any free ports."""
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    paths = Paths.resolve()
    paths.prepare()
    paths.settings.write_text("[receive]\nhttp_port = 0\ngrpc_port = 0\n")
    return make_desk(paths)


@pytest.fixture
def keeper(desk):
    """A keeper, ended after the test."""
    made = Keeper(desk.paths, desk.link)
    yield made
    made.finish()


def recording(desk) -> bool:
    """Return whether the link sees a recorder that records."""
    return desk.link.state.phase is Phase.RECORDING


def test_where_none_runs_one_is_started_and_ended_with_us(desk, keeper, qtbot):
    """With the person's line; its end is in order."""
    desk.link.start()
    qtbot.waitUntil(lambda: recording(desk), timeout=15_000)
    assert keeper.keeps == "tray"
    assert desk.link.state.get("keeper") == "tray"
    keeper.finish()
    ended = running.run_cli(running.environment(desk.paths.data_dir.parent), "verify", check=False)
    assert "CONSISTENT" in ended.stdout


def test_a_killed_recorder_is_started_again_and_nothing_is_trouble_yet(desk, keeper, qtbot):
    """One crash is mended at once."""
    desk.link.start()
    qtbot.waitUntil(lambda: recording(desk), timeout=15_000)
    first = keeper._child.pid
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(
        lambda: keeper._child is not None and keeper._child.pid != first, timeout=15_000
    )
    qtbot.waitUntil(lambda: recording(desk), timeout=15_000)


def test_one_that_is_found_is_left_alone(desk, qtbot, tmp_path):
    """`countersign serve` in a terminal: no second one, and quitting does not end it."""
    with running.running(tmp_path) as found:
        keeper = Keeper(desk.paths, desk.link)
        desk.link.start()
        qtbot.waitUntil(lambda: recording(desk), timeout=15_000)
        assert keeper._child is None
        assert keeper.keeps == "command"
        keeper.finish()
        assert found.process.poll() is None


def test_one_that_a_killed_tray_left_is_taken_over_and_ended(desk, qtbot, tmp_path):
    """Its keeper says so; we end it where it is asked to, not by a signal."""
    left = running.start(running.environment(tmp_path), "--keeper", "tray")
    keeper = Keeper(desk.paths, desk.link)
    desk.link.start()
    qtbot.waitUntil(lambda: recording(desk), timeout=15_000)
    assert keeper.keeps == "tray"
    keeper.finish()
    assert left.process.wait(20) == 0
    left.process.stdout.close()


def test_one_that_keeps_ending_is_trouble_with_its_own_reason(desk, keeper, qtbot, monkeypatch):
    """A settings file that is none: the person sees which, and `Start again` tries at once."""
    desk.paths.settings.write_text("[receive\n")
    said = []
    keeper.down.connect(said.append)
    monkeypatch.setattr("desktop_app.tray.supervisor.FIRST_S", 0.01)
    desk.link.start()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "times in 2 minutes" in said[0]
    assert "is not TOML" in said[0]
    qtbot.waitUntil(lambda: desk.link.state.phase is Phase.TROUBLE)
    desk.paths.settings.write_text("[receive]\nhttp_port = 0\ngrpc_port = 0\n")
    up = []
    keeper.up.connect(lambda: up.append(True))
    keeper.start_again()
    qtbot.waitUntil(lambda: recording(desk), timeout=15_000)
    assert up == [True]
