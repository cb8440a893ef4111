"""Holds last until who may ends them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.holds import Hold, Holds, Release, parse_hold, parse_release
from desktop_app.retention.scopes import RunScope
from tests.fakes.retained_entries import PERSON, PROGRAM, entry

HOLD = Hold("h1", RunScope("codex", "r"), "why", 2, bytes(32))
OF_ROLE = replace(HOLD, name="h2", role="counsel")


def placed(seq: int, hold: Hold) -> object:
    """Return the entry of a hold."""
    return entry(seq, EntryKind.HOLD_PLACED, hold.to_json(), actor=PROGRAM)


def released(seq: int, release: Release, actor: object = PERSON) -> object:
    """Return the entry of a hold's end."""
    return entry(seq, EntryKind.HOLD_RELEASED, release.to_json(), actor=actor)


def seen(*entries: object) -> Holds:
    """Return the holds after these entries."""
    holds = Holds()
    for one in entries:
        holds.see(one)
    return holds


@pytest.mark.parametrize("hold", [HOLD, OF_ROLE])
def test_it_is_read_back(hold: Hold) -> None:
    """With a role and without; so is its end."""
    assert parse_hold(placed(7, hold)) == replace(hold, seq=7)
    release = Release(hold.name, "over", hold.role)
    assert parse_release(released(8, release)) == release


@pytest.mark.parametrize(
    "change",
    [
        {"hold": 1},
        {"hold": "x" * 65},
        {"scope": None},
        {"reason": None},
        {"reason": "x" * 1_001},
        {"covers": 2},
        {"covers": {"entries": "2", "root": "00" * 32}},
        {"covers": {"entries": 2, "root": "00"}},
        {"role": None},
    ],
)
def test_another_form_holds_nothing(change: dict) -> None:
    """It is refused, and the fold goes on."""
    wrong = entry(1, EntryKind.HOLD_PLACED, {**HOLD.to_json(), **change})
    with pytest.raises(BadEncodingError):
        parse_hold(wrong)
    assert seen(wrong).active == {}
    bad = entry(2, EntryKind.HOLD_RELEASED, {"hold": "h1"})
    assert list(seen(placed(1, HOLD), bad).active) == ["h1"]


def test_a_person_ends_a_hold_and_a_program_does_not() -> None:
    """And a second hold of the same id is none, before or after."""
    end = Release("h1", "over")
    assert list(seen(placed(1, HOLD), released(2, end, PROGRAM)).active) == ["h1"]
    over = seen(placed(1, HOLD), released(2, end))
    assert (over.active, over.names) == ({}, {"h1"})
    assert seen(placed(1, HOLD), released(2, end), placed(3, HOLD)).active == {}
    assert seen(released(1, end)).active == {}


def test_who_holds_the_role_ends_its_hold() -> None:
    """Nobody without it, nor with another; a hold without a role needs none."""
    for role, left in (("counsel", []), (None, ["h2"]), ("other", ["h2"])):
        end = Release("h2", "over", role)
        assert list(seen(placed(1, OF_ROLE), released(2, end)).active) == left
    end = Release("h1", "over", "counsel")
    assert list(seen(placed(1, HOLD), released(2, end)).active) == ["h1"]


def test_what_is_held_is_found() -> None:
    """By any hold in force; later entries too."""
    agents, holds = RunAgents(), seen(placed(1, HOLD), entry(2))
    inside, outside = entry(9, run="r"), entry(9, run="s")
    assert holds.holding(inside, agents) == replace(HOLD, seq=1)
    assert holds.holding(outside, agents) is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.booleans(),
            st.sampled_from([None, "counsel"]),
            st.booleans(),
        )
    )
)
def test_the_fold_is_the_plain_story(steps: list[tuple]) -> None:
    """Placed once, in force until a person, with the role it has, ends it."""
    holds, story, ever = Holds(), dict[str, str | None](), set[str]()
    for name, places, role, by_person in steps:
        if places:
            holds.see(placed(1, replace(HOLD, name=name, role=role)))
            if name not in ever:
                story[name] = role
            ever.add(name)
        else:
            actor = PERSON if by_person else PROGRAM
            holds.see(released(1, Release(name, "over", role), actor))
            if by_person and name in story and story[name] == role:
                del story[name]
        assert {one: hold.role for one, hold in holds.active.items()} == story
        assert holds.names == ever
