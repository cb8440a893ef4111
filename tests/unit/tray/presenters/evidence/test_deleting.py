"""What is said before a run's content is deleted or held."""

from __future__ import annotations

from typing import Any

from desktop_app.tray.presenters.evidence import deleting
from desktop_app.tray.presenters.evidence.held import Hold
from desktop_app.tray.presenters.evidence.strip import Run

RUN = Run(4, "Claude Code, 10:05:35", 1)
HOLDS = (Hold(4120, "an incident"),)


def told(entries: int = 0, held: int = 0, early: int = 0, keys: int = 0) -> dict[str, Any]:
    """Return what a dry run answers."""
    found = {"entries": entries, "bytes": 48_000, "held": held, "early": early}
    return {"classes": {"payloads": found}, "run_keys": keys, "remains": {"entries": 5_120}}


def said(**more: int) -> tuple[bool, str, list[str]]:
    """Return whether anything can go, the title, and the rest."""
    plan = deleting.plan(told(**more), RUN, HOLDS, 90)
    title, *lines = plan.shown.paragraphs
    return plan.can, title, lines


def test_what_goes_and_what_remains_is_told_before() -> None:
    """And that nobody brings it back."""
    can, title, lines = said(entries=12, keys=1)
    assert can
    assert title == "Delete what Claude Code, 10:05:35 kept?"
    goes, remains, last = lines
    assert goes.startswith("Would go: what 12 entries of the run kept, 48 kB: pictures, ")
    assert "the key of its digests" in goes
    assert "cannot be put back by a rollback" in goes
    assert remains.startswith("Remains: all 5,120 entries of the record, with their proofs")
    assert last == "This cannot be undone."
    assert "the key" not in said(entries=1)[2][0]


def test_under_a_hold_nothing_goes_and_the_reason_is_told() -> None:
    """Of what it covers; the rest can go."""
    can, title, lines = said(held=3)
    assert (can, title) == (False, "Nothing of this run can be deleted now")
    assert lines == ["A hold keeps what 3 entries kept. #4,120, an incident."]
    can, _, lines = said(entries=1, held=2)
    assert can
    assert lines[1] == "A hold keeps what 2 entries kept. #4,120, an incident."


def test_in_compliance_nothing_goes_before_its_days() -> None:
    """For no reason."""
    can, _, lines = said(early=2)
    assert not can
    assert lines[0].startswith("The profile compliance keeps what 2 entries kept until 90 days")


def test_where_nothing_is_kept_it_says_so() -> None:
    """There is nothing to say yes to."""
    can, _, lines = said()
    assert (can, lines) == (False, ["It kept nothing, or all of it is gone already."])


def test_what_was_done_is_told() -> None:
    """With its entries; and where the recorder goes on later."""
    removed = {"payloads": 12, "finished": True}
    done = {"entries": [4_121], "removed": removed}
    assert deleting.done(done) == "12 pieces were destroyed. Recorded as #4,121."
    stopped = {**done, "removed": {"payloads": 1, "finished": False}}
    assert deleting.done(stopped).endswith("the recorder goes on at its next start.")
    placed = deleting.placed({"covers": 3, "entry": 9})
    assert placed == "3 entries with content are held. Recorded as #9."


def test_a_hold_says_what_it_does() -> None:
    """A name cannot deceive; nothing of it is a consent."""
    shown = deleting.hold(Run(1, "x\u202e", 1))
    assert shown.paragraphs[0] == "Hold what xU+202E kept?"
    assert shown.name == "evidence-hold"
