"""tray.line: over the person's line where there is one, else over the socket."""

from __future__ import annotations

import pytest

from desktop_app.control.person_line import PersonLine
from desktop_app.errors import RecorderNotRunningError
from desktop_app.host.paths import Paths
from desktop_app.operations.recorder_process import RecorderProcess
from desktop_app.tray.line import Line
from tests.fakes import running


@pytest.fixture
def paths(tmp_path, monkeypatch):
    """A data directory whose recorder takes any free ports."""
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = Paths.resolve()
    made.prepare()
    made.settings.write_text("[receive]\nhttp_port = 0\ngrpc_port = 0\n")
    return made


def test_without_a_line_it_goes_over_the_socket(tmp_path, monkeypatch):
    """A recorder that others started."""
    with running.running(tmp_path) as recorder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", recorder.environment["XDG_RUNTIME_DIR"])
        with Line(Paths.resolve(recorder.data_dir).control_address).connect() as client:
            assert client.call("status")["recording"]


def test_without_a_recorder_that_is_said(paths):
    """Whatever was used before."""
    with pytest.raises(RecorderNotRunningError):
        Line(paths.control_address).connect()


def test_over_the_line_what_is_confirmed_is_a_persons_word(paths):
    """The entry says that it came from the tray; closing a client leaves the line open."""
    person = PersonLine()
    recorder = RecorderProcess(paths, ("--person-fd", str(person.fd)), (person.fd,))
    person.handed_over()
    line = Line(paths.control_address)
    line.use(person)
    try:
        for _ in range(2):
            with line.connect() as client:
                assert client.call("pause", {"for_s": 5, "confirmed": True})["paused"]
    finally:
        line.use(None)
        recorder.finish()
    said = running.run_cli(running.environment(paths.data_dir.parent), "audit-log")
    assert said.stdout.count('"kind": "pause.start"') == 2


def test_after_an_answer_that_was_given_up_it_goes_over_the_socket(paths):
    """The line would bring that answer to the next question; the recorder looks at us instead."""
    person = PersonLine()
    recorder = RecorderProcess(paths, ("--person-fd", str(person.fd)), (person.fd,))
    person.handed_over()
    line = Line(paths.control_address)
    line.use(person)
    try:
        with line.connect() as client:
            assert client.call("status", timeout_s=60)["recording"]
            with pytest.raises(RecorderNotRunningError, match="has not answered"):
                client.call("checkpoint", timeout_s=0)
        assert person.client.ended
        with line.connect() as client:
            assert client.call("config.get")["run.idle_s"] == 600
    finally:
        line.use(None)
        recorder.finish()
