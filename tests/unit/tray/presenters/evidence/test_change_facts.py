"""The panel beside a change of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.operations.changed_files import Change, Side
from desktop_app.tray.presenters.evidence import change_facts, files
from desktop_app.tray.presenters.evidence.held import Keeping
from desktop_app.tray.presenters.evidence.strip import Run
from tests.fakes.file_changes import AT_US, change, told

if TYPE_CHECKING:
    from desktop_app.tray.presenters.evidence.facts import Known

RUN = Run(4, "Claude Code, 10:05:35", AT_US)


def known(row: dict, *changes: Change) -> Known:
    """Return what is known of an entry's first row."""
    listed = files.entries([row], AT_US)
    shown = {row["entry"]: list(changes)} if changes else {}
    return change_facts.known(files.rows(listed, shown)[0], RUN, Keeping())


def values(found: Known) -> dict[str, dict[str, str]]:
    """Return the values by title and label."""
    return {one.title: {fact.label: fact.value for fact in one.facts} for one in found.sections}


def test_a_closed_row_tells_no_name() -> None:
    """Who, when, and how long its list stays."""
    found = known(told(9))
    assert (found.title, found.entries, found.call) == ("2 created, 1 changed", (9,), 0)
    said = values(found)
    assert (said["Facts"]["Tool call"], said["Facts"]["Call id"]) == ("Edit", "call-0")
    assert (said["Kept"]["List"], said["Kept"]["Hold"]) == ("412 bytes", "none")
    assert said["Proof"] == {"Entry": "#9"}
    lost = values(known(told(9, list=None)))
    assert lost["Kept"] == {"List": "No list is kept."}


def test_a_change_tells_both_sides() -> None:
    """And which copies there are."""
    lost = Side("file", 0o755, 70_000_000, why="too large")
    found = known(told(9), change(9, "src/a.py", deed="rename", source="old.py", after=lost))
    assert found.title == "a.py, renamed from old.py"
    said = values(found)
    assert (said["Facts"]["Path"], said["Facts"]["Old path"]) == ("src/a.py", "old.py")
    assert said["Facts"]["Before"] == "6 bytes, mode 0644"
    assert (said["Kept"]["Before"], said["Kept"]["After"]) == (
        "a copy, 6 bytes",
        "no copy: too large",
    )


def test_who_did_it() -> None:
    """Several of which one did, none, a rollback; a ref has no sides."""
    several = values(known(told(9, calls=2)))["Facts"]
    assert several["Tool call"] == "one of Edit, Bash"
    nobody = values(known(told(9, calls=0)))["Facts"]
    assert nobody["Tool call"] == "none: you, or a program that went on by itself"
    assert values(known(told(9, kind="rollback")))["Facts"]["Done by"] == "a rollback"
    ref = Change(9, "ref", "refs/heads/main", moved=("", "b" * 40, 1))
    assert "Before" not in values(known(told(9), ref))["Facts"]
