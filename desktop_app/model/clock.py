"""Time as a value that is passed in. `host.clock.SystemClock` reads the real one."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """Both times in microseconds."""

    def now_us(self) -> int:
        """Wall time since 1970-01-01 UTC. May jump, both ways."""
        ...

    def boot_us(self) -> int:
        """Time since the machine booted, sleep included where the system can tell. Never jumps."""
        ...

    def boot_id(self) -> str:
        """32 hex digits that differ between boots of the machine."""
        ...
