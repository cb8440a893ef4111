"""Step 11: the wall clock against the boot clock. Never fails a ledger: clocks are set, honestly.

Within one boot both clocks run alike, so a step of the wall clock shows as a change of their
difference; between boots only a step back shows (ATTACKS B09).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.ledger.checks.leaves import Leaf
    from desktop_app.model.findings import Findings

STEP_US = 2_000_000
_FUTURE_US = 300_000_000
_TOLD = 20


class Clocks:
    """Feeds on leaves in order.

    Attributes:
        jumps: how often the wall clock was moved.
    """

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._boot: str | None = None
        self._boot_us = 0
        self._offset_us = 0
        self._ts_us = 0
        self.jumps = 0

    def see(self, leaf: Leaf) -> None:
        """Take the next leaf."""
        entry = leaf.entry
        offset_us = entry.ts_us - entry.boot_us
        if entry.boot_id != self._boot:
            if entry.ts_us < self._ts_us - STEP_US:
                self._tell(leaf, entry.ts_us - self._ts_us)
            self._boot, self._offset_us = entry.boot_id, offset_us
        else:
            check_boot_clock(leaf, self._boot_us, self._found)
            if abs(offset_us - self._offset_us) > STEP_US:
                self._tell(leaf, offset_us - self._offset_us)
                self._offset_us = offset_us
        self._boot_us, self._ts_us = entry.boot_us, entry.ts_us

    def finish(self, now_us: int) -> None:
        """Compare the newest entry with the verifier's clock."""
        if self._ts_us > now_us + _FUTURE_US:
            self._found.warn("clock_future", "The newest entry is dated in the future.")

    def _tell(self, leaf: Leaf, by_us: int) -> None:
        self.jumps += 1
        if self.jumps <= _TOLD:
            way = "forward" if by_us > 0 else "back"
            self._found.warn(
                "clock_jump",
                f"The wall clock went {way} by {abs(by_us) / 1e6:.1f} s before entry {leaf.seq}.",
                seq=leaf.seq,
            )


def check_boot_clock(leaf: Leaf, before_us: int, found: Findings) -> None:
    """Tell when the clock that never jumps went back."""
    if leaf.entry.boot_us < before_us:
        found.warn("boot_clock", f"The boot clock went back at entry {leaf.seq}.", seq=leaf.seq)
