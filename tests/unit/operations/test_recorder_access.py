"""operations.recorder_access: the recorder that runs, or one for the time of a verb."""

from __future__ import annotations

import sys

import pytest

from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.errors import RecorderNotRunningError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations import recorder_access
from tests.fakes import running
from tests.fakes.commands import on_terminal


def session(environment, monkeypatch) -> Session:
    """Return a session in that environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())


def test_the_running_recorder_is_used(live_recorder, monkeypatch):
    """No second one is started."""
    here = session(live_recorder.environment, monkeypatch)
    monkeypatch.setattr(recorder_access, "_start", lambda *_, **__: pytest.fail("started one"))
    assert recorder_access.ask(here, "status")["recording"]
    assert recorder_access.ask_running(here, "status")["recording"]
    with recorder_access.running(here) as client:
        assert client.call("status")["recording"]


def test_one_is_started_for_the_time_of_a_verb(tmp_path, monkeypatch):
    """It is gone afterwards, and its ledger is sealed."""
    here = session(running.environment(tmp_path), monkeypatch)
    assert recorder_access.running(here) is None
    with recorder_access.recorder(here, receive=True) as client:
        assert client.call("status")["otlp_http"]
    assert recorder_access.running(here) is None
    with pytest.raises(RecorderNotRunningError):
        recorder_access.ask_running(here, "status")
    done = running.run_cli(running.environment(tmp_path), "verify")
    assert done.stdout.startswith("CONSISTENT")


def test_none_is_started_in_the_way_of_a_tray_that_keeps_one(tmp_path, monkeypatch):
    """It says that the recorder does not run, and leaves nothing."""
    here = session(running.environment(tmp_path), monkeypatch)
    here.starts_recorder = False
    with pytest.raises(RecorderNotRunningError, match="is not running"):
        recorder_access.ask(here, "status")
    assert not here.paths.ledger.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_log_begun_by_the_way_is_told(tmp_path):
    """Once, to a person at a terminal: its fingerprint is what `serve` would have shown."""
    environment = running.environment(tmp_path)
    words = ("config", "set", "run.idle_s", "900")
    assert "fingerprint" in on_terminal(environment, *words).out
    assert "fingerprint" not in on_terminal(environment, *words).out
    elsewhere = running.environment(tmp_path / "piped")
    assert running.run_cli(elsewhere, *words).stderr == ""


def test_one_that_cannot_start_says_why(tmp_path, monkeypatch):
    """Its last word is passed on."""
    here = session(running.environment(tmp_path), monkeypatch)
    here.paths.data_dir.parent.mkdir(parents=True, exist_ok=True)
    here.paths.data_dir.write_text("a file")
    with pytest.raises(RecorderNotRunningError, match="No recorder could be started: "):
        recorder_access.ask(here, "status")
