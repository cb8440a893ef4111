"""Gaps in the numbers that an agent gives its events: what did not arrive is shown, not guessed.

Claude Code numbers its log records (`event.sequence`) for each of its processes from 0; a resumed
run begins again at 0 in the same run. Records may arrive in any order.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view.rows import Gap, What

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.tray.presenters.run_view.rows import Rows


def gaps(numbered: Iterable[tuple[int, int]]) -> list[Gap]:
    """Return the gaps in (number, time_ns) pairs, given in order of arrival."""
    found: list[Gap] = []
    for process in _processes(numbered):
        before_number, before_ns = -1, min(process.values())
        for number in sorted(process):
            if number > before_number + 1:
                around = sorted((before_ns, process[number]))
                found.append(Gap(around[0], around[1], before_number + 1, number - 1))
            before_number, before_ns = number, process[number]
    return sorted(found)


def after(rows: Rows, found: Iterable[Gap]) -> dict[int, Gap]:
    """Return gaps by the first call that began after each; those with none are left out."""
    starts = sorted(
        (rows.start[index], index)
        for index in range(len(rows))
        if rows.what[index] in {What.TOOL, What.MODEL}
    )
    listed: dict[int, Gap] = {}
    for gap in found:
        place = bisect_left(starts, (gap.after_ns, 0))
        if place < len(starts):
            listed.setdefault(starts[place][1], gap)
    return listed


def _processes(numbered: Iterable[tuple[int, int]]) -> list[dict[int, int]]:
    """Return the numbers of each process with their times.

    0, or a number that was there already, begins another process: a run's processes come one after
    the other. Within one, batches may overtake each other.
    """
    processes: list[dict[int, int]] = []
    for time_ns, number in sorted((time_ns, number) for number, time_ns in numbered):
        if not processes or number == 0 or number in processes[-1]:
            processes.append({})
        processes[-1][number] = time_ns
    return processes
