"""The environment of a run: one entry, names of variables, digests in place of paths."""

from __future__ import annotations

import os
from threading import Event
from typing import TYPE_CHECKING

from desktop_app.capture.environment import Agent
from desktop_app.errors import StorageError
from desktop_app.recorder import environments
from desktop_app.recorder.environments import Environments
from desktop_app.recorder.runs import Run
from tests.fakes.gate import subjects

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder

RUN = Run("claude-code", "run-1")


def of(made: Recorder) -> Environments:
    """Return one of its own."""
    return Environments(made.journal, made.run_keys, made.gating.policies)


def test_once_a_run(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that tells of it; of a program its digest, its path under a key."""
    monkeypatch.setattr(environments, "MAX_RUNS", 1)
    found = of(made)
    agent = Agent(name="job", executable="/bin/sh")
    found.of_program(RUN, agent, {"PATH": None, "LANG": "C"})
    found.of_program(RUN, agent, {})
    found.of_process(Run("claude-code", "run-2"), "claude-code", None)
    found.close()
    first, second = subjects(made, "run.environment")
    assert (first["variables"], first["values"]) == (["LANG", "PATH"], {"LANG": "C"})
    assert len(first["agent"]["sha256"]) == len(first["agent"]["path_hmac"]) == 64
    assert first["policy"] == made.gating.policies.current.label
    assert second["agent"] == {"name": "claude-code"}


def test_a_process_without_an_agent_above(made: Recorder) -> None:
    """What cannot be told is left out."""
    found = of(made)
    found.of_process(RUN, "claude-code", os.getpid())
    found.close()
    (told,) = subjects(made, "run.environment")
    assert told["agent"]["name"] == "claude-code"


def test_what_cannot_be_written_is_logged(
    made: Recorder, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And holds up nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(made.journal, "telemetry", refuse)
    found = of(made)
    found._write(RUN, Agent(name="x"), {})
    found.close()
    assert "not written down" in caplog.text


def test_the_end_of_a_run_waits_for_it(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not of another run, and not for ever."""
    monkeypatch.setattr(environments, "WAIT_S", 0.01)
    found, go_on = of(made), Event()
    monkeypatch.setattr(Environments, "_look", lambda *_: go_on.wait(60))
    found.of_process(RUN, "claude-code", None)
    found.ending(Run("claude-code", "other"))
    found.ending(RUN)
    assert subjects(made, "run.environment") == []
    go_on.set()
    found.close()
