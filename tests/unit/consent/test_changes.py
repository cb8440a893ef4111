"""Ending a grant and giving it again are records of their own."""

from __future__ import annotations

import pytest

from desktop_app.consent.changes import ended, expired, given_again, may_put_back
from desktop_app.consent.grants import Grants
from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import By, ConsentRecord, RunOf, State, format_record
from desktop_app.model.action import Lasts, Scope

GIVEN = ConsentRecord(
    purpose=ACTION,
    state=State.GIVEN,
    intent=3,
    scope=Scope("codex", "shell", ("ls",)),
    lasts=Lasts.RUN,
    run=RunOf("codex", "r1"),
    by=By.YOU,
    latency_ms=900,
)


def test_a_grant_is_revoked_and_content_is_withdrawn() -> None:
    """The words differ, as they do for the person."""
    assert format_record(ended(GIVEN, 5, by=By.YOU)) == {
        "purpose": "agent action",
        "state": "revoked",
        "run": {"sender": "codex", "run_id": "r1"},
        "by": "you",
        "withdraws": 5,
    }
    kept = ConsentRecord(purpose="screenshots", state=State.GIVEN, lasts=Lasts.ALWAYS)
    assert ended(kept, 6, by=By.NOTIFICATION).state is State.WITHDRAWN


def test_the_end_of_its_time_is_noted() -> None:
    """By nobody: the clock did it."""
    record = expired(GIVEN, 5, by=By.NOBODY)
    assert (record.state, record.withdraws, record.by) == (State.EXPIRED, 5, By.NOBODY)


def test_what_was_revoked_comes_back_as_it_was() -> None:
    """Scope, run and uses; the new record is the one in force."""
    grants = Grants()
    grants.apply(5, GIVEN)
    grants.use(6, 5)
    grants.apply(7, ended(GIVEN, 5, by=By.YOU))
    assert grants.in_force(0) == []
    grants.apply(8, given_again(GIVEN, 5, by=By.YOU))
    (again,) = grants.in_force(0)
    assert (again.seq, again.scope, again.run, again.used) == (8, GIVEN.scope, ("codex", "r1"), 1)


@pytest.mark.parametrize(("now_us", "may"), [(0, True), (10_000_000, True), (10_000_001, False)])
def test_ten_seconds_are_given(now_us: int, may: bool) -> None:  # noqa: FBT001 - a table
    """Not longer, and not when the clock went back."""
    assert may_put_back(0, now_us) is may
    assert may_put_back(1, 0) is False
