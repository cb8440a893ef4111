"""When the log signs itself, and the pin that follows each signature.

A checkpoint is due 10 s after the first entry that none covers, after 10,000 such entries, at the
end of a run (cosigned, at most one a second for that), and when somebody asks. It never holds up an
acknowledgement. The pin goes to the keystore's thread as soon as its checkpoint is committed.
Specification: `resources/docs/ledger.md`, section "Writing".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.ledger.pin import Pin

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ledger.records import StoredCheckpoint
    from desktop_app.model.clock import Clock

AFTER_US = 10_000_000
AFTER_ENTRIES = 10_000
RUN_END_US = 1_000_000
RETRY_US = 1_000_000
IDLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Due:
    """A checkpoint to make: why, and with a cosignature or not."""

    reason: str
    cosign: bool


class Checkpointer:
    """Keeps count. On the committing thread.

    Attributes:
        covered: entries that the newest checkpoint covers.
        newest: the newest checkpoint made by this process, or None.
        unsealed_since_us: wall time of the first entry that waits for one; None when none does.
    """

    def __init__(self, clock: Clock, covered: int, pin: Callable[[Pin], None]) -> None:
        self._clock, self._pin = clock, pin
        self.covered = covered
        self.newest: StoredCheckpoint | None = None
        self._cosigned = False
        self._size = covered
        self.unsealed_since_us: int | None = None
        self._since_us: int | None = None  # boot time of the first entry that is not covered
        self._asked: tuple[int, Due] | None = None  # not before that boot time
        self._cosigned_us = -RUN_END_US
        self._not_before_us = 0

    def grew(self, size: int, *, run_ended: bool = False) -> None:
        """Say that entries were committed."""
        self._size = size
        now_us = self._clock.boot_us()
        if self._since_us is None and size > self.covered:
            self._since_us, self.unsealed_since_us = now_us, self._clock.now_us()
        if run_ended and self._asked is None:
            self._asked = (self._cosigned_us + RUN_END_US, Due("run.end", cosign=True))

    def due(self) -> Due | None:
        """Return the checkpoint to make now, or None."""
        now_us = self._clock.boot_us()
        if now_us < self._not_before_us:
            return None
        if self._asked is not None and now_us >= self._asked[0]:
            return self._asked[1]
        if self._size - self.covered >= AFTER_ENTRIES:
            return Due("count", cosign=False)
        if self._since_us is not None and now_us >= self._since_us + AFTER_US:
            return Due("time", cosign=False)
        return None

    def wait_s(self) -> float:
        """Return how long nothing can be due."""
        times = [] if self._since_us is None else [self._since_us + AFTER_US]
        if self._asked is not None:
            times.append(self._asked[0])
        if not times:
            return IDLE_S
        wait_us = max(min(times), self._not_before_us) - self._clock.boot_us()
        return min(IDLE_S, max(0.0, wait_us / 1_000_000))

    def already(self, *, cosign: bool) -> StoredCheckpoint | None:
        """Return a checkpoint that covers everything and will do, or None."""
        if self.newest is None or self._size != self.covered or (cosign and not self._cosigned):
            return None
        return self.newest

    def made(
        self, checkpoint: StoredCheckpoint, *, origin: str, root: bytes, cosigned: bool
    ) -> None:
        """Say that a checkpoint was committed; its pin follows."""
        self.covered, self.newest, self._cosigned = checkpoint.size, checkpoint, cosigned
        if cosigned:
            self._cosigned_us = self._clock.boot_us()
        if cosigned or (self._asked is not None and not self._asked[1].cosign):
            self._asked = None
        self._since_us = self.unsealed_since_us = None
        if self._size > checkpoint.size:
            self._since_us, self.unsealed_since_us = self._clock.boot_us(), self._clock.now_us()
        note = checkpoint.note.decode()
        self._pin(Pin(origin, checkpoint.size, root, note, checkpoint.ts_us))

    def failed(self) -> None:
        """Say that a checkpoint could not be made; it is tried again in a second."""
        self._not_before_us = self._clock.boot_us() + RETRY_US
