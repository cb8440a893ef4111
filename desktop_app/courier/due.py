"""What is due by time alone: hourly, daily, or because a person does not want to wait.

Pauses run on the monotonic clock; the wall clock is asked once, for how long ago the last was.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Due:
    """Whether it is time. Thread safe as far as it goes: one thread asks, others hurry.

    Args:
        every_s: from one to the next.
        last_us: when the last one was, POSIX time; None: there was none, it is due.
        now_us: POSIX time now.
        monotonic: seconds.
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

    @property
    def now(self) -> bool:
        """Whether it is due."""
        return self._monotonic() >= self._next_s

    def hurry(self) -> None:
        """Make it due."""
        self._next_s = self._monotonic()

    def done(self) -> None:
        """Begin the next pause."""
        self._next_s = self._monotonic() + self._every_s
