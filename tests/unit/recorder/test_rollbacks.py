"""Undoing a run: shown first, done once, kept before, undone by its own entry's number."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import NotFoundError, StorageError, UsageError
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import rollbacks
from desktop_app.recorder.rollbacks import Asked
from desktop_app.recorder.runs import Run
from tests.fakes.consented import give
from tests.fakes.gate import subjects
from tests.unit.recorder.test_copies import act

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

RUN = Run("claude-code", "run-1")


@pytest.fixture
def folder(made: Recorder, tmp_path: Path) -> Path:
    """A folder in which an agent changed one file, by two calls."""
    found = tmp_path / "deep" / "work"
    found.mkdir(parents=True)
    (found / "file").write_text("one\n")
    give(made, COPIES)
    act(made, found, "toolu_1", lambda: (found / "file").write_text("two\n"))
    act(made, found, "toolu_2", lambda: (found / "made").write_text("x\n"))
    return found


def whole(made: Recorder, kind: str) -> list[dict[str, Any]]:
    """Return the subjects of a kind but for those that only hold copies."""
    return [one for one in subjects(made, kind) if "part" not in one]


def test_shown_then_done_then_undone(made: Recorder, folder: Path) -> None:
    """A plan changes nothing; it is carried out once; its entry undoes it."""
    plan = made.rollbacks.plan(Asked(RUN))
    assert (folder / "file").read_text() == "two\n"
    assert plan["lines"] == ["restore: file", "delete: made"]
    assert plan["diffs"][0][3:] == ["-two", "+one"]
    assert len(plan["shown"]) == 1
    outcome = made.rollbacks.apply(plan["plan"])
    assert (outcome["done"], outcome["failed"]) == (2, [])
    assert ((folder / "file").read_text(), (folder / "made").exists()) == ("one\n", False)
    assert [one["phase"] for one in whole(made, "rollback")] == ["begun", "done"]
    with pytest.raises(NotFoundError, match="no such plan"):
        made.rollbacks.apply(plan["plan"])
    again = made.rollbacks.plan(Asked(RUN, undo=outcome["entry"]))
    made.rollbacks.apply(again["plan"])
    assert ((folder / "file").read_text(), (folder / "made").read_text()) == ("two\n", "x\n")


@pytest.mark.skipif(sys.platform != "linux", reason="the way to a folder is held on Linux alone")
@pytest.mark.parametrize("planned", [True, False])
def test_a_folder_above_that_became_a_link_leads_nowhere(
    made: Recorder, folder: Path, *, planned: bool
) -> None:
    """Before the plan or after it: what lies where the link leads is left as it is."""
    plan = made.rollbacks.plan(Asked(RUN)) if planned else None
    real = folder.parent.with_name("real")
    folder.parent.rename(real)
    folder.parent.symlink_to(real)
    if plan is None:
        with pytest.raises(NotFoundError, match="cannot be opened"):
            made.rollbacks.plan(Asked(RUN))
    else:
        told = made.rollbacks.apply(plan["plan"])
        assert (told["done"], len(told["failed"])) == (0, 2)
    assert (folder / "file").read_text() == "two\n"
    assert (folder / "made").exists()


def test_a_merge_keeps_what_a_person_changed_since(made: Recorder, tmp_path: Path) -> None:
    """Asked for alone; shown as what it is; undone like all else."""
    folder, lines = tmp_path / "deep" / "work", "one\ntwo\nthree\nfour\nfive\n"
    folder.mkdir(parents=True)
    (folder / "f").write_text(lines)
    give(made, COPIES)
    act(made, folder, "toolu_1", lambda: (folder / "f").write_text(lines.replace("five", "X")))
    mine = lines.replace("five", "X").replace("one", "MINE")
    (folder / "f").write_text(mine)
    alone = made.rollbacks.plan(Asked(RUN))
    assert (alone["steps"], alone["mergeable"], (folder / "f").read_text()) == (0, 1, mine)
    plan = made.rollbacks.plan(Asked(RUN, merge=True))
    assert plan["mergeable"] == 0
    assert plan["lines"] == ["restore: f (what somebody else changed since is kept)"]
    assert plan["diffs"][0][-2:] == ["-X", "+five"]
    assert all(made.keeping.vault.about(ref) for ref in plan["shown"])
    done = made.rollbacks.apply(plan["plan"])
    assert (folder / "f").read_text() == lines.replace("one", "MINE")
    made.rollbacks.apply(made.rollbacks.plan(Asked(RUN, undo=done["entry"]))["plan"])
    assert (folder / "f").read_text() == mine


def test_an_ended_run_stays_ended(made: Recorder, folder: Path) -> None:
    """What a person undoes later does not open the run again; what was nobody's is told of."""
    (folder / "late").write_text("x")
    made.journal.end_run(RUN, {"reason": "exit"}).result(60)
    plan = made.rollbacks.plan(Asked(RUN))
    assert plan["unattributed"] == 1
    made.rollbacks.apply(plan["plan"])
    assert len(subjects(made, "run.start")) == 1
    assert not made.journal.book.is_open(RUN)
    assert made.rollbacks.plan(Asked(RUN, unattributed=True))["unattributed"] == 0


