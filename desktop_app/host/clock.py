"""The real clock and the real random source: the only place that reads either.

Promise: `boot_us` never jumps and counts sleep where the system can tell (CLOCK_BOOTTIME on Linux);
`boot_id` stays the same until the machine boots again. Where the system names no boot, the id is
drawn once per process, so that two boots never look like one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_BOOT_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)
_HEX_DIGITS = 32


class SystemClock:
    """`model.clock.Clock` on this machine."""

    def now_us(self) -> int:
        """Wall time since 1970-01-01 UTC, microseconds."""
        return time.time_ns() // 1000

    def boot_us(self) -> int:
        """Time since boot, microseconds, sleep included where the system can tell."""
        if _BOOT_CLOCK is None:
            return time.monotonic_ns() // 1000
        return time.clock_gettime_ns(_BOOT_CLOCK) // 1000

    def boot_id(self) -> str:
        """32 hex digits that differ between boots."""
        return _boot_id()


class SystemIds:
    """`model.ids.IdSource` from the operating system's generator."""

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes fit for keys, salts and ids."""
        return os.urandom(count)


@lru_cache(maxsize=1)
def _boot_id() -> str:
    named = _macos_boot_id() if sys.platform == "darwin" else _linux_boot_id()
    return named or os.urandom(_HEX_DIGITS // 2).hex()


def _linux_boot_id() -> str | None:
    try:
        return parse_boot_id(_LINUX_BOOT_ID.read_text(encoding="ascii"))
    except OSError:
        return None


def _macos_boot_id() -> str | None:
    command = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=5, check=True, text=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return parse_boot_id(answer.stdout)


def parse_boot_id(text: str) -> str | None:
    """Return a UUID's 32 hex digits in lower case, or None when `text` is no UUID."""
    digits = text.strip().replace("-", "").lower()
    if len(digits) != _HEX_DIGITS or set(digits) - set("0123456789abcdef"):
        return None
    return digits
