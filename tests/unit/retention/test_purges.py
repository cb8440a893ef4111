"""Purge entries say exactly what they let be destroyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import (
    By,
    Purged,
    has_content,
    loses,
    parse_purge,
    purged_of,
    size_of,
)
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import AgentScope
from tests.fakes.retained_entries import entry, purge_of, written


@given(
    st.sets(st.integers(0, 99)),
    st.sampled_from(list(Class)),
    st.sampled_from(list(By)),
    st.one_of(st.none(), st.integers(0, 999)),
    st.one_of(st.none(), st.just(AgentScope("codex"))),
)
def test_it_is_read_back(
    numbers: set[int], which: Class, by: By, days: int | None, scope: AgentScope | None
) -> None:
    """Whatever it says."""
    purge = purge_of(numbers, which, by=by, days=days, scope=scope, run_keys=3, seq=200)
    assert parse_purge(written(200, purge)) == purge


@pytest.mark.parametrize(
    "change",
    [
        {"class": "else"},
        {"class": None},
        {"by": "somebody"},
        {"days": "365"},
        {"before_us": None},
        {"entries": [[2, 1]]},
        {"bytes": -1},
        {"run_keys": None},
        {"scope": {"else": 1}},
        {"count": True},
        {"root": "00"},
        {"more": 1},
    ],
)
def test_another_form_purges_nothing(change: dict) -> None:
    """It is refused, and the fold goes on without it."""
    wrong = entry(9, EntryKind.PURGE, {**purge_of({1, 2}).to_json(), **change})
    with pytest.raises(BadEncodingError):
        parse_purge(wrong)
    purged = Purged()
    purged.see(wrong)
    assert not purged.has(Class.BODIES, 1)
    assert purged_of(wrong, Ranges([1])).count == 0


@given(st.lists(st.tuples(st.sampled_from(list(Class)), st.sets(st.integers(0, 30)))))
def test_what_was_purged_is_the_sum_of_all(purges: list[tuple[Class, set[int]]]) -> None:
    """By class; entries of other kinds add nothing."""
    purged, told = Purged(), {which: set[int]() for which in Class}
    for which, numbers in purges:
        purged.see(written(50, purge_of(numbers, which)))
        purged.see(entry(51))
        told[which] |= numbers
    assert {which: set(found) for which, found in purged.of.items()} == told
    assert all(purged.has(which, n) == (n in told[which]) for which in Class for n in range(32))


def test_of_some_entries_it_tells_which_it_took() -> None:
    """No purge took none."""
    taken = purged_of(written(50, purge_of({1, 2, 3, 9})), Ranges([2, 3, 4]))
    assert taken == Ranges([2, 3])
    assert purged_of(entry(50), Ranges([2])).count == 0


def test_an_entry_loses_what_it_has() -> None:
    """Bodies and kept content, with the bytes that it tells of them."""
    body, kept, none = entry(1, body=7), entry(2, kept=5), entry(3)
    assert [loses(Class.BODIES, one) for one in (body, kept, none)] == [True, False, False]
    assert [loses(Class.PAYLOADS, one) for one in (body, kept, none)] == [False, True, False]
    assert [has_content(one) for one in (body, kept, none)] == [True, True, False]
    assert [size_of(Class.BODIES, one) for one in (body, none)] == [7, 0]
    odd = entry(4, subject={"kept": "much"})
    assert [size_of(Class.PAYLOADS, one) for one in (kept, none, odd)] == [5, 0, 0]


def test_an_entry_loses_its_leaf_by_its_kind() -> None:
    """Not what lasts, nor what the vault is compared with; the bytes are the leaf's."""
    call, kept = entry(1, EntryKind.ACTION_INTENT), entry(2, EntryKind.ACTION_INTENT, kept=5)
    consent = entry(3, EntryKind.CONSENT_RECORD)
    assert [loses(Class.ENTRIES, one) for one in (call, kept, consent)] == [True, False, False]
    assert size_of(Class.ENTRIES, call) == len(call.leaf)
    assert not has_content(call)
