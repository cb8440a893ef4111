"""operations.agents_setup with a real recorder and real configs; the verbs' tests hold the rest."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents.catalog import BY_NAME
from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.control.server import ControlServer, Verb
from desktop_app.errors import ConfigError, NotFoundError
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations import agents_setup
from tests.fakes import agents_home, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningRecorder]:
    """A recorder in a HOME with three agents."""
    agents_home.install(tmp_path)
    with running.running(tmp_path) as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def here() -> Session:
    """A person's place."""
    return Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())


@pytest.mark.parametrize("name", list(BY_NAME))
def test_what_is_planned_is_what_is_done(
    recorder: RunningRecorder, here: Session, tmp_path: Path, name: str
) -> None:
    """The same diff before and after; undo likewise, and the bytes are back."""
    agent, (place, before) = BY_NAME[name], agents_home.CONFIGS[name]
    planned = agents_setup.plan_setup(here, agent)
    assert (tmp_path / place).read_bytes() == before
    done = agents_setup.set_up(here, agent)
    assert done.diff == planned.diff
    assert done.arrived_at == f"{recorder.url}/v1/logs"
    undo = agents_setup.plan_undo(here, agent)
    assert (undo.undo, undo.exact, undo.left) == (True, True, ())
    taken = agents_setup.take_out(here, agent, confirmed=True)
    assert (taken.exact, taken.left) == (True, [])
    assert taken.entry is not None
    assert taken.entry > done.entry
    assert (tmp_path / place).read_bytes() == before


def test_an_undo_tells_beforehand_what_would_stay(
    recorder: RunningRecorder, here: Session, tmp_path: Path
) -> None:
    """A setting that somebody changed since is left alone, and named."""
    agent, (place, _before) = BY_NAME["gemini"], agents_home.CONFIGS["gemini"]
    agents_setup.set_up(here, agent)
    config = tmp_path / place
    config.write_text(config.read_text().replace(recorder.url, "http://127.0.0.1:9"))
    planned = agents_setup.plan_undo(here, agent)
    assert not planned.exact
    assert planned.left == ("telemetry.otlpEndpoint",)
    assert agents_setup.take_out(here, agent, confirmed=True).left == ["telemetry.otlpEndpoint"]


def test_what_is_not_set_up_cannot_be_undone(recorder: RunningRecorder, here: Session) -> None:
    """Neither planned nor done."""
    assert recorder.process.poll() is None
    for undo in (
        lambda: agents_setup.plan_undo(here, BY_NAME["codex"]),
        lambda: agents_setup.take_out(here, BY_NAME["codex"], confirmed=True),
    ):
        with pytest.raises(NotFoundError, match="not set up"):
            undo()


def test_no_agent_is_sent_to_another_machine(
    tmp_path: Path, here: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something else answers at the recorder's address: nothing is planned, nothing changed."""
    agents_home.install(tmp_path)
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    agent, (place, before) = BY_NAME["claude-code"], agents_home.CONFIGS["claude-code"]
    here.paths.prepare()
    elsewhere = {"otlp_http": "http://collector.example.com:4318"}
    table = {"status": Verb(lambda _call: elsewhere)}
    server = ControlServer(here.paths.control_address, table)
    server.start()
    with closing(server):
        for deed in (agents_setup.plan_setup, agents_setup.set_up):
            with pytest.raises(ConfigError, match="not an address of this machine"):
                deed(here, agent)
    assert (tmp_path / place).read_bytes() == before
