"""What agents may fill by themselves: not the vault's last fifth, nor the vault with pictures.

Promise: what Countersign takes itself (copies, pictures around calls, what the gate is told) has
room that no agent used up with payloads and pictures it asked for. What is refused here is counted,
and nothing of it is stored, in no entry either.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import AgentsShareError, TooOftenError

if TYPE_CHECKING:
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.keeping import Keeping

PERCENT = 80  # of the vault's quota; from here on `status` and tray say "nearly full", too
PICTURES = 120  # of one sender at once, and as many again in
MINUTE_US = 60_000_000


class AgentsShare:
    """Lets content of agents through, or refuses it. Thread safe."""

    def __init__(self, keeping: Keeping, clock: Clock) -> None:
        self._keeping, self._clock = keeping, clock
        self._lock = Lock()
        self._left: dict[str, tuple[int, int]] = {}  # sender -> time that is its own, as of when

    def check_room(self, purpose: str, need: int) -> None:
        """Check that there is room for what would be kept; without a consent nothing would be.

        Raises:
            AgentsShareError: the rest of the vault is for what Countersign takes itself.
        """
        use = self._keeping.use()
        if use is None or purpose not in self._keeping.granted():
            return
        if (use.bytes + need) * 100 > use.quota_bytes * PERCENT:
            self._keeping.count_refused("room")
            raise AgentsShareError(
                f"The vault keeps nothing more that agents hand over: {PERCENT} % of its "
                f"{use.quota_bytes} bytes are in use, and the rest is for what is captured."
            )

    def check_rate(self, sender: str) -> None:
        """Count a picture that a sender asks for.

        Raises:
            TooOftenError: it asked for too many in too short a time.
        """
        cost, now_us = MINUTE_US // PICTURES, self._clock.boot_us()
        with self._lock:
            left, since_us = self._left.get(sender, (MINUTE_US, now_us))
            left = min(MINUTE_US, left + now_us - since_us)
            enough = left >= cost
            self._left[sender] = (left - cost if enough else left, now_us)
        if not enough:
            self._keeping.count_refused("rate")
            raise TooOftenError(f"A sender may ask for {PICTURES} pictures a minute.")
