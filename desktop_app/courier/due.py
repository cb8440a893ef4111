"""What is due by time alone: hourly, daily, or because a person does not want to wait.

Pauses run on the monotonic clock; the wall clock is asked once, for how long ago the last was.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ledger.reader import LedgerReader

# What the way upstream itself leaves behind, and what the next day makes of that.
_OURS = frozenset(
    (
        EntryKind.UPSTREAM_SENT,
        EntryKind.UPSTREAM_TROUBLE,
        EntryKind.ANCHOR_TIMESTAMP,
        EntryKind.EPOCH_SEAL,
        EntryKind.EPOCH_START,
    )
)


def tells_more(ledger: LedgerReader, start: int, stop: int) -> bool:
    """Tell whether entries of [start, stop) tell of more than of what was sent and stamped.

    Else each checkpoint that goes out would make a newer one worth sending, for ever, on a machine
    where nothing happens.
    """
    return any(entry.kind not in _OURS for entry in ledger.entries(start, stop))


class Due:
    """Whether it is time. Thread safe as far as it goes: one thread asks, others hurry.

    Args:
        every_s: from one to the next.
        last_us: when the last one was, POSIX time; None: there was none, it is due.
        now_us: POSIX time now.
        monotonic: seconds.

    Attributes:
        is_asked: whether it is due because a person does not want to wait.
    """

    def __init__(
        self,
        every_s: float,
        last_us: int | None,
        now_us: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._every_s, self._monotonic = every_s, monotonic
        # A last one in the future: the clock was put back. A whole pause is the most to wait.
        ago_s = every_s if last_us is None else min(max(now_us - last_us, 0) / 1e6, every_s)
        self._next_s = monotonic() + every_s - ago_s
        self.is_asked = False

    @property
    def now(self) -> bool:
        """Whether it is due."""
        return self._monotonic() >= self._next_s

    def hurry(self) -> None:
        """Make it due, because a person asks for it."""
        self.is_asked = True
        self._next_s = self._monotonic()

    def done(self) -> None:
        """Begin the next pause."""
        self.is_asked = False
        self._next_s = self._monotonic() + self._every_s
