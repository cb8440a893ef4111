"""operations.agents_state with a real recorder: who is there, wired, heard, unknown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents.catalog import BY_NAME
from desktop_app.agents.installed import Versions
from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.operations import agents_setup, agents_state
from desktop_app.query.query import Query
from tests.fakes import agents_home, recorded, running
from tests.fakes.trusting import trust_hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.operations.agents_state import AgentState, Senders
    from tests.fakes.running import RunningRecorder


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningRecorder]:
    """A recorder in a HOME with three agents."""
    agents_home.install(tmp_path)
    with running.running(tmp_path) as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
        yield made


@pytest.fixture
def here() -> Session:
    """A person's place."""
    return Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())


def look(here: Session, recorder: RunningRecorder) -> Senders:
    """Look at all of it."""
    return agents_state.look(here, Versions(), recorder.url, cwd=Path.home())


def of(found: Senders, name: str) -> AgentState:
    """Return one agent."""
    return next(state for state in found.agents if state.agent.name == name)


def send(recorder: RunningRecorder, name: str) -> None:
    """Send a recorded run of a real agent, without a token."""
    for body in recorded.run(name).bodies:
        headers = {"content-type": body.content_type}
        if body.content_encoding:
            headers["content-encoding"] = body.content_encoding
        assert recorder.post(f"/v1/{body.signal.value}", body.raw, headers)[0] == 200
    recorder.wait_indexed()


def test_agents_as_they_are(recorder: RunningRecorder, here: Session) -> None:
    """Version, wiring and findings; one that was heard is heard by what it calls itself."""
    config = Path(agents_setup.set_up(here, BY_NAME["codex"]).config)
    assert of(look(here, recorder), "codex").gate == "skipped"
    trust_hooks(config)
    send(recorder, "gemini-json")
    found = look(here, recorder)
    assert [state.gate for state in found.agents] == ["none", "waits", "none"]
    assert [state.version for state in found.agents] == ["2.1.197", "0.169.0", "0.61.0"]
    assert [state.wired for state in found.agents] == [False, True, False]
    assert of(found, "codex").findings[0].level == "ok"
    assert of(found, "claude-code").findings[0].text == "Installed, and not set up."
    assert of(found, "claude-code").last_heard_us is None
    assert of(found, "gemini").last_heard_us is not None
    with Query(here.paths.index, here.paths.ledger) as query:
        heard = agents_state.heard(query)
    assert heard == {"gemini": of(found, "gemini").last_heard_us}


def test_who_has_no_token_is_unknown_unless_it_cannot_have_one(
    recorder: RunningRecorder, here: Session
) -> None:
    """Gemini CLI is known once it is set up; a Claude Code without a token is not."""
    send(recorder, "gemini-json")
    send(recorder, "claude-gzip-protobuf")
    names = {row["agent"] for row in look(here, recorder).unknown}
    assert names == {"gemini-cli", "claude-code"}
    agents_setup.set_up(here, BY_NAME["gemini"])
    recorder.wait_indexed()
    assert {row["agent"] for row in look(here, recorder).unknown} == {"claude-code"}


def test_a_first_look_asks_no_program(recorder: RunningRecorder, here: Session) -> None:
    """So that rows are there at once; what was asked before is known."""
    versions = Versions()
    first = agents_state.look(here, versions, recorder.url, cwd=Path.home(), ask=False)
    assert {(state.version, state.asked) for state in first.agents} == {(None, False)}
    agents_state.look(here, versions, recorder.url, cwd=Path.home())
    again = agents_state.look(here, versions, recorder.url, cwd=Path.home(), ask=False)
    assert [state.version for state in again.agents] == ["2.1.197", "0.169.0", "0.61.0"]


def test_looking_leaves_no_entry(recorder: RunningRecorder, here: Session) -> None:
    """However often one looks."""
    agents_setup.set_up(here, BY_NAME["claude-code"])
    before = recorder.cli_json_any("status")["size"]
    look(here, recorder)
    assert recorder.cli_json_any("status")["size"] == before


def test_before_anything_was_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ledger, no index, no agent; and a damaged record of a set-up is told, not raised."""
    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", "/nowhere")
    here = Session(Output(SystemClock(), SystemIds()), SystemClock(), SystemIds())
    found = agents_state.look(here, Versions(), None, cwd=tmp_path)
    assert found.unknown == ()
    assert {(s.program, s.version, s.wired, s.findings) for s in found.agents} == {
        (None, None, False, ())
    }
    (here.paths.data_dir / "agents").mkdir(parents=True)
    (here.paths.data_dir / "agents" / "codex.json").write_text("{")
    damaged = of(agents_state.look(here, Versions(), None, cwd=tmp_path), "codex")
    assert damaged.wired
    assert damaged.findings[0].level == "error"
