"""Sets of numbers as ranges are sets."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT
from desktop_app.retention.ranges import Ranges, parse_ranges, root_of
from desktop_app.tlog.merkle import EMPTY_ROOT, leaf_hash, root

NUMBERS = st.sets(st.integers(0, 60))


def members(pairs: object) -> set[int]:
    """Return the numbers of ranges."""
    return {number for first, last in pairs for number in range(first, last + 1)}


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9))), NUMBERS)
def test_it_is_a_set(added: list[tuple[int, int]], other: set[int]) -> None:
    """In whatever order ranges are added: members, count, common ones, the rest, and the form."""
    made, wanted = Ranges(), set[int]()
    for first, more in added:
        made.add(first, first + more)
        wanted |= set(range(first, first + more + 1))
    assert list(made) == sorted(wanted)
    assert made.count == len(wanted)
    assert [number for number in range(75) if number in made] == sorted(wanted)
    pairs = made.pairs()
    assert all(last + 1 < first for (_, last), (first, _) in itertools.pairwise(pairs))
    assert made == Ranges(wanted)
    assert members(made.meeting(Ranges(other))) == wanted & other
    assert members(made.without(Ranges(other))) == wanted - other
    both = Ranges(other)
    both.add_all(made)
    assert set(both) == wanted | other
    assert made.root() == root([leaf_hash(str(number).encode()) for number in sorted(wanted)])


@given(NUMBERS, st.integers(1, 5))
def test_it_is_read_back_whole_and_in_parts(numbers: set[int], most: int) -> None:
    """The JSON form round-trips; parts have at most so many ranges, and are all of it."""
    made = Ranges(numbers)
    assert parse_ranges(made.to_json(), 100) == made
    parts = list(made.cut(most))
    assert [number for part in parts for number in part] == sorted(numbers)
    assert all(len(part.pairs()) <= most for part in parts)
    assert len(parts) == max(1, -(-len(made.pairs()) // most))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "[]",
        {},
        [1],
        [[1]],
        [[1, 2, 3]],
        [[2, 1]],
        [[-1, 1]],
        [[True, 5]],
        [[1.0, 5]],
        [["1", 5]],
        [[0, MAX_INT + 1]],
        [[5, 6], [1, 2]],
        [[1, 2], [2, 3]],
        [[1, 2], [3, 4]],
        [[0, 0], [2, 2], [4, 4], [6, 6]],
    ],
)
def test_other_forms_are_refused(value: object) -> None:
    """Out of order, touching, empty, no pairs, or more than there may be."""
    with pytest.raises(BadEncodingError):
        parse_ranges(value, 3)


def test_the_largest_is_read() -> None:
    """Numbers go to 2^53 - 1; an empty set has the root of an empty tree."""
    assert parse_ranges([[0, MAX_INT]], 1).count == MAX_INT + 1
    assert parse_ranges([], 0).count == 0
    assert root_of([]) == EMPTY_ROOT
    assert Ranges() != []