def test_back_to_a_call_and_single_paths(made: Recorder, folder: Path) -> None:
    """The call's own change is undone unless it is kept; only paths that are named."""
    entries = [int(one["calls"][0]) for one in whole(made, "file.op")]
    assert made.rollbacks.plan(Asked(RUN, to_call=entries[1]))["lines"] == ["delete: made"]
    kept = Asked(RUN, to_call=entries[1], including=False)
    assert made.rollbacks.plan(kept)["lines"] == ["Nothing to undo."]
    assert made.rollbacks.plan(Asked(RUN, paths=(b"file",)))["lines"] == ["restore: file"]
    with pytest.raises(UsageError, match="changed no file"):
        made.rollbacks.plan(Asked(RUN, to_call=1))
    assert folder.exists()


def test_what_there_is_not(made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run, an entry that is no rollback, a folder that went, plans of long ago."""
    with pytest.raises(NotFoundError, match="no copies"):
        made.rollbacks.plan(Asked(Run("claude-code", "other")))
    with pytest.raises(NotFoundError, match="no rollback"):
        made.rollbacks.plan(Asked(RUN, undo=3))
    monkeypatch.setattr(rollbacks, "MAX_PLANS", 1)
    first = made.rollbacks.plan(Asked(RUN))
    made.rollbacks.plan(Asked(RUN))
    with pytest.raises(NotFoundError, match="no such plan"):
        made.rollbacks.apply(first["plan"])
    folder.rename(folder.with_name("moved"))
    with pytest.raises(NotFoundError, match="cannot be opened"):
        made.rollbacks.plan(Asked(RUN))


def test_what_changes_meanwhile_is_left_alone(made: Recorder, folder: Path) -> None:
    """Between plan and deed the person writes the file: it stays, and is named."""
    plan = made.rollbacks.plan(Asked(RUN))
    (folder / "file").write_text("mine\n")
    outcome = made.rollbacks.apply(plan["plan"])
    assert (folder / "file").read_text() == "mine\n"
    assert ["file" in line for line in outcome["failed"]] == [True]
    assert whole(made, "rollback")[-1]["failed"] == 1


def test_what_cannot_be_written_down_is_not_done(
    made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry comes first: without it no file is touched."""
    plan = made.rollbacks.plan(Asked(RUN))

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(made.journal, "telemetry", refuse)
    with pytest.raises(StorageError):
        made.rollbacks.apply(plan["plan"])
    assert (folder / "file").read_text() == "two\n"


def test_long_diffs_are_cut(made: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan is to be read."""
    assert folder.exists()
    monkeypatch.setattr(rollbacks, "MAX_DIFF_BYTES", 1)
    assert made.rollbacks.plan(Asked(RUN))["diffs"] == [["More is not shown here."]]
