"""What the next purge by schedule takes, as far as it can be told now: read once, then remembered.

Who asks waits as long as a ledger is long, and nobody else does: no hold and no setting. What is
remembered holds until the policy, a hold or a purge changes; what is appended meanwhile is younger
than any policy lets go.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.recorder.purge_plan import Asked, look

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from desktop_app.recorder.known_retention import KnownRetention
    from desktop_app.recorder.purge_plan import Plan, Progress
    from desktop_app.retention.state import Retention


class Coming:
    """The next purge of one ledger. Thread safe."""

    def __init__(self, ledger: Path, known: KnownRetention) -> None:
        self._path, self._known = ledger, known
        self._one_at_a_time = Lock()
        self._of: Hashable = None
        self._plan: Plan | None = None

    def plan(self, at_us: int, day: int, progress: Progress) -> Plan:
        """Return what would be due at a time.

        Args:
            at_us: wall clock.
            day: which day's purge that is; the wall clock may be set meanwhile.
            progress: told (entries done, entries in all) while the ledger is read.
        """
        with self._one_at_a_time:
            known = self._known.copy()
            of = (day, *_told_apart(known))
            if self._plan is None or of != self._of:
                plan = look(
                    self._path, known, Asked(), now_us=at_us, payloads=None, progress=progress
                )
                self._of, self._plan = of, plan
            return self._plan


def _told_apart(known: Retention) -> tuple[Hashable, ...]:
    """Return what tells two states of the retention of one ledger apart."""
    purged = tuple(found.count for found in known.purged.of.values())
    return known.policy, tuple(known.holds.active), purged
