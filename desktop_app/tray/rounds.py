"""Verifies the ledger by itself: a while after the start, then once a day.

Promise: the verdict that icon and window show is never older than a day while the tray runs; the
start itself is not slowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from desktop_app.operations.judgement import Cause
    from desktop_app.tray.integrity_check import IntegrityCheck
    from desktop_app.tray.link import Link

AFTER_MS = 20_000
DAY_MS = 24 * 3600 * 1000


class Rounds(QObject):
    """Begins with the first recorder that answers."""

    def __init__(self, link: Link, check: IntegrityCheck) -> None:
        super().__init__()
        self._check = check
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go)
        link.met.connect(self._begin)

    def close(self) -> None:
        """Begin no more."""
        self._timer.stop()

    def _begin(self) -> None:
        if not self._timer.isActive():
            self._check.remember()
            self._timer.start(AFTER_MS)

    def _go(self) -> None:
        by: Cause = "start" if self._timer.interval() == AFTER_MS else "schedule"
        self._timer.setInterval(DAY_MS)
        self._check.start(by)
