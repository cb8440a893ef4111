"""The policy in force is what entries say, and only a person shortens it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import (
    ALL,
    COMPLIANCE,
    DAY_US,
    RUNS,
    STANDARD,
    TROUBLED,
    Class,
    Policies,
    Policy,
    Refused,
    shortens,
)
from tests.fakes.retained_entries import PERSON, PROGRAM, changed, entry, started

PAYLOADS, BODIES = "retention.payload_days", "retention.body_days"


def folded(*entries: object) -> tuple[Policy, list[Refused]]:
    """Return the policy after these entries, and what did not hold."""
    policies, refused = Policies(), []
    for one in entries:
        refused += policies.see(one)
    return policies.in_force, refused


def test_it_begins_with_the_defaults() -> None:
    """90 and 365 days, standard; limits are so many days back."""
    policy, _ = folded(entry(0))
    assert policy == Policy(90, 365, STANDARD)
    assert policy.limit_us(Class.PAYLOADS, 100 * DAY_US) == 10 * DAY_US
    assert policy.limit_us(Class.BODIES, 400 * DAY_US) == 35 * DAY_US


def test_a_person_may_shorten_in_standard() -> None:
    """Nobody else may; anybody may lengthen."""
    assert folded(changed(1, "body_days", 7)) == (Policy(body_days=7), [])
    refused = Refused(BODIES, 7, 365, "nobody")
    assert folded(changed(1, "body_days", 7, PROGRAM)) == (Policy(), [refused])
    assert folded(changed(1, "payload_days", 91, PROGRAM)) == (Policy(payload_days=91), [])


def test_in_compliance_days_only_grow() -> None:
    """Whoever asks; and the profile itself stays."""
    begin = (changed(1, "profile", COMPLIANCE), changed(2, "body_days", 400))
    policy = Policy(90, 400, COMPLIANCE)
    assert folded(*begin) == (policy, [])
    shorter = Refused(BODIES, 399, 400, COMPLIANCE)
    assert folded(*begin, changed(3, "body_days", 399)) == (policy, [shorter])
    left = Refused("retention.profile", STANDARD, COMPLIANCE, COMPLIANCE)
    assert folded(*begin, changed(3, "profile", STANDARD)) == (policy, [left])


def test_the_first_start_sets_and_later_ones_only_lengthen() -> None:
    """A settings file that was edited makes nothing die earlier, and says so."""
    first = started(1, payload_days=30, body_days=60, profile=COMPLIANCE)
    policy = Policy(30, 60, COMPLIANCE)
    assert folded(first) == (policy, [])
    longer = started(2, payload_days=40, body_days=60, profile=COMPLIANCE)
    assert folded(first, longer) == (Policy(40, 60, COMPLIANCE), [])
    edited = started(2, payload_days=1, body_days=60)
    assert folded(first, edited) == (
        policy,
        [
            Refused("retention.profile", STANDARD, COMPLIANCE, "file"),
            Refused(PAYLOADS, 1, 30, "file"),
        ],
    )
    assert folded(started(1), started(2, body_days=5))[1] == [Refused(BODIES, 5, 365, "file")]
    bare = entry(2, EntryKind.RECORDER_START, {"settings": "none"})
    assert folded(changed(1, "body_days", 7), bare)[0] == Policy()


def said(seq: int, value: object, actor: object = None) -> object:
    """Return a `config.changed` of whose content stays."""
    subject = {"name": RUNS, "old": None, "new": value}
    return entry(seq, EntryKind.CONFIG_CHANGED, subject, actor=actor or PERSON)


def began(seq: int, **settings: object) -> object:
    """Return a `recorder.start` with these settings."""
    subject = {"settings": {RUNS: settings.pop("runs"), **settings}}
    return entry(seq, EntryKind.RECORDER_START, subject, actor={"auth": "recorder"})


def test_only_a_person_lets_runs_be_sampled() -> None:
    """Anybody ends it; a settings file that was edited begins nothing."""
    sampled = Policy(runs=TROUBLED)
    assert (sampled.samples, Policy().samples) == (True, False)
    assert folded(said(1, TROUBLED)) == (sampled, [])
    refused = Refused(RUNS, TROUBLED, ALL, "nobody")
    assert folded(said(1, TROUBLED, PROGRAM)) == (Policy(), [refused])
    assert folded(said(1, TROUBLED), said(2, ALL, PROGRAM)) == (Policy(), [])
    assert folded(said(1, TROUBLED), began(2, runs=TROUBLED)) == (sampled, [])
    assert folded(said(1, TROUBLED), started(2)) == (Policy(), [])
    assert folded(began(1, runs=TROUBLED)) == (sampled, [])
    refused = Refused(RUNS, TROUBLED, ALL, "file")
    assert folded(started(1), began(2, runs=TROUBLED)) == (Policy(), [refused])
    for value in ("none", 1, None, True, [TROUBLED]):
        assert folded(said(1, value)) == (Policy(), [])


def test_nothing_is_sampled_in_compliance() -> None:
    """Neither set before nor after."""
    profile = changed(1, "profile", COMPLIANCE)
    refused = Refused(RUNS, TROUBLED, ALL, COMPLIANCE)
    assert folded(profile, said(2, TROUBLED)) == (Policy(profile=COMPLIANCE), [refused])
    policy, none = folded(said(1, TROUBLED), changed(2, "profile", COMPLIANCE))
    assert (policy.samples, policy.runs, none) == (False, TROUBLED, [])


@pytest.mark.parametrize("value", [0, -1, 36_501, True, "7", None, [7]])
@pytest.mark.parametrize("name", ["payload_days", "body_days", "profile", "other"])
def test_what_is_no_value_changes_nothing(name: str, value: object) -> None:
    """Bounds and types, whatever the entry says."""
    assert folded(changed(1, name, value)) == (Policy(), [])


def test_shorter_is_told_of_a_setting() -> None:
    """Days below those in force, or leaving compliance."""
    policy = Policy(90, 365, COMPLIANCE)
    assert shortens(policy, PAYLOADS, 89)
    assert not shortens(policy, BODIES, 365)
    assert not shortens(policy, BODIES, "1")
    assert shortens(policy, "retention.profile", STANDARD)
    assert not shortens(Policy(), "retention.profile", STANDARD)
    assert not shortens(policy, "redact.strict", 1)
    assert shortens(policy, RUNS, TROUBLED)
    assert not shortens(policy, RUNS, ALL)
    assert not shortens(Policy(runs=TROUBLED), RUNS, TROUBLED)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["payload_days", "body_days", "profile"]),
            st.one_of(st.integers(-1, 500), st.sampled_from([STANDARD, COMPLIANCE])),
            st.sampled_from([{"auth": "person"}, PROGRAM]),
            st.booleans(),
        )
    )
)
def test_compliance_is_a_ratchet(changes: list[tuple]) -> None:
    """Whatever comes after it: no day less, and never out of it."""
    policies = Policies()
    policies.see(started(0))
    for name, value, actor, by_start in changes:
        before = policies.in_force
        one = started(1, **{name: value}) if by_start else changed(1, name, value, actor)
        refused = policies.see(one)
        after = policies.in_force
        if before.profile == COMPLIANCE:
            assert after.profile == COMPLIANCE
            assert all(after.days(which) >= before.days(which) for which in Class)
        if any(after.days(which) < before.days(which) for which in Class):
            assert actor == {"auth": "person"}
            assert not by_start
        assert not refused or after.profile == before.profile or by_start


ENTRIES = "retention.entry_days"


def test_entries_stay_for_ever_until_a_person_says_otherwise() -> None:
    """0 is longest; less than it is any number; nothing goes before its content's days are over."""
    policy, _ = folded(entry(0))
    assert not policy.prunes
    assert policy.limit_us(Class.ENTRIES, 10**18) == 0
    policy, refused = folded(started(0), changed(1, "entry_days", 100))
    assert (policy.prunes, policy.entry_days, refused) == (True, 100, [])
    assert policy.limit_us(Class.ENTRIES, 500 * DAY_US) == (500 - 365) * DAY_US
    longer = Policy(600, 7, entry_days=100)
    assert longer.limit_us(Class.ENTRIES, 700 * DAY_US) == 100 * DAY_US
    assert Policy(1, 2, entry_days=3).limit_us(Class.ENTRIES, 10 * DAY_US) == 7 * DAY_US
    policy, (refused,) = folded(started(0), changed(1, "entry_days", 100, PROGRAM))
    assert (policy.prunes, refused.by, refused.kept) == (False, "nobody", 0)
    policy, (refused,) = folded(started(0), started(1, entry_days=100))
    assert (policy.prunes, refused.by) == (False, "file")
    policy, _ = folded(started(0, entry_days=100), started(1, entry_days=100))
    assert policy.entry_days == 100
    policy, _ = folded(changed(0, "entry_days", -1), changed(1, "entry_days", 36_501))
    assert policy.entry_days == 0


def test_shorter_is_told_of_days_for_entries() -> None:
    """For ever is more than any number; compliance never turns it on."""
    pruning, keeping = Policy(entry_days=100), Policy()
    assert shortens(keeping, ENTRIES, 36_500)
    assert not shortens(keeping, ENTRIES, 0)
    assert not shortens(pruning, ENTRIES, 0)
    assert not shortens(pruning, ENTRIES, 100)
    assert shortens(pruning, ENTRIES, 99)
    assert pruning.with_days(Class.ENTRIES, 0) == keeping
    strict, (refused,) = folded(changed(0, "profile", COMPLIANCE), changed(1, "entry_days", 400))
    assert (strict.entry_days, refused.by) == (0, COMPLIANCE)
