"""operations.recorder_process: a recorder as a child, which outlives a parent that is killed."""

from __future__ import annotations

import os
import signal

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.errors import RecorderNotRunningError
from desktop_app.host.paths import Paths
from desktop_app.operations.recorder_process import RecorderProcess
from tests.fakes import running
from tests.fakes.ledger_place import until


@pytest.fixture
def paths(tmp_path, monkeypatch):
    """A data directory whose recorder takes any free ports."""
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = Paths.resolve()
    made.prepare()
    made.settings.write_text("[receive]\nhttp_port = 0\ngrpc_port = 0\n")
    return made


def answers(paths: Paths) -> bool:
    """Return whether a recorder answers."""
    try:
        with ControlClient(paths.control_address) as client:
            return client.call("status")["keeper"] == "tray"
    except RecorderNotRunningError:
        return False


def test_it_records_until_it_is_asked_to_end(paths):
    """In order: exit code 0, no reason."""
    one = RecorderProcess(paths)
    until(lambda: answers(paths))
    one.stop()
    assert one.wait() == (0, "")


def test_why_it_ended_is_told_in_its_own_last_sentence(paths):
    """As the tray shows it."""
    first = RecorderProcess(paths)
    until(lambda: answers(paths))
    code, reason = RecorderProcess(paths).wait()
    assert code != 0
    assert "already serves" in reason
    first.finish()


def test_a_killed_one_names_the_signal(paths):
    """As the tray shows it, `It was ended by SIGKILL`."""
    one = RecorderProcess(paths)
    until(lambda: answers(paths))
    os.kill(one.pid, signal.SIGKILL)
    assert one.wait() == (-9, "It was ended by SIGKILL.")


def test_one_that_does_not_end_is_killed(paths):
    """A tray that quits does not hang for ever."""
    one = RecorderProcess(paths)
    until(lambda: answers(paths))
    os.kill(one.pid, signal.SIGSTOP)
    one.finish(wait_s=0.2)
    assert not answers(paths)
