"""What is kept of changed files is told to a person, without a name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.model.canonical import encode_body
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import verbs_files, verbs_rollback
from tests.fakes.consented import call, give, unconfirmed
from tests.fakes.gate import of_kind
from tests.unit.recorder.test_copies import act

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

WHO = {"sender": "claude-code", "run_id": "run-1"}


@pytest.fixture
def folder(made: Recorder, tmp_path: Path) -> Path:
    """A folder in which an agent changed a file and made one."""
    found = tmp_path / "deep" / "work"
    found.mkdir(parents=True)
    (found / "hello.txt").write_text("one\n")
    (found / "same.txt").write_text("same\n")
    give(made, COPIES)
    act(made, found, "toolu_1", lambda: (found / "hello.txt").write_text("two\n"))
    act(made, found, "toolu_2", lambda: (found / "new.txt").write_text("new\n"))
    return found


def told(made: Recorder) -> list[dict[str, Any]]:
    """Return what is told of each entry."""
    answer: Any = verbs_files.pieces(made, call(**WHO))
    return list(answer["entries"])


def lists(made: Recorder, kind: str) -> list[int]:
    """Return the entries of a kind that hold lists, not copies alone."""
    return [one.seq for one in of_kind(made, kind) if "part" not in one.subject]


def test_the_lists_and_the_copies_that_they_name(made: Recorder, folder: Path) -> None:
    """Before and after of each change, wherever they were kept; no name, nothing is revealed."""
    assert folder.exists()
    first, second = told(made)
    assert [first["entry"], second["entry"]] == lists(made, "file.op")
    read = made.keeping.vault.read
    assert [read(one["ref"]) for one in first["copies"]] == [b"one\n", b"two\n"]
    (snapshot,) = lists(made, "file.snapshot")
    assert [one["entry"] <= snapshot for one in first["copies"]] == [True, False]
    assert [read(one["ref"]) for one in second["copies"]] == [b"new\n"]
    listed = json.loads(read(first["list"]["ref"]))
    assert [one["path"] for one in listed["files"]] == ["hello.txt"]
    assert b"hello" not in encode_body({"told": [first, second]})
    assert of_kind(made, "vault.reveal") == []


def test_a_rollback_is_a_change_too(made: Recorder, folder: Path) -> None:
    """What was only begun is told by its end."""
    plan = verbs_rollback.plan(made, call(**WHO))
    verbs_rollback.apply(made, call(plan=plan["plan"]))
    assert (folder / "hello.txt").read_text() == "one\n"
    begun, done = lists(made, "rollback")
    entries = [one["entry"] for one in told(made)]
    assert done in entries
    assert begun not in entries


def test_what_is_purged_is_left_out(made: Recorder, folder: Path) -> None:
    """A copy alone, or the list with all that it names."""
    assert folder.exists()
    first, second = lists(made, "file.op")
    made.keeping.vault.shred([first])
    assert [one["entry"] for one in told(made)] == [second]


def test_no_more_copies_than_can_be_told(made: Recorder, folder: Path, monkeypatch) -> None:
    """Lists are told all the same."""
    assert folder.exists()
    monkeypatch.setattr(verbs_files, "MAX_COPIES", 1)
    assert [len(one["copies"]) for one in told(made)] == [1, 0]


def test_only_a_person(made: Recorder) -> None:
    """And a run has a name."""
    with pytest.raises(NotAnsweredByPersonError):
        verbs_files.pieces(made, unconfirmed(**WHO))
    with pytest.raises(UsageError):
        verbs_files.pieces(made, call(sender="claude-code"))
    assert verbs_files.pieces(made, call(sender="codex", run_id="none")) == {"entries": []}
