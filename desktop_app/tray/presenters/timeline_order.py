"""The order of a list of runs: what runs now on top, then days, newest first, each with its head.

Promise: a million runs cost 16 bytes each, and finding what stands at a place costs no more than
for ten. Places count heads as well: a list shows `len(order)` lines of one height.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.query.timeline import Key


@dataclass(frozen=True, slots=True)
class Group:
    """A head and the runs below it.

    Attributes:
        from_us, until_us: when its day begins and ends, local time; None: of the runs of now.
        place: of its head.
        count: runs below it.
    """

    from_us: int | None
    until_us: int | None
    place: int
    count: int


class Order:
    """Runs in the order of a list."""

    def __init__(self) -> None:
        self._now: list[Key] = []
        self._runs = array("q")
        self._minus = array("q")  # starts, negative: ascending, as bisect wants them
        self._last = 0  # the highest run of which we know
        self.groups: list[Group] = []
        self._places: list[int] = []

    def __len__(self) -> int:
        """Return how many lines there are, heads included."""
        return self.groups[-1].place + self.groups[-1].count + 1 if self.groups else 0

    @property
    def count(self) -> int:
        """How many runs there are."""
        return len(self._now) + len(self._runs)

    def fill(self, now: Sequence[Key], ended: Iterable[Key]) -> None:
        """Begin anew: what runs now, and the newest of the others, both newest first."""
        self._now = list(now)
        self._runs, self._minus, self._last = array("q"), array("q"), 0
        self._last = max((key.run for key in self._now), default=0)
        self.extend(ended)

    def extend(self, older: Iterable[Key]) -> None:
        """Append runs that started before all others."""
        shown = {key.run for key in self._now}
        for key in older:
            if key.run not in shown:
                self._runs.append(key.run)
                self._minus.append(-key.started_us)
            self._last = max(self._last, key.run)
        self._group()

    def apply(self, changed: Sequence[Key], now: set[int], gone: Iterable[int] = ()) -> bool:
        """Put changed and new runs where they belong; return whether any line moved.

        Args:
            changed: their keys.
            now: which of them run now.
            gone: runs that are not to be shown any more.
        """
        before = (list(self._now), len(self._runs), self._runs[:1])
        moved = False
        for run in gone:
            moved = self._take(run, None) or moved
        for key in changed:
            if not self._stands(key, is_now=key.run in now):
                self._take(key.run, key.started_us)
                self._put(key, is_now=key.run in now)
                moved = True
        if moved or before != (self._now, len(self._runs), self._runs[:1]):
            self._group()
            return True
        return False

    def new_among(self, keys: Iterable[Key]) -> int:
        """Return how many of these runs are not in the list."""
        return sum(1 for key in keys if key.run > self._last)

    def at(self, place: int) -> int | Group:
        """Return the run at a place, or the group whose head is there."""
        number = bisect_right(self._places, place) - 1
        group = self.groups[number]
        inside = place - group.place - 1
        if inside < 0:
            return group
        if group.from_us is None:
            return self._now[inside].run
        return self._runs[self._first(number) + inside]

    def place_of(self, run: int) -> int | None:
        """Return the place of a run; None when it is not in the list."""
        for inside, key in enumerate(self._now):
            if key.run == run:
                return self.groups[0].place + 1 + inside
        try:
            index = self._runs.index(run)
        except ValueError:
            return None
        heads = bisect_right([self._first(n) for n in self._days()], index)
        return index + heads + (len(self._now) + 1 if self._now else 0)

    def runs_between(self, first: int, last: int) -> list[int]:
        """Return the runs at the places from `first` to `last`, both included."""
        places = range(max(0, first), min(last + 1, len(self)))
        return [found for place in places if isinstance(found := self.at(place), int)]

    def _days(self) -> range:
        return range(1 if self._now else 0, len(self.groups))

    def _first(self, number: int) -> int:
        """Return the index of a day's first run among those that have ended."""
        return self.groups[number].place - number - len(self._now)

    def _stands(self, key: Key, *, is_now: bool) -> bool:
        if is_now:
            return key in self._now or any(
                mine.run == key.run and mine.started_us == key.started_us for mine in self._now
            )
        index = self._index(key.run, key.started_us)
        return index is not None and all(mine.run != key.run for mine in self._now)

    def _index(self, run: int, started_us: int) -> int | None:
        low = bisect_left(self._minus, -started_us)
        high = bisect_right(self._minus, -started_us, low)
        for index in range(low, high):
            if self._runs[index] == run:
                return index
        return None

    def _take(self, run: int, started_us: int | None) -> bool:
        kept = [key for key in self._now if key.run != run]
        if len(kept) != len(self._now):
            self._now = kept
            return True
        if run > self._last:
            return False
        index = None if started_us is None else self._index(run, started_us)
        if index is None:
            try:
                index = self._runs.index(run)
            except ValueError:
                return False
        del self._runs[index], self._minus[index]
        return True

    def _put(self, key: Key, *, is_now: bool) -> None:
        self._last = max(self._last, key.run)
        if is_now:
            self._now = sorted([*self._now, key], reverse=True)
            return
        index = bisect_left(self._minus, -key.started_us)
        while (
            index < len(self._minus)
            and self._minus[index] == -key.started_us
            and self._runs[index] > key.run
        ):
            index += 1
        self._runs.insert(index, key.run)
        self._minus.insert(index, -key.started_us)

    def _group(self) -> None:
        groups: list[Group] = []
        place = 0
        if self._now:
            groups.append(Group(None, None, 0, len(self._now)))
            place = len(self._now) + 1
        index, end = 0, len(self._minus)
        while index < end:
            from_us, until_us = day_of(-self._minus[index])
            after = bisect_right(self._minus, -from_us, index)
            groups.append(Group(from_us, until_us, place, after - index))
            place += after - index + 1
            index = after
        self.groups, self._places = groups, [group.place for group in groups]


def day_of(time_us: int) -> tuple[int, int]:
    """Return when the local day of a time begins and ends, microseconds."""
    moment = datetime.fromtimestamp(time_us / 1_000_000, UTC).astimezone()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    after = midnight + timedelta(days=1)
    return _us(midnight), _us(after)


def _us(local: datetime) -> int:
    return int(local.astimezone().timestamp()) * 1_000_000
