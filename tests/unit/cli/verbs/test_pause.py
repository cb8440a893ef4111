"""countersign pause: recording stops for a while, if a person says so."""

from __future__ import annotations

import sys

import pytest

from desktop_app.cli.verbs.pause import seconds
from desktop_app.errors import UsageError
from tests.fakes.commands import on_terminal


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_person_pauses_and_resumes(live_recorder, live):
    """`status` says until when; `resume` says what was not recorded."""
    environment = live_recorder.environment
    refused = on_terminal(environment, "pause", answer=b"\n")
    assert refused.code == 1
    assert "is not recorded" in refused.out
    assert live("status", "--output", "json").data["recording"]
    done = on_terminal(environment, "pause", "--for", "15m", answer=b"yes\n")
    assert done.code == 0
    assert "Paused until " in done.out
    status = live("status")
    assert status.code == 1
    assert status.out.startswith("Paused until ")
    assert live("resume").out == "Recording. Not recorded meanwhile: nothing was sent.\n"
    done = on_terminal(environment, "pause", answer=b"yes\n")
    assert "Paused until you resume." in done.out
    assert live("resume", "--output", "json").data["was_paused"] is True


def test_without_a_terminal_nothing_pauses(live, monkeypatch):
    """A pipe cannot answer: this process has a terminal or it has not, and nobody types."""
    monkeypatch.setattr(
        "desktop_app.host.terminal._ask", lambda _: "", raising=True
    )  # whoever runs this test may have one
    done = live("pause", "--output", "json")
    assert (done.code, done.envelope["error"]["code"]) == (1, "NOT_ANSWERED_BY_PERSON")


def test_lengths_of_time():
    """A number and a unit, nothing else."""
    assert seconds("90s") == 90
    assert seconds("1h") == 3600
    for bad in ("", "15", "0m", "1d", "1.5h", "m"):
        with pytest.raises(UsageError):
            seconds(bad)
