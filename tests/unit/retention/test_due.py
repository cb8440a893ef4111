"""What is due: old enough, not held, not gone already."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.due import (
    Due,
    Planner,
    Wish,
    by_person,
    by_schedule,
    purges,
)
from desktop_app.retention.holds import Hold
from desktop_app.retention.policy import COMPLIANCE, Class, Policy
from desktop_app.retention.purges import By, Purge
from desktop_app.retention.scopes import AgentScope, RunScope
from desktop_app.retention.state import Retention
from tests.fakes.retained_entries import NOW_US, entry, purge_of, written

POLICY = Policy()
SCHEDULE = by_schedule(POLICY, NOW_US)
NOW = dict.fromkeys(Class, NOW_US)


def due(entries: list, wish: Wish = SCHEDULE, known: Retention | None = None, keys=()) -> Due:
    """Return what is due of these entries."""
    planner = Planner(wish, known or Retention(), keys)
    for one in entries:
        planner.see(one)
    return planner.finish()


def holding(scope: object) -> Retention:
    """Return what is known with one hold in force."""
    known = Retention()
    hold = Hold("h", scope, "why", 0, bytes(32))
    known.see(entry(99, EntryKind.HOLD_PLACED, hold.to_json()))
    return known


def test_the_schedule_takes_what_is_older_than_its_days() -> None:
    """By class: 90 days of kept content, 365 of bodies; not a microsecond younger."""
    entries = [
        entry(1, body=10, kept=3, days_old=366),
        entry(2, body=10, kept=3, days_old=365),
        entry(3, body=10, kept=3, days_old=91),
        entry(4, body=10, kept=3, days_old=90),
        entry(5, days_old=900),
    ]
    found = due(entries)
    assert list(found.entries[Class.BODIES]) == [1]
    assert list(found.entries[Class.PAYLOADS]) == [1, 2, 3]
    assert {which: list(sizes) for which, sizes in found.sizes.items()} == {
        Class.BODIES: [10],
        Class.PAYLOADS: [3, 3, 3],
        Class.ENTRIES: [],
    }


def test_what_is_held_stays_and_is_counted() -> None:
    """And what was purged before is not due again."""
    known = holding(RunScope("codex", "r"))
    known.see(written(98, purge_of({2})))
    entries = [entry(seq, body=1, run=run, days_old=400) for seq, run in enumerate("rst")]
    found = due(entries, known=known)
    assert list(found.entries[Class.BODIES]) == [1]
    assert found.held == {Class.BODIES: 1, Class.PAYLOADS: 0, Class.ENTRIES: 0}


def test_a_person_chooses_what_and_when() -> None:
    """Only their scope and class; in compliance never before the days are over."""
    entries = [entry(1, body=1, run="r"), entry(2, body=1, run="s"), entry(3, body=1, days_old=400)]
    scope = RunScope("codex", "r")
    wish = by_person(POLICY, NOW_US + 1, by=By.PERSON, wish={Class.BODIES: NOW_US + 1}, scope=scope)
    assert list(due(entries, wish).entries[Class.BODIES]) == [1]
    strict = Policy(profile=COMPLIANCE)
    wish = by_person(strict, NOW_US, by=By.PERSON, wish={Class.BODIES: NOW_US + 1}, scope=None)
    found = due(entries, wish)
    assert list(found.entries[Class.BODIES]) == [3]
    assert found.early == {Class.BODIES: 2, Class.PAYLOADS: 0, Class.ENTRIES: 0}
    old = by_person(strict, NOW_US, by=By.PERSON, wish={Class.BODIES: 5}, scope=None)
    assert old.before_us == {Class.BODIES: 5}
    assert by_schedule(POLICY, NOW_US, [Class.BODIES]).before_us.keys() == {Class.BODIES}


def run_of(name: str, days_old: float = 100, **more: object) -> list:
    """Return a run of one entry and its end."""
    return [
        entry(1, run=name, days_old=days_old + 1, **more),
        entry(2, EntryKind.RUN_END, run=name, days_old=days_old),
    ]


def test_a_key_goes_when_its_run_is_over_old_and_empty() -> None:
    """Not that of no run, of one that goes on, is young, is held, or keeps something."""
    keys = [("codex", "r"), ("codex", ""), ("codex", "never")]
    assert due(run_of("r"), keys=keys).run_keys == [("codex", "r")]
    assert due(run_of("r", kept=1), keys=keys).run_keys == [("codex", "r")]
    assert due(run_of("r", 80), keys=keys).run_keys == []
    assert due([*run_of("r"), entry(3, run="r", days_old=99)], keys=keys).run_keys == []
    assert due(run_of("r"), known=holding(AgentScope("codex")), keys=keys).run_keys == []
    again = [*run_of("r"), *run_of("r", 95)]
    assert due(again, keys=keys).run_keys == [("codex", "r")]
    known = Retention()
    known.see(written(98, purge_of({1}, Class.PAYLOADS)))
    assert due(run_of("r", kept=1), known=known, keys=keys).run_keys == [("codex", "r")]
    younger = [entry(1, run="r", kept=1, days_old=10), *run_of("r")[1:]]
    assert due(younger, keys=keys).run_keys == []


def test_keys_go_with_the_run_that_a_person_chose() -> None:
    """With all runs, or this one; not with a subject's, an agent's, or bodies alone."""
    keys = [("codex", "r"), ("codex", "s")]
    entries = [*run_of("r"), *run_of("s")]

    def asked(**changes: object) -> list:
        wish = {"by": By.PERSON, "before_us": NOW, "scope": None, **changes}
        return due(entries, Wish(**wish), keys=keys).run_keys

    assert asked() == keys
    assert asked(scope=RunScope("codex", "s")) == [("codex", "s")]
    assert asked(scope=AgentScope("codex")) == []
    assert asked(by=By.SUBJECT) == []
    assert asked(before_us={Class.BODIES: NOW_US}) == []


def test_entries_name_what_is_due_in_parts() -> None:
    """At most 1,000 ranges each; the keys go with the first; nothing due, no entry."""
    entries = [entry(seq, body=1, kept=2, days_old=400) for seq in range(0, 4_004, 2)]
    found = due(entries)
    found.run_keys = [("codex", "r")]
    made = purges(found, SCHEDULE, POLICY)
    assert [(one.which, one.count, one.size, one.run_keys, one.days) for one in made] == [
        (Class.PAYLOADS, 1_000, 2_000, 1, 90),
        (Class.PAYLOADS, 1_000, 2_000, 0, 90),
        (Class.PAYLOADS, 2, 4, 0, 90),
        (Class.BODIES, 1_000, 1_000, 0, 365),
        (Class.BODIES, 1_000, 1_000, 0, 365),
        (Class.BODIES, 2, 2, 0, 365),
    ]
    assert all(one.root == one.entries.root() for one in made)
    assert purges(Due(), SCHEDULE, POLICY) == []
    only = Due(run_keys=[("codex", "r")])
    (one,) = purges(only, Wish(By.PERSON, NOW, RunScope("codex", "r")), POLICY)
    assert (one.count, one.run_keys, one.days) == (0, 1, None)
    assert one.scope == RunScope("codex", "r")
    (one,) = purges(found, Wish(By.SUBJECT, {Class.BODIES: NOW_US}, AgentScope("x")), POLICY)[:1]
    assert (one.by, one.scope, one.days) == (By.SUBJECT, None, None)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.sampled_from("rs"), st.booleans())),
    st.booleans(),
)
def test_nothing_is_due_twice_and_nothing_held_ever(rows: list[tuple], hold: object) -> None:
    """After its own purge entries there is nothing more, until days pass."""
    known = holding(RunScope("codex", "r")) if hold else Retention()
    entries = [
        entry(seq, run=run, body=1 if body else None, days_old=days)
        for seq, (days, run, body) in enumerate(rows)
    ]
    found = due(entries, known=known)
    taken: list[Purge] = purges(found, SCHEDULE, POLICY)
    for seq, purge in enumerate(taken, len(entries)):
        known.see(written(seq, purge))
    wanted = {
        seq
        for seq, (days, run, body) in enumerate(rows)
        if body and days > 365 and not (hold and run == "r")
    }
    assert set(known.purged.of[Class.BODIES]) == wanted
    assert due(entries, known=known).entries[Class.BODIES].count == 0


def test_leaves_go_by_schedule_alone() -> None:
    """When the policy has days for them; a hold counts what it stops; nobody else takes any."""
    seal = {"lasting": {"count": 0, "root": "00" * 32}}
    entries = [
        *(entry(seq, EntryKind.ACTION_INTENT, days_old=500) for seq in range(2, 9)),
        entry(255, EntryKind.EPOCH_SEAL, seal, days_old=450),
    ]
    policy = Policy(entry_days=400)
    wish = by_schedule(policy, NOW_US)
    assert Class.ENTRIES not in SCHEDULE.before_us
    found = due(entries, wish)
    assert list(found.entries[Class.ENTRIES]) == list(range(2, 9))
    (made,) = purges(found, wish, policy)
    assert (made.which, made.by, made.days, made.count) == (Class.ENTRIES, By.SCHEDULE, 400, 7)
    assert (made.run_keys, made.scope) == (0, None)
    assert made.size == sum(len(one.leaf) for one in entries[:-1])
    held = due(entries, wish, holding(RunScope("codex", "else")))
    assert (held.entries[Class.ENTRIES].count, held.held[Class.ENTRIES]) == (0, 7)
    for by in (By.PERSON, By.SUBJECT, By.SAMPLING):
        asked = due(entries, Wish(by, dict.fromkeys(Class, NOW_US + 1)))
        assert asked.entries[Class.ENTRIES].count == 0
