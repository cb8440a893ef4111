"""countersign rollback: the plan first, then a yes; what a script reads is not in the way of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli.output import Output
from desktop_app.cli.verbs import rollback
from tests.fakes import at_terminal, consenting
from tests.fakes.clock import FakeClock
from tests.fakes.commands import on_terminal
from tests.fakes.ids import FakeIds
from tests.fakes.scripted_agent import ScriptedAgent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.commands import Commands
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@pytest.fixture
def session(tmp_path: Path) -> str:
    """The run of a test."""
    return f"run-{tmp_path.name}"


@pytest.fixture
def folder(live_recorder: RunningRecorder, tmp_path: Path, session: str) -> Path:
    """A folder in which an agent changed a file and made one."""
    found = tmp_path / "work" / "site"
    found.mkdir(parents=True)
    (found / "old.txt").write_text("one\n")
    consenting.give(live_recorder.ready["control"], ["local copies"])
    agent = ScriptedAgent(live_recorder, found, session)
    agent.begin()
    agent.write("old.txt", "two [b]\n")
    agent.write("new.txt", "x\n")
    agent.end()
    live_recorder.wait_indexed()
    return found


def test_the_plan_then_a_yes_and_how_to_undo_it(
    live_recorder: RunningRecorder, folder: Path, session: str
) -> None:
    """Asked to look, which is recorded, and asked to change; a dry run asks once."""
    words = ("rollback", session, "--path", "old.txt")
    dry = on_terminal(live_recorder.environment, *words, "--dry-run", answer=b"yes\n")
    assert dry.code == 0, dry.out
    for line in ("restore: old.txt", "-two [b]", "+one", "Nothing was changed."):
        assert line in dry.plain
    declined = on_terminal(live_recorder.environment, *words, answer=b"no\n")
    assert declined.code == 1
    assert (folder / "old.txt").read_text() == "two [b]\n"
    code, shown = at_terminal.confirmed(live_recorder.environment, *words)
    assert code == 0, shown
    assert "1 path put back." in shown
    assert f"countersign rollback {session} --undo " in " ".join(shown.split())
    assert (folder / "old.txt").read_text() == "one\n"
    assert (folder / "new.txt").exists()


def test_a_script_gets_json_and_a_person_sees_the_plan(
    live_recorder: RunningRecorder, folder: Path, session: str
) -> None:
    """Where nobody can be asked nothing is shown and nothing done; what is not there is said."""
    words = ("rollback", session, "--path", "new.txt", "--output", "json")
    code, shown = at_terminal.confirmed(live_recorder.environment, *words)
    assert code == 0, shown
    assert "delete: new.txt" in shown
    assert '"outcome": {' in shown
    assert not (folder / "new.txt").exists()


def test_nobody_at_a_terminal_is_no_yes(live: Commands, folder: Path, session: str) -> None:
    """Piped: refused, and no entry says that anything was shown."""
    done = live("rollback", session)
    assert done.code == 1
    assert "person" in done.err
    assert (folder / "new.txt").exists()


def test_what_could_not_be_done_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A line each, as it is; and a plan without steps says so once."""
    console = Output(FakeClock(), FakeIds(), format="text").console
    outcome = {"done": 1, "refs": 2, "failed": ["[b]a: changed since"], "entry": 4711}
    rollback._tell(console, {"outcome": outcome, "run": "r"})
    plan = {
        "outcome": None,
        "lines": ["Nothing to undo."],
        "diffs": [],
        "steps": 0,
        "unattributed": 2,
        "mergeable": 1,
    }
    rollback._tell(console, plan)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["1 path, and 2 git refs put back.", "left alone: [b]a: changed since"]
    assert "Recorded as #4,711" in lines[2]
    assert lines[-4:] == [
        "Nothing to undo.",
        "2 changes came while no call ran: add --unattributed.",
        "1 path changed since: --merge keeps that where it can.",
        "Nothing was changed.",
    ]
