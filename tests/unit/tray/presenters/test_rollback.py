"""What the window of a rollback says, of plans as the recorder tells them."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.operations.rollback import Wanted
from desktop_app.tray.presenters import rollback
from desktop_app.tray.presenters.changes import Line
from desktop_app.tray.presenters.rollback import Row

RUN = Wanted("#1")
DIFF = ["--- a/a.py", "+++ b/a.py", "@@ -1,2 +1,2 @@", "-two", "+one", " same"]


def plan(**more: Any) -> dict[str, Any]:
    """Return a plan that restores one file."""
    told: dict[str, Any] = {
        "plan": "0b",
        "workspace": "/home/ada/site",
        "steps": 1,
        "refused": 0,
        "refs": 0,
        "unattributed": 0,
        "mergeable": 0,
        "changes": [{"act": "restore", "path": "a.py", "kind": "file", "diff": 0}],
        "left": [],
        "diffs": [DIFF],
    }
    return {**told, **more}


def shown(found: dict[str, Any], wanted: Wanted = RUN) -> rollback.Shown:
    """Return a plan as it is shown to Ada."""
    return rollback.shown(found, wanted, "/home/ada")


def test_titles() -> None:
    """What the person asked for."""
    assert rollback.title(RUN) == "Roll back this run"
    assert rollback.title(Wanted("#1", to="7")) == "Roll back to before this call"
    assert rollback.title(Wanted("#1", paths=("a\u202e.py",))) == "Put back aU+202E.py"
    assert rollback.title(Wanted("#1", paths=("a", "b"))) == "Put back 2 files"
    assert rollback.title(Wanted("#1", undo=4741)) == "Undo the rollback #4,741"


def test_a_plan_of_one_file() -> None:
    """The button says how many; nothing more is asked."""
    found = shown(plan())
    assert found.where == "~/site"
    assert found.lead == "1 path changes. Nothing is changed yet."
    assert found.verb == "Put back 1 file"
    assert (found.unattributed, found.merge, found.recorded) == ("", "", "")
    ((title, rows),) = found.groups
    assert title == "Put back as it was (1)"
    assert rows == (Row("file-edit", "text2", "a.py", "", 0),)
    assert shown(plan(entry=4739)).recorded.endswith("Recorded as #4,739.")


def test_groups_stand_in_one_order_and_gits_own_last() -> None:
    """A person looks for their own files first."""
    told = [
        {"act": "delete", "path": "made", "kind": "dir"},
        {"act": "restore", "path": ".git/index", "kind": "file"},
        {"act": "restore", "path": "a.py", "kind": "file", "keeps": "later changes"},
        {"act": "rename back", "path": "old", "kind": "file", "from": "new"},
        {"act": "move ref", "path": "refs/heads/x", "to": "0123456789abcdef"},
        {"act": "move ref", "path": "refs/heads/y", "to": None},
    ]
    left = [{"path": "notes.txt", "why": "changed since by somebody else"}]
    found = shown(plan(changes=told, left=left, steps=4, refs=2, refused=1))
    assert [group.title for group in found.groups] == [
        "Put back as it was (2)",
        "Deleted: it was not there before (1)",
        "Renamed back (1)",
        "Git refs moved back (2)",
        "Left alone (1)",
    ]
    rows = [row for group in found.groups for row in group.rows]
    assert [row.spoken for row in rows] == [
        "a.py, your later changes stay",
        ".git/index",
        "made, folder",
        "old, it is new now",
        "refs/heads/x, to 0123456789ab",
        "refs/heads/y, removed",
        "notes.txt, changed since, and not by the run",
    ]
    assert found.verb == "Put back 4 paths and 2 git refs"
    assert found.lead == (
        "4 paths change, 2 git refs move, 1 is left alone. Nothing is changed yet."
    )


def test_what_cannot_be_done_has_no_button() -> None:
    """And it is said whether that is because all is as it was."""
    left = [{"path": "a", "why": "a word of a later version"}]
    refused = shown(plan(steps=0, changes=[], left=left, refused=1))
    assert refused.verb == ""
    assert refused.lead.startswith("Nothing can be put back")
    assert refused.groups[0].rows[0].note == "a word of a later version"
    nothing = shown(plan(steps=0, changes=[]))
    assert (nothing.verb, nothing.groups) == ("", ())
    assert nothing.lead == "There is nothing to put back: all is as it was."
    assert shown(plan(steps=0, refs=1, changes=[])).verb == "Move 1 git ref back"


def test_paths_beyond_the_list_are_counted() -> None:
    """No change is hidden."""
    assert shown(plan(steps=12_001)).groups[-1].title == "12,000 more paths"


def test_boxes_are_there_when_they_would_change_something() -> None:
    """Or while they are ticked."""
    found = shown(plan(unattributed=3, mergeable=1))
    assert found.unattributed == "Also what changed while no call ran, 3 changes"
    assert found.merge == "Keep my later changes where they do not conflict"
    ticked = shown(plan(), Wanted("#1", unattributed=True, merge=True))
    assert ticked.unattributed == "Also what changed while no call ran"
    assert ticked.merge == found.merge


def test_diffs() -> None:
    """Lines with their numbers; what a diff says of ends of files and of its own end."""
    row = Row("", "", "a.py", diff=0)
    assert rollback.diff(plan(), row) == [
        Line(1, None, "-", "two"),
        Line(None, 1, "+", "one"),
        Line(2, 2, "", "same"),
    ]
    ends = [*DIFF[:4], "\\ No newline at end of file", "+one", "... and more."]
    texts = [line.text for line in rollback.diff(plan(diffs=[ends]), row)]
    assert texts == ["two (no newline at its end)", "one", "More is not shown here."]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("", "", "a", diff=0), "Binary: 3 bytes before, 4 after."),
        (Row("", "", "a", "folder"), "folder"),
        (Row("", "", "a", diff=1), "There are no lines in it."),
        (Row("", "", "a", diff=7), "What it holds does not change, or is too much to be shown"),
    ],
)
def test_what_has_no_lines_says_why(row: Row, said: str) -> None:
    """In the recorder's words, else in ours."""
    found = plan(diffs=[["Binary: 3 bytes before, 4 after."], []])
    assert rollback.diff(found, row) == []
    assert rollback.said(found, row).startswith(said)


def test_what_was_done_and_what_was_not() -> None:
    """In numbers; each line that was left alone, with its reason."""
    done = {"entry": 4741, "done": 2, "refs": 1, "failed": ["a: b: special file", "bare"]}
    title, lines = rollback.outcome(done)
    assert title == "2 paths put back, 1 git ref moved, 2 left alone"
    assert lines == ["a: b: neither file nor folder", "bare"]
    assert rollback.after(done).endswith("so that this can be undone. Recorded as #4,741.")
    assert rollback.outcome({"done": 0, "refs": 0, "failed": []}) == ("0 paths put back", [])
    many = rollback.outcome({"done": 0, "refs": 0, "failed": ["x"] * 201})[1]
    assert (len(many), many[-1]) == (201, "1 more path")


def test_it_says_how_long_it_takes() -> None:
    """From the first second on."""
    assert rollback.waiting(0) == "Looking at what is in the folder now."
    assert rollback.waiting(12) == "Looking at what is in the folder now, 12 s so far."
    assert rollback.working(0) == "Putting files back."
    assert rollback.working(3) == "Putting files back, 3 s so far."
