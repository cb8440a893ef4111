"""Settings found loosened at a start are said, whatever else an entry holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.checks.edited import check_edited
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from tests.fakes.retained_entries import entry

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

ONE: JSON = {"name": "redact.strict", "old": True, "new": False}


def said(told: JSON, kind: EntryKind = EntryKind.RECORDER_START, *refused: str) -> list[str]:
    """Return what is found."""
    found = Findings()
    check_edited(entry(7, kind, {"edited": told}), refused, found)
    assert not found.verdicts
    assert {(one.code, one.severity, one.seq) for one in found.kept} <= {
        ("settings_edited", "warning", 7)
    }
    return [one.text for one in found.kept]


def test_each_is_a_warning() -> None:
    """With what it was; one that does not hold is none."""
    days: JSON = {"name": "retention.body_days", "old": 365, "new": 7}
    strict = (
        "Entry 7 finds redact.strict at false, and it was true: loosened while no recorder ran, "
        "by no command of a person."
    )
    assert said([ONE, days])[0] == strict
    assert len(said([ONE, days])) == 2
    assert said([ONE, days], EntryKind.RECORDER_START, "retention.body_days") == [strict]


@pytest.mark.parametrize("told", [None, [], {}, "x", [1], [["x"]]])
def test_nothing_is_said_of_nothing(told: JSON) -> None:
    """Nor of another form: no recorder writes it."""
    assert said(told) == []


def test_other_kinds_say_nothing_of_it() -> None:
    """Anybody may write a note."""
    assert said([ONE], EntryKind.COMMAND) == []


def test_a_value_of_any_length_is_cut() -> None:
    """A forged leaf may hold anything."""
    (text,) = said([{"name": "x", "old": "y" * 10_000, "new": 1}])
    assert len(text) < 300
