"""What all that vouches from outside comes to together: how far, how old, and whose time stamps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop_app.ledger.checks import outside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.ledger.checks.stamp import Vouched
    from desktop_app.ledger.report import StampLine

_MOST_STAMPS: Final = 16


class Anchored:
    """The sum of what vouches.

    Attributes:
        size: how many entries something vouches for; None: nothing does. What is not stale counts
            before what covers more.
        stale: whether that ends 26 h or more before the newest entry.
        kept_size: how many a checkpoint from elsewhere vouches for; None: there is none.
        stamps: of each authority the newest time stamp, newest first.

    Args:
        vouched: each of them.
        newest_us: time of the newest entry.
    """

    def __init__(self, vouched: Sequence[Vouched], newest_us: int) -> None:
        lines = [one.stamp for one in vouched if one.stamp is not None]
        # What follows a time stamp that is an entry was written after it, whatever it says itself:
        # a clock that was set back makes no anchor younger.
        newest_us = max(newest_us, *(line.time_us for line in lines if line.seq is not None), 0)
        ranked = [(not outside.is_stale(one.covered_us, newest_us), one.size) for one in vouched]
        fresh, size = max(ranked, default=(False, None))
        self.size = size
        self.stale = size is not None and not fresh
        self.kept_size = max((one.size for one in vouched if one.stamp is None), default=None)
        self.stamps = _newest(lines)


def _newest(lines: Sequence[StampLine]) -> tuple[StampLine, ...]:
    """Return the newest of each authority; of two of one moment, the one over more."""
    found: dict[str, StampLine] = {}
    for line in sorted(lines, key=lambda one: (one.time_us, one.size)):
        found[line.tsa] = line
    ordered = sorted(found.values(), key=lambda one: (one.time_us, one.size), reverse=True)
    return tuple(ordered[:_MOST_STAMPS])
