"""Where to go in a run: rows that hold a text, and the next row that something is wrong with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view import spoken
from desktop_app.tray.presenters.run_view.rows import State, What

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.tray.presenters.run_view.rows import Rows

_MARKS = frozenset((State.NOT_GATED, State.DENIED, State.ERROR))
_MINOR = frozenset((What.NOISE, What.LOG))  # they tell of a row that is marked itself
_FOLDS = frozenset((What.FOLD, What.LOG_FOLD))


def find(rows: Rows, text: str) -> list[int]:
    """Return the rows that hold a text, in order; none for an empty one."""
    wanted = text.strip().lower()
    if not wanted:
        return []
    return [
        at
        for at in range(len(rows))
        if rows.what[at] not in _FOLDS and spoken.matches(rows, at, wanted)
    ]


def next_mark(rows: Rows, at: int, step: int, also: Collection[int] = ()) -> int:
    """Return the next row that failed, was denied or not gated, round at the end; -1: none.

    Args:
        rows: all rows.
        at: where to begin; -1: before the first.
        step: 1 forwards, -1 backwards.
        also: further rows to stop at, those after a gap.
    """
    count = len(rows)
    for distance in range(1, count + 1):
        place = (at + step * distance) % count if at >= 0 or step > 0 else count - distance
        if place in also or (rows.state[place] in _MARKS and rows.what[place] not in _MINOR):
            return place
    return -1
