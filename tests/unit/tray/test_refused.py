"""tray.refused: what the tray's process was refused becomes an entry, once."""

from __future__ import annotations

import json

import pytest

from desktop_app.host.egress import door
from desktop_app.host.egress.guard import Refusal
from desktop_app.host.paths import Paths
from desktop_app.tray.refused import Refused
from tests.fakes import running

pytestmark = pytest.mark.gui


@pytest.fixture
def recorder(tmp_path, monkeypatch):
    """A real recorder; this process has its environment."""
    with running.running(tmp_path) as started:
        for name, value in started.environment.items():
            monkeypatch.setenv(name, value)
        yield started


def test_attempts_are_written_down_with_the_process_that_made_them(recorder, make_desk, qtbot):
    """Counted by target; at most 20 are named."""
    link = make_desk(Paths.resolve()).link
    refused = Refused(link)
    for number in range(25):
        door._report(Refusal("socket.connect", f"198.51.100.{number}:443", 1))
    door._report(Refusal("socket.connect", "198.51.100.3:443", 2))
    refused._tell()  # no recorder is known yet: kept
    link.start()
    qtbot.waitUntil(lambda: bool(link.state.status), timeout=10_000)
    refused._tell()

    def entry():
        lines = recorder.cli("audit-log").stdout.splitlines()
        return [line for line in map(json.loads, lines) if line["kind"] == "egress.refused"]

    qtbot.waitUntil(lambda: bool(entry()), timeout=10_000)
    (line,) = entry()
    assert {"target": "198.51.100.3:443", "attempts": 2} in line["params"]["targets"]
    assert len(line["params"]["targets"]) == 20
    assert line["params"]["others"] == 5
    refused.close()
    assert refused._attempts.take() is None


def test_what_is_left_at_the_end_is_told_then(recorder, make_desk, qtbot):
    """An attempt in the last minute before the person quits is an entry, too."""
    link = make_desk(Paths.resolve()).link
    refused = Refused(link)
    link.start()
    qtbot.waitUntil(lambda: bool(link.state.status), timeout=10_000)
    door._report(Refusal("socket.connect", "198.51.100.9:443", 1))
    refused.close()
    lines = [json.loads(line) for line in recorder.cli("audit-log").stdout.splitlines()]
    (line,) = [line for line in lines if line["kind"] == "egress.refused"]
    assert line["params"]["targets"] == [{"target": "198.51.100.9:443", "attempts": 1}]


def test_without_a_recorder_they_are_kept(empty_desk):
    """And told when one answers."""
    refused = Refused(empty_desk.link)
    door._report(Refusal("socket.getaddrinfo", "example.com", 1))
    refused._tell()
    refused.close()
    door._report(Refusal("socket.getaddrinfo", "example.com", 2))
    assert refused._attempts.take().targets == {"example.com": 1}
