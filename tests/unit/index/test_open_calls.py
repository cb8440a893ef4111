"""Calls that lack a span or a log: always the oldest, found without looking at the others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.index.open_calls import OpenCalls

MANY = 2_000
_CHANGES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["nothing", "span", "log", "call_id"])),
    max_size=40,
)


class Counted(dict[str, Any]):
    """A row that counts how often it is looked at."""

    looks = 0

    def __getitem__(self, name: str) -> Any:  # noqa: D105 - dict's own
        type(self).looks += 1
        return super().__getitem__(name)


def row(number: int, **known: Any) -> dict[str, Any]:
    """Return a row of which only `known` is known."""
    return {"id": number, "span": None, "log": None, "call_id": None, **known}


@pytest.mark.parametrize("unnamed", [True, False])
@pytest.mark.parametrize("signal", ["span", "log"])
def test_of_no_rows_there_is_no_first(signal: str, *, unnamed: bool) -> None:
    """A key that was never seen."""
    assert OpenCalls().first(signal, unnamed=unnamed) is None


@given(_CHANGES)
def test_the_first_is_the_oldest_that_lacks_it(changes: list[tuple[int, str]]) -> None:
    """As a look at all rows says, after every change, in whatever order they come to be known."""
    rows = {number: row(number) for number in range(1, 7)}
    noted: set[int] = set()
    found = OpenCalls()
    for number, what in changes:
        if what != "nothing":
            rows[number][what] = f"{what} {number}"
        found.note(rows[number])
        noted.add(number)
        for signal in ("span", "log"):
            lacking = [rows[n] for n in sorted(noted) if rows[n][signal] is None]
            unnamed = [it for it in lacking if it["call_id"] is None]
            assert found.first(signal, unnamed=False) is next(iter(lacking), None)
            assert found.first(signal, unnamed=True) is next(iter(unnamed), None)


def test_a_row_that_was_read_again_takes_the_place_of_the_one_before() -> None:
    """What is handed out is the row that was noted last: changes to it are what is written."""
    found = OpenCalls()
    found.note(row(1))
    again = row(1, call_id="c")
    found.note(again)
    assert found.first("log", unnamed=False) is again
    assert found.first("log", unnamed=True) is None


def test_asking_changes_nothing() -> None:
    """A row stays the first until it was noted with what it lacked."""
    found, first, second = OpenCalls(), row(1), row(2)
    found.note(second)
    found.note(first)
    assert [found.first("span", unnamed=False) for _ in range(2)] == [first, first]
    first["span"] = 7
    found.note(first)
    assert found.first("span", unnamed=False) is second
    assert found.first("log", unnamed=False) is first


@pytest.mark.parametrize("step", [1, -1])
def test_a_row_is_looked_at_only_when_it_is_noted(step: int) -> None:
    """However many share a key: a sender could make each of its records wait for all others."""
    Counted.looks = 0
    found, rows = OpenCalls(), [Counted(row(number)) for number in range(MANY)]
    for changed in (None, "call_id", "span", "log"):
        for one in rows[::step]:
            if changed is not None:
                one[changed] = "x"
            found.note(one)
            found.first("span", unnamed=False)
            found.first("log", unnamed=True)
    assert found.first("log", unnamed=False) is None
    assert Counted.looks <= 4 * MANY * 20
