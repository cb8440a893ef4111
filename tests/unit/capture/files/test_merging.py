"""capture.files.merging: both keep what is theirs, or nothing is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.capture.files.merging import offer_merge
from desktop_app.capture.files.planned import Plan
from desktop_app.capture.files.rollback import Prepared
from tests.fakes.workspace import Workspace, tree

if TYPE_CHECKING:
    from pathlib import Path

LINES = "one\ntwo\nthree\nfour\nfive\n"


def refused(tmp_path: Path, by_person: str) -> tuple[Workspace, Prepared]:
    """Return a plan in which one file is refused: the agent changed `five`, then a person."""
    work = Workspace(tmp_path)
    (work.root / "f").write_text(LINES)
    work.watch.begin(work.root)
    work.call("a", lambda: (work.root / "f").write_text(LINES.replace("five", "AGENT")))
    work.end()
    (work.root / "f").write_text(by_person)
    return work, work.prepare()


def test_the_person_s_change_stays_and_the_agent_s_goes(tmp_path: Path) -> None:
    """As a step like any other, undone like any other."""
    work, prepared = refused(tmp_path, LINES.replace("five", "AGENT").replace("one", "MINE"))
    before = tree(work.root)
    step = offer_merge(prepared.files.refused[0], work.place)
    assert step is not None
    outcome = work.perform(Prepared(Plan((step,)), prepared.refs))
    assert (work.root / "f").read_text() == LINES.replace("one", "MINE")
    work.undo(outcome)
    assert tree(work.root) == before


def test_no_merge_is_offered_where_it_would_guess(tmp_path: Path) -> None:
    """A conflict, no text, nothing there, and copies that are gone."""
    work, prepared = refused(tmp_path, LINES.replace("five", "MINE"))
    refusal = prepared.files.refused[0]
    assert offer_merge(refusal, work.place) is None
    (work.root / "f").write_bytes(b"\0")
    assert offer_merge(refusal, work.place) is None
    (work.root / "f").write_text(LINES.replace("five", "AGENT").replace("one", "MINE"))
    work.store.contents.clear()
    assert offer_merge(refusal, work.place) is None
    (work.root / "f").unlink()
    assert offer_merge(refusal, work.place) is None
