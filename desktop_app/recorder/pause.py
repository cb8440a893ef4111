"""Pausing stops recording, not the gate: telemetry gets 200, all rejected, and is counted.

The state survives a restart (`pause.json` in the data directory), so that a crash or an update
never starts recording again behind the person's back.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.host import files
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.journal import Journal

MESSAGE = "paused by the person"


class Pause:
    """Whether recording is paused, until when, and what was not recorded meanwhile."""

    def __init__(self, path: Path, clock: Clock, journal: Journal) -> None:
        self._path, self._clock, self._journal = path, clock, journal
        self._lock = Lock()
        self._rejected: Counter[str] = Counter()
        state = canonical.decode(path.read_bytes()) if path.exists() else None
        self._until_us: int | None = None if state is None else int(str(state["until_us"]))
        self.active = state is not None

    @property
    def until_us(self) -> int | None:
        """When it ends by itself; None means until the person resumes (or: not paused)."""
        return self._until_us or None

    def start(self, for_s: int | None, actor: Mapping[str, JSON]) -> None:
        """Pause for so many seconds, or until resumed.

        The entry is durable before it takes hold.
        """
        until_us = 0 if for_s is None else self._clock.now_us() + for_s * 1_000_000
        self._journal.note(EntryKind.PAUSE_START, {"until_us": until_us}, actor=actor)
        files.write_durable(self._path, canonical.encode({"until_us": until_us}))
        self._until_us, self.active = until_us, True

    def end(self, reason: str, actor: Mapping[str, JSON]) -> Mapping[str, int]:
        """Resume; returns how many records of each signal were rejected meanwhile."""
        with self._lock:
            if not self.active:
                return {}
            rejected = dict(sorted(self._rejected.items()))
            self._path.unlink(missing_ok=True)
            self.active, self._until_us, self._rejected = False, None, Counter()
        subject: dict[str, JSON] = {"reason": reason, "rejected": rejected}
        self._journal.note(EntryKind.PAUSE_END, subject, actor=actor)
        return rejected

    def count(self, signal: str, records: int) -> None:
        """Note that so many records of a signal were refused because of the pause."""
        with self._lock:
            self._rejected[signal] += records

    def expire(self) -> None:
        """End a pause whose time is over; called by the ticker and before each request."""
        if self.active and self._until_us and self._clock.now_us() >= self._until_us:
            self.end("time over", {"sender": "", "auth": "recorder"})
