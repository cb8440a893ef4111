"""What the door of this process refused, handed to the recorder, which writes it down.

For the tray: the recorder hears of its own attempts by itself, and a command line is over too soon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.host import door
from desktop_app.host.attempts import Attempts
from desktop_app.model.kinds import EntryKind
from desktop_app.operations.recorder_access import ask_running

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

EVERY_US = 60_000_000


class RefusedHere:
    """Counts from its making on; `close` ends it. Any thread, one at a time for `note`."""

    def __init__(self) -> None:
        self._attempts = Attempts()
        self._next_us = 0
        door.report_to(self._attempts.heard)

    def note(self, context: Context) -> bool:
        """Have what was counted written down, at most once a minute; say whether an entry was made.

        Where no recorder can write it the counts are kept for the next time.
        """
        now_us = context.clock.boot_us()
        taken = self._attempts.take() if now_us >= self._next_us else None
        if taken is None:
            return False
        targets: list[JSON] = [{"target": t, "attempts": n} for t, n in taken.targets.items()]
        subject: dict[str, JSON] = {"targets": targets, "others": taken.others}
        try:
            ask_running(context, "note", {"kind": EntryKind.EGRESS_REFUSED, "subject": subject})
        except CountersignError:
            self._attempts.put_back(taken)
            return False
        self._next_us = now_us + EVERY_US
        return True

    def close(self) -> None:
        """Count no more."""
        door.forget(self._attempts.heard)
