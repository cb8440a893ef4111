"""Time across the waterfall: true to scale, or with waits folded into narrow bands.

Positions are told in `u`, which grows with time: nanoseconds of the run on the clock's axis, and on
the folded axis likewise but for waits, which take as much `u` as their band is wide. A view shows a
stretch of `u` on so many pixels.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.tray.presenters.run_view.rows import OPEN, What

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.tray.presenters.run_view.rows import Gap, Rows

BAND, WIDEST_BAND = 46, 84  # pixels of a folded wait
LANE = 460  # pixels that bands are measured against
MOST_BANDS = 0.5  # of the lane
SHORTEST_NS = 1_000_000_000  # a shorter wait is not worth a band
_BARS = frozenset((What.MODEL, What.TOOL, What.SUBAGENT, What.STEP, What.NOISE, What.ROLLBACK))


class Fold(NamedTuple):
    """A wait that a band stands for; `asked`: for a person, else nothing happened."""

    start_ns: int
    end_ns: int
    asked: bool


class Stretch(NamedTuple):
    """Time [start, end) at `u` [left, right)."""

    start_ns: int
    end_ns: int
    left: float
    right: float
    fold: Fold | None


@dataclass(frozen=True, slots=True)
class Axis:
    """Time to `u` and back.

    Attributes:
        start_ns, end_ns: of the run.
        stretches: without holes.
        width: `u` of the whole run.
    """

    start_ns: int
    end_ns: int
    stretches: tuple[Stretch, ...]
    width: float

    def u(self, time_ns: float) -> float:
        """Return where a time stands; beyond the run it goes on to scale."""
        stretches = self.stretches
        at = bisect_right(stretches, time_ns, key=lambda one: one.start_ns) - 1
        if at < 0:
            return float(time_ns - self.start_ns)
        one = stretches[at]
        if time_ns >= one.end_ns:
            return one.right + (time_ns - one.end_ns)
        whole = one.end_ns - one.start_ns
        return one.left + (time_ns - one.start_ns) * (one.right - one.left) / whole

    def time_ns(self, u: float) -> float:
        """Return the time that stands at `u`."""
        at = max(0, bisect_right(self.stretches, u, key=lambda one: one.left) - 1)
        one = self.stretches[at]
        width = one.right - one.left
        if u >= one.right or not width:
            return one.end_ns + (u - one.right)
        return one.start_ns + (u - one.left) * (one.end_ns - one.start_ns) / width

    @property
    def folds(self) -> list[Stretch]:
        """The stretches that are bands."""
        return [one for one in self.stretches if one.fold is not None]


def extent(rows: Rows, gaps: Sequence[Gap], *, ours: bool = True) -> tuple[int, int]:
    """Return the first and last nanosecond that anything is told of; 0, 1 of an empty run.

    A session may wait for hours before its first prompt and after its last one: its own start and
    end count only where nothing else came. `ours` False: nor does a rollback, maybe days later.
    """
    begins, ends = rows.start, rows.end
    leaves_out = not ours and What.ROLLBACK in rows.what
    if min(rows.log, default=0) < 0 or leaves_out:
        places = [
            at
            for at in range(len(rows))
            if rows.log[at] >= 0 and not (leaves_out and rows.what[at] == What.ROLLBACK)
        ]
        if places:
            begins = array("q", (rows.start[at] for at in places))
            ends = array("q", (rows.end[at] for at in places))
    starts = [start for start in begins if start]
    starts += [extra.wait.start_ns for extra in rows.extra.values() if extra.wait is not None]
    first = min(starts, default=0)
    last = max(max(ends, default=0), max(starts, default=0), first + 1)
    return first, max([last, *(gap.before_ns for gap in gaps)])


def waits(rows: Rows, start_ns: int, end_ns: int) -> list[Fold]:
    """Return the stretches in which nothing ran, longest enough to fold, in order."""
    busy = [
        (rows.start[index], rows.end[index])
        for index in range(len(rows))
        if rows.what[index] in _BARS and rows.end[index] != OPEN and rows.leaf[index]
    ]
    told = [extra.wait for extra in rows.extra.values() if extra.wait is not None]
    busy = sorted(busy + [wait[:2] for wait in told if wait.silent])  # what a hollow bar shows
    asked = [wait[:2] for wait in told if not wait.silent]
    found, reached = [], start_ns
    for start, end in (*busy, (end_ns, end_ns)):
        if start - reached >= SHORTEST_NS:
            found += _pieces(reached, start, asked)
        reached = max(reached, end)
    return found


def _pieces(start: int, end: int, asked: Iterable[tuple[int, int]]) -> list[Fold]:
    """Cut a quiet stretch at the edges of what waited for a person in it."""
    inside = [(max(start, left), min(end, right)) for left, right in asked]
    inside = sorted((left, right) for left, right in inside if right - left >= SHORTEST_NS)
    found, reached = [], start
    for left, right in inside:
        if left - reached >= SHORTEST_NS:
            found.append(Fold(reached, left, asked=False))
        if right > max(left, reached):
            found.append(Fold(max(left, reached), right, asked=True))
        reached = max(reached, right)
    if end - reached >= SHORTEST_NS:
        found.append(Fold(reached, end, asked=False))
    return found


def clock(start_ns: int, end_ns: int) -> Axis:
    """Return the true scale."""
    width = float(end_ns - start_ns)
    return Axis(start_ns, end_ns, (Stretch(start_ns, end_ns, 0.0, width, None),), width)


def folded(start_ns: int, end_ns: int, found: Sequence[Fold]) -> Axis:
    """Return the scale with bands in place of waits; the longest, when there are many."""
    most = int(LANE * MOST_BANDS / BAND)
    longest = sorted(found, key=lambda one: one.start_ns - one.end_ns)[:most]
    bands = sorted(longest)
    if not bands:
        return clock(start_ns, end_ns)
    pixels = [_band_px(one) for one in bands]
    rest_ns = max(1, end_ns - start_ns - sum(one.end_ns - one.start_ns for one in bands))
    per_px = rest_ns / max(1, LANE - sum(pixels))
    stretches, time, at = list[Stretch](), start_ns, 0.0
    for one, wide in zip(bands, pixels, strict=True):
        if one.start_ns > time:
            stretches.append(Stretch(time, one.start_ns, at, at + one.start_ns - time, None))
            at = stretches[-1].right
        stretches.append(Stretch(one.start_ns, one.end_ns, at, at + wide * per_px, one))
        time, at = one.end_ns, stretches[-1].right
    if end_ns > time:
        stretches.append(Stretch(time, end_ns, at, at + end_ns - time, None))
        at = stretches[-1].right
    return Axis(start_ns, end_ns, tuple(stretches), at)


def fold_by_default(axis: Axis, found: Iterable[Fold]) -> bool:
    """Tell whether waits are more than half of a run."""
    return 2 * sum(one.end_ns - one.start_ns for one in found) > axis.end_ns - axis.start_ns


def _band_px(one: Fold) -> float:
    seconds = (one.end_ns - one.start_ns) / 1e9
    return min(WIDEST_BAND, BAND + 9 * math.log2(max(1.0, seconds)) / 2)


_STEPS: tuple[int, ...] = tuple(
    factor * int(10**power) for power in range(3, 14) for factor in (1, 2, 5)
)  # 1 us to hours, in nanoseconds


def step_ns(per_px: float, room_px: float) -> int:
    """Return the distance of ticks: round, and no closer than their labels allow."""
    return next((step for step in _STEPS if step >= per_px * room_px), _STEPS[-1])
