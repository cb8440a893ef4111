"""A clock that moves only when told."""

from __future__ import annotations

START_US = 1_789_000_000_000_000  # 2026-09-10, half past midnight UTC


class FakeClock:
    """`model.clock.Clock` by hand."""

    def __init__(self, now_us: int = START_US, boot_us: int = 5_000_000) -> None:
        self.wall_us, self.since_boot_us, self.boot = now_us, boot_us, "0" * 31 + "1"

    def now_us(self) -> int:
        """Wall time."""
        return self.wall_us

    def boot_us(self) -> int:
        """Time since boot."""
        return self.since_boot_us

    def boot_id(self) -> str:
        """Id of this boot."""
        return self.boot

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall_us += int(seconds * 1_000_000)
        self.since_boot_us += int(seconds * 1_000_000)
