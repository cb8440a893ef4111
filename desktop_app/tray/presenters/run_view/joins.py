"""Which model span a counted log record belongs to: agents tell of one call in both signals.

Records carry no id that both share in every agent, so they are joined by time, in order: a log
record is written when the call has ended, or a moment later. What finds no span is a row of its
own.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

SLACK_NS = 250_000_000  # until the log record of a call that has ended is written


def model_calls(
    spans: Sequence[tuple[int, int, int]], calls: Sequence[dict[str, Any]]
) -> tuple[dict[int, dict[str, Any]], list[dict[str, Any]]]:
    """Join counted model calls to spans.

    Args:
        spans: (key, start_ns, end_ns) of model spans.
        calls: rows of `model_calls`.

    Returns:
        Calls by the span's key, and those without a span.
    """
    keys = {key for key, _, _ in spans}
    joined = {
        int(call["record"]): call
        for call in calls
        if call["signal"] == "span" and call["record"] in keys
    }
    free = sorted((end, start, key) for key, start, end in spans if key not in joined)
    ends, taken, alone = [end for end, _, _ in free], set[int](), list[dict[str, Any]]()
    for call in sorted(calls, key=lambda one: int(one["ts_ns"])):
        if call["signal"] == "span":
            if call["record"] not in keys:
                alone.append(call)
            continue
        place = _nearest(free, ends, int(call["ts_ns"]), taken)
        if place is None:
            alone.append(call)
        else:
            taken.add(place)
            joined[free[place][2]] = call
    return joined, alone


def _nearest(
    free: Sequence[tuple[int, int, int]], ends: Sequence[int], ts_ns: int, taken: set[int]
) -> int | None:
    """Return the span whose end is nearest to a log record's time, or None."""
    best: tuple[int, int] | None = None
    for place in range(bisect_left(ends, ts_ns - SLACK_NS), len(free)):
        end, start, _ = free[place]
        if end > ts_ns + SLACK_NS:
            break
        if place in taken or start > ts_ns:
            continue
        away = abs(end - ts_ns)
        if best is None or away < best[0]:
            best = (away, place)
    return None if best is None else best[1]
