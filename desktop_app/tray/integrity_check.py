"""The verification of the ledger: one at a time, in a process of its own, for the whole tray.

Promise: the window stays usable; `cancel` ends the process; each verdict is written down where a
recorder runs, and the one model of icon, menu and window (`desk.link`) hears of it. Who shows it
listens; nobody needs to.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import CountersignError
from desktop_app.operations.judgement import judge_ledger, note_judgement
from desktop_app.tray.presenters import integrity, verdict
from desktop_app.tray.presenters.integrity import Progress
from desktop_app.tray.presenters.state import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from desktop_app.operations.judgement import Cause, Judgement
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Task, Told


class IntegrityCheck(QObject):
    """Verifies the ledger of a desk.

    Attributes:
        running: whether it does just now.
        how_far: how far it is.
        newest: what the last one of this tray came to; None before.

    Signals:
        changed(): it began or ended.
        progress(Progress): how far it is, at most ten times a second.
        finished(Judgement): it came to a verdict.
        failed(CountersignError): it could not.
    """

    changed = Signal()
    progress = Signal(object)
    finished = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._task: Task | None = None
        self._began_s = 0.0
        self.how_far = Progress()
        self.newest: Judgement | None = None

    @property
    def running(self) -> bool:
        """Whether a verification goes on."""
        return self._task is not None

    def remember(self) -> None:
        """Show the verdict that the log itself holds last, until there is a newer one."""
        self._desk.reader.ask(
            lambda query: query.verdicts(limit=50),
            lambda rows: self._remembered(integrity.history(rows)),
            failed=lambda _error: None,  # nothing recorded yet, or the index is being made
            owner=self,
        )

    def start(self, by: Cause = "hand") -> None:
        """Begin, unless one goes on."""
        if self.running:
            return
        self._began_s, self.how_far = time.monotonic(), Progress()
        desk = self._desk

        def work(told: Told) -> Judgement:
            context = desk.context(told)
            found = judge_ledger(context)
            with suppress(CountersignError):  # one that cannot be written down is a verdict still
                note_judgement(context, found, by)
            return found

        self._task = desk.work.run(
            work, self._finished, failed=self._failed, progress=self._told, owner=self
        )
        self.changed.emit()

    def cancel(self) -> None:
        """End it; the last verdict stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.changed.emit()

    def _told(self, done: int, total: int) -> None:
        self.how_far = Progress(done, total, time.monotonic() - self._began_s)
        self.progress.emit(self.how_far)

    def _finished(self, found: Judgement) -> None:
        self._task, self.newest = None, found
        self._judged(str(found.report["verdict"]), found.at_us)
        self.changed.emit()
        self.finished.emit(found)

    def _failed(self, error: CountersignError) -> None:
        self._task = None
        self.changed.emit()
        self.failed.emit(error)

    def _remembered(self, row: Mapping[str, Any] | None) -> None:
        if row is not None and self.newest is None:
            self._judged(str(row["verdict"]), int(row["ts_us"]))

    def _judged(self, name: str, at_us: int) -> None:
        passes = verdict.tone(name) == "ok"
        self._desk.link.judged(Verdict(verdict.word(name), passes=passes, at_us=at_us))
