"""Verdicts: exit codes and precedence are fixed for ever."""

from __future__ import annotations

import itertools

from desktop_app.model.verdict import PRECEDENCE, Verdict, exit_code, worst


def test_exit_codes_are_the_documented_ones() -> None:
    """Scripts match on these numbers."""
    assert {v.value: v.exit_code for v in Verdict} == {
        "ANCHORED": 0,
        "CONSISTENT": 0,
        "KEY_UNPINNED": 20,
        "DIVERGED": 30,
        "INVALID": 40,
        "POLICY_VIOLATION": 41,
        "INCOMPLETE": 50,
        "UNREADABLE": 60,
    }
    assert [v for v in Verdict if v.passes] == [Verdict.ANCHORED, Verdict.CONSISTENT]


def test_the_earlier_in_the_precedence_wins() -> None:
    """Of any two verdicts the one named first in PRECEDENCE wins, in either order."""
    assert set(PRECEDENCE) == set(Verdict)
    for first, second in itertools.combinations(PRECEDENCE, 2):
        assert worst([first, second]) is first
        assert worst([second, first]) is first
    assert worst([]) is Verdict.CONSISTENT


def test_a_required_anchor_changes_consistent_only() -> None:
    """10 without an anchor, 11 with a stale one; other verdicts keep their code."""
    assert exit_code(Verdict.CONSISTENT, require_anchor=True, stale=False) == 10
    assert exit_code(Verdict.CONSISTENT, require_anchor=True, stale=True) == 11
    assert exit_code(Verdict.CONSISTENT, require_anchor=False, stale=True) == 0
    assert exit_code(Verdict.ANCHORED, require_anchor=True, stale=False) == 0
    assert exit_code(Verdict.INVALID, require_anchor=True, stale=False) == 40
