"""Sets of entry numbers as ranges: 16 bytes for each stretch, however many numbers it has.

Promise: ranges are ascending, none empty, no two of them touch; so equal sets have equal ranges.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.canonical import MAX_INT
from desktop_app.tlog.merkle import Frontier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.model.canonical import JSON

Pair = tuple[int, int]  # first and last number, both included


class Ranges:
    """A set of numbers from 0 to 2^53 - 1 that grows.

    Attributes:
        count: how many numbers are in it.
    """

    __slots__ = ("_firsts", "_lasts", "count")

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._firsts, self._lasts = array("q"), array("q")
        self.count = 0
        for number in numbers:
            self.add(number, number)

    def __contains__(self, number: int) -> bool:
        """Tell whether a number is in the set."""
        at = bisect_left(self._lasts, number)
        return at < len(self._lasts) and self._firsts[at] <= number

    def __eq__(self, other: object) -> bool:
        """Tell whether the same numbers are in another set."""
        return isinstance(other, Ranges) and self.pairs() == other.pairs()

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers, ascending."""
        for first, last in zip(self._firsts, self._lasts, strict=True):
            yield from range(first, last + 1)

    def add(self, first: int, last: int) -> None:
        """Add all numbers from `first` to `last`."""
        begin = bisect_left(self._lasts, first - 1)
        end = bisect_right(self._firsts, last + 1)
        if begin < end:  # what it meets or touches becomes one with it
            first = min(first, self._firsts[begin])
            last = max(last, self._lasts[end - 1])
        for at in range(begin, end):
            self.count -= self._lasts[at] - self._firsts[at] + 1
        self._firsts[begin:end] = array("q", (first,))
        self._lasts[begin:end] = array("q", (last,))
        self.count += last - first + 1

    def add_all(self, other: Ranges) -> None:
        """Add the numbers of another set."""
        for first, last in other.pairs():
            self.add(first, last)

    def pairs(self) -> list[Pair]:
        """Return (first, last) of each range, ascending."""
        return list(zip(self._firsts, self._lasts, strict=True))

    def meeting(self, other: Ranges) -> Iterator[Pair]:
        """Yield the ranges of numbers that are in both sets."""
        for first, last in other.pairs():
            at = bisect_left(self._lasts, first)
            while at < len(self._lasts) and self._firsts[at] <= last:
                yield max(first, self._firsts[at]), min(last, self._lasts[at])
                at += 1

    def without(self, other: Ranges) -> Iterator[Pair]:
        """Yield the ranges of numbers that are here and not in the other set."""
        for first, last in self.pairs():
            at = first
            for taken, end in other.meeting(_one(first, last)):
                if at < taken:
                    yield at, taken - 1
                at = end + 1
            if at <= last:
                yield at, last

    def root(self) -> bytes:
        """Return the RFC 6962 root over the numbers in decimal."""
        return root_of(self)

    def cut(self, most: int) -> Iterator[Ranges]:
        """Yield the set in parts of at most `most` ranges each; an empty set is one part."""
        pairs = iter(self.pairs())
        part = _of(islice(pairs, most))
        yield part
        while (part := _of(islice(pairs, most))).count:
            yield part

    def to_json(self) -> list[list[int]]:
        """Return the JSON form: `[[first, last], ...]`."""
        return [[first, last] for first, last in self.pairs()]


def parse_ranges(value: JSON, most: int) -> Ranges:
    """Parse the JSON form strictly.

    Raises:
        BadEncodingError: another shape, out of order, ranges that touch, or more than `most`.
    """
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > most:
        raise BadEncodingError("Ranges of entries are no list, or too many.")
    parsed, before = Ranges(), -2
    for item in value:
        first, last = _pair(item)
        if not before + 1 < first <= last <= MAX_INT or first < 0:
            raise BadEncodingError("A range of entries is none, or out of order.")
        parsed.add(first, last)
        before = last
    return parsed


def root_of(numbers: Iterable[int]) -> bytes:
    """Return the RFC 6962 root over numbers in decimal, in their order."""
    tree = Frontier()
    for number in numbers:
        tree.append(number_hash(number))
    return tree.root()


def number_hash(number: int) -> bytes:
    """Return the leaf hash of a number in decimal."""
    return sha256(b"\0%d" % number).digest()


def _pair(item: JSON) -> Pair:
    match item:
        case [first, last] if type(first) is int and type(last) is int:  # true is 1 for Python
            return first, last
    raise BadEncodingError("A range of entries is no pair of numbers.")


def _one(first: int, last: int) -> Ranges:
    return _of(((first, last),))


def _of(pairs: Iterable[Pair]) -> Ranges:
    made = Ranges()
    for first, last in pairs:
        made.add(first, last)
    return made
