"""Refused attempts to leave this machine, gathered into few `egress.refused` entries.

An attempt is counted at once, in the thread that tried; the ticker writes an entry at most once in
`EVERY_US`. A target is a host and a port as the program named it: a sender's text, so it is
redacted and cut, and no entry names more than `MAX_TARGETS`.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.egress import Refusal
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.journal import Journal

EVERY_US = 60_000_000
MAX_TARGETS = 20
MAX_TARGET = 200  # characters


class Refusals:
    """Counts attempts and writes them down. Thread safe."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal, self._clock = journal, clock
        self._lock = Lock()
        self._waiting: Counter[str] = Counter()
        self._others = 0
        self._next_us = 0

    def heard(self, refusal: Refusal) -> None:
        """Count one attempt."""
        with self._lock:
            if refusal.target in self._waiting or len(self._waiting) < MAX_TARGETS:
                self._waiting[refusal.target] += 1
            else:
                self._others += 1

    def write(self, redact: Callable[[str], str]) -> None:
        """Append one entry for what was counted, unless the last one is too recent.

        Raises:
            StorageError, OverloadedError: it is not stored; the counts are kept for the next time.
        """
        now_us = self._clock.boot_us()
        with self._lock:
            if not self._waiting or now_us < self._next_us:
                return
            taken, others = self._waiting, self._others
            self._waiting, self._others, self._next_us = Counter(), 0, now_us + EVERY_US
        targets: list[JSON] = [
            refused(redact(target), count) for target, count in sorted(taken.items())
        ]
        try:
            self._journal.note(EntryKind.EGRESS_REFUSED, {"targets": targets, "others": others})
        except BaseException:
            with self._lock:
                self._waiting.update(taken)
                self._others += others
            raise


def refused(target: str, attempts: int) -> dict[str, JSON]:
    """Return one row of an entry's `targets`; the target is redacted by the caller."""
    return {"target": target[:MAX_TARGET], "attempts": attempts}
