"""A rollback as a person asks for it: looked at, decided, done; calls named by either number."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import NotAnsweredByPersonError, NotFoundError, UsageError
from desktop_app.operations import reading
from desktop_app.operations.rollback import Wanted, rollback
from tests.fakes import consenting, running
from tests.fakes.scripted_agent import ScriptedAgent
from tests.fakes.told_context import in_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.operations.context import Context
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the agent works."""
    found = tmp_path / "work" / "site"
    found.mkdir(parents=True)
    return found


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder whose person keeps local copies."""
    with running.running(tmp_path / "home") as found:
        consenting.give(found.ready["control"], ["local copies"])
        yield found


@pytest.fixture
def context(recorder: RunningRecorder, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Its data directory."""
    return in_environment(recorder.environment, monkeypatch)


def yes(_plan: dict[str, Any]) -> bool:
    """Decide for it."""
    return True


def test_it_is_shown_decided_and_done(
    recorder: RunningRecorder, context: Context, folder: Path
) -> None:
    """A no changes nothing; a yes does; calls by the agent's id and by entry; others are told."""
    agent = ScriptedAgent(recorder, folder)
    first, second = agent.write("one", "1\n"), agent.write("two", "2\n")
    recorder.wait_indexed()
    seen: list[dict[str, Any]] = []

    def no(plan: dict[str, Any]) -> bool:
        seen.append(plan)
        return False

    found = rollback(context, Wanted("last"), confirmed=True, decide=no)
    assert (found["outcome"], found["run"], found["steps"]) == (None, "last", 2)
    assert seen[0]["lines"] == ["delete: one", "delete: two"]
    assert (folder / "one").exists()
    with pytest.raises(NotAnsweredByPersonError):
        rollback(context, Wanted("last"), confirmed=False, decide=yes)
    with pytest.raises(UsageError, match="No call has the id 'toolu_9'"):
        rollback(context, Wanted("last", to="toolu_9"), confirmed=True, decide=yes)
    kept = Wanted("last", to=second, keep_call=True)
    assert rollback(context, kept, confirmed=True, decide=yes)["steps"] == 0
    done = rollback(context, Wanted("last", to=second), confirmed=True, decide=yes)
    assert done["outcome"]["done"] == 1
    assert ((folder / "one").exists(), (folder / "two").exists()) == (True, False)
    with reading.index(context) as query:
        (entry,) = query.intents_of_call(first)
    by_entry = Wanted("last", to=f"#{entry}", paths=("one",))
    assert rollback(context, by_entry, confirmed=True, decide=yes)["outcome"]["done"] == 1
    assert list(folder.iterdir()) == []
    undo = Wanted("last", undo=done["outcome"]["entry"])
    assert rollback(context, undo, confirmed=True, decide=yes)["outcome"]["failed"] == []
    assert (folder / "two").read_text() == "2\n"


def test_records_without_a_run_have_no_files(
    recorder: RunningRecorder, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a run that is not there is not found."""
    assert recorder.ready
    with pytest.raises(NotFoundError):
        rollback(context, Wanted("nothing"), confirmed=True, decide=yes)
    monkeypatch.setattr(
        "desktop_app.query.query.Query.run", lambda *_: {"sender": "x", "run_id": None}
    )
    with pytest.raises(UsageError, match="no known run"):
        rollback(context, Wanted("last"), confirmed=True, decide=yes)
