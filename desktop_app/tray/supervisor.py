"""When to start the recorder again: a state machine without clock, process or Qt.

A recorder that ended by itself is started again at once, then after ever longer waits. One that
keeps ending is trouble that the person sees; it is tried again all the same, because a full disk is
emptied and a keychain unlocked without anybody telling us.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST_S, LONGEST_S = 0.5, 60.0
STEADY_S = 60.0  # a recorder that ran so long begins anew with short waits
WINDOW_S, TOO_OFTEN = 120.0, 3


@dataclass
class Supervisor:
    """Told what happens, says what to do. Times are seconds of any clock that never goes back.

    Attributes:
        reason: why it ended last, as a sentence.
    """

    reason: str = ""
    _started_s: float = 0.0
    _in_a_row: int = 0
    _ends_s: list[float] = field(default_factory=list)

    def started(self, now_s: float) -> None:
        """A recorder was started."""
        self._started_s = now_s

    def ended(self, now_s: float, reason: str) -> float:
        """It ended though nobody asked it to; return after how many seconds to start another."""
        self.reason = reason
        if now_s - self._started_s >= STEADY_S:
            self._in_a_row = 0
        self._ends_s = [end for end in self._ends_s if now_s - end < WINDOW_S] + [now_s]
        wait_s = min(LONGEST_S, FIRST_S * 4**self._in_a_row)
        self._in_a_row += 1
        return 0.0 if self._in_a_row == 1 else wait_s

    def again(self) -> None:
        """The person wants it started now: short waits again."""
        self._in_a_row = 0
        self._ends_s.clear()

    def trouble(self) -> int:
        """Return how often it ended lately, if that is too often; else 0."""
        return len(self._ends_s) if len(self._ends_s) >= TOO_OFTEN else 0
