"""Refused attempts to leave this machine, gathered into few `egress.refused` entries.

An attempt is counted at once, in the thread that tried; the ticker writes an entry at most once in
`EVERY_US`. Targets are redacted and cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.attempts import Attempts
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.egress.guard import Refusal
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.journal import Journal

EVERY_US = 60_000_000
MAX_TARGET = 200  # characters


class Refusals:
    """Counts attempts of this process and writes them down. Thread safe."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal, self._clock = journal, clock
        self._attempts = Attempts()
        self._next_us = 0

    def heard(self, refusal: Refusal) -> None:
        """Count one attempt."""
        self._attempts.heard(refusal)

    def write(self, redact: Callable[[str], str]) -> None:
        """Append one entry for what was counted, unless the last one is too recent.

        Raises:
            StorageError, OverloadedError: it is not stored; the counts are kept for the next time.
        """
        now_us = self._clock.boot_us()
        taken = self._attempts.take() if now_us >= self._next_us else None
        if taken is None:
            return
        self._next_us = now_us + EVERY_US
        targets: list[JSON] = [refused(redact(name), n) for name, n in taken.targets.items()]
        subject: dict[str, JSON] = {"targets": targets, "others": taken.others}
        try:
            self._journal.note(EntryKind.EGRESS_REFUSED, subject)
        except BaseException:
            self._attempts.put_back(taken)
            raise


def refused(target: str, attempts: int) -> dict[str, JSON]:
    """Return one row of an entry's `targets`; the target is redacted by the caller."""
    return {"target": target[:MAX_TARGET], "attempts": attempts}
