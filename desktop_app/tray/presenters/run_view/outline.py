"""Which rows are seen: what the person folded, and whether log records stand beside spans.

Promise: folding and unfolding cost what the rows concerned cost, not what the run holds; what was
folded stays so when rows come, since rows are known by their key.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view.rows import What

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.rows import Rows

_FOLDS = frozenset((What.FOLD, What.LOG_FOLD))


class Outline:
    """Rows as seen.

    Attributes:
        rows: all of them.
        seen: indexes of the rows that are seen, ascending.
        logs: whether log records are.
    """

    def __init__(self, rows: Rows, *, logs: bool = False) -> None:
        self.rows, self.logs = rows, logs
        self._changed: set[tuple[int, int]] = set()  # keys that are not as they are by default
        self.seen: array[int] = array("l")
        self._refill()

    def take(self, rows: Rows) -> None:
        """Show newer rows of the same run."""
        self.rows = rows
        self._refill()

    def show_logs(self, *, logs: bool) -> None:
        """Show log records beside spans, or leave them out."""
        self.logs = logs
        self._refill()

    def place(self, index: int) -> int:
        """Return where a row is seen; -1 when it is not."""
        at = bisect_left(self.seen, index)
        return at if at < len(self.seen) and self.seen[at] == index else -1

    def has_below(self, index: int) -> bool:
        """Whether a row can be folded or unfolded."""
        rows = self.rows
        if rows.what[index] in _FOLDS:
            return True
        return rows.stop[index] > index + 1 and (self.logs or not rows.leaf[index])

    def is_open(self, index: int) -> bool:
        """Whether what is below a row is seen."""
        by_default = self.rows.what[index] not in _FOLDS
        return by_default != (self.rows.key(index) in self._changed)

    def fold(self, index: int, *, is_open: bool) -> bool:
        """Fold or unfold a row that is seen; return whether anything changed."""
        if not self.has_below(index) or self.is_open(index) == is_open:
            return False
        self._changed ^= {self.rows.key(index)}
        at = self.place(index)
        if at < 0:
            return True
        if is_open:
            self.seen[at + 1 : at + 1] = self.below(index)
        else:
            del self.seen[at + 1 : bisect_left(self.seen, self.rows.stop[index])]
        return True

    def below(self, index: int) -> array[int]:
        """Return the rows below one that are seen when it is unfolded."""
        return self._below(index + 1, self.rows.stop[index])

    def seen_below(self, index: int) -> int:
        """Return how many rows below one are seen now."""
        return bisect_left(self.seen, self.rows.stop[index]) - bisect_left(self.seen, index + 1)

    def reveal(self, index: int) -> int:
        """Unfold what hides a row; return where it is seen, -1 for a log record that is not."""
        above, path = self.rows.parent[index], list[int]()
        while above >= 0:
            path.append(above)
            above = self.rows.parent[above]
        for above in reversed(path):
            self.fold(above, is_open=True)
        return self.place(index)

    def _refill(self) -> None:
        self.seen = self._below(0, len(self.rows))

    def _below(self, index: int, stop: int) -> array[int]:
        """Return the rows that are seen in [index, stop), none of which is below another's fold."""
        rows, found = self.rows, array("l")
        what, ends, logs = rows.what, rows.stop, self.logs
        while index < stop:
            kind = what[index]
            if kind == What.NOISE:  # they stand together and have nothing below
                end = min(stop, ends[rows.parent[index]])
                found.extend(range(index, end))
                index = end
            elif kind == What.LOG and not logs:
                index = ends[index]
            else:
                found.append(index)
                end = ends[index]
                index = end if end > index + 1 and not self.is_open(index) else index + 1
        return found
