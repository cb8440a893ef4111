"""Keeps a recorder running: finds one, or starts one and starts it again when it ends.

A recorder of the command line or of a user service is found and left alone; one that an earlier,
killed tray left behind is taken over. What happens is shown through `Link`, never hidden: trouble
after repeated ends, with the recorder's own last sentence.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.control.person_line import PersonLine
from desktop_app.errors import CountersignError
from desktop_app.operations.recorder_process import RecorderProcess
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.supervisor import Supervisor
from desktop_app.tray.words import tr
from desktop_app.tray.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.host.paths import Paths
    from desktop_app.tray.link import Link

STOP_S = 20.0


class Keeper(QObject):
    """The recorder of one data directory, from the tray's side.

    Args:
        paths: whose.
        link: where its state is shown.
        options: more options of `countersign serve` (ports).

    Signals:
        down(reason): it ended too often lately; once until it runs again.
        up(): it runs again after that.
    """

    down = Signal(str)
    up = Signal()

    def __init__(self, paths: Paths, link: Link, options: Sequence[str] = ()) -> None:
        super().__init__()
        self._paths, self._link, self._options = paths, link, tuple(options)
        self._work = Work(lambda _error: None, self, threads=1, name="keeper")
        self._supervisor = Supervisor()
        self._child: RecorderProcess | None = None
        self._told_down = self._ending = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._start)
        link.asked.connect(self._runs)
        link.deaf.connect(self._missing)

    @property
    def keeps(self) -> str:
        """Who ends the recorder: "tray" (we do), "service", "command", or "" while none runs."""
        if self._child is not None:
            return "tray"
        return str(self._link.state.get("keeper") or "")

    def start_again(self) -> None:
        """The person wants it now."""
        self._supervisor.again()
        if self._child is None:
            self._again.start(0)

    def finish(self) -> None:
        """End the recorder if it is ours, and wait until what it took is sealed."""
        self._ending = True
        self._again.stop()
        if self._child is not None:
            self._child.finish()
        elif self.keeps == "tray":
            self._stop_inherited()
        self._work.close()

    def _missing(self) -> None:
        """No recorder answers: start one, unless ours is on its way or waits to be."""
        if self._child is None and not self._again.isActive() and not self._ending:
            self._again.start(0)

    def _start(self) -> None:
        if self._child is not None or self._ending:
            return
        if not self._supervisor.trouble():
            self._link.down(Phase.STARTING)
        self._supervisor.started(time.monotonic())
        try:
            child = self._started()
        except OSError as error:
            self._ended(1, tr("It cannot be started: {error}.", error=error.strerror))
            return
        self._child = child
        self._work.run(lambda _told: child.wait(), lambda end: self._ended(*end))

    def _started(self) -> RecorderProcess:
        """Start a recorder that has the other end of the person's line, where that can be."""
        if sys.platform == "win32":
            return RecorderProcess(self._paths, self._options)
        line = PersonLine()
        try:
            options = ("--person-fd", str(line.fd), *self._options)
            child = RecorderProcess(self._paths, options, (line.fd,))
        except OSError:
            line.close()
            raise
        line.handed_over()
        self._link.line.use(line)
        return child

    def _ended(self, code: int, reason: str) -> None:
        self._child = None
        self._link.line.use(None)
        if self._ending:
            return
        if code == 0:  # somebody ended it in order: as if it were asked to, so say so and go on
            reason = tr("It was ended.")
        wait_s = self._supervisor.ended(time.monotonic(), reason)
        times = self._supervisor.trouble()
        if times:
            text = tr("It stopped {n} times in 2 minutes: {reason}", n=times, reason=reason)
            self._link.down(Phase.TROUBLE, text)
            if not self._told_down:
                self._told_down = True
                self.down.emit(text)
        else:
            self._link.down(Phase.STARTING, reason)
        self._again.start(round(wait_s * 1000))

    def _runs(self) -> None:
        if self._told_down:
            self._told_down = False
            self.up.emit()

    def _stop_inherited(self) -> None:
        """End a recorder that an earlier tray started; it is gone when it hangs up."""
        try:
            with self._link.line.connect() as client:
                client.call("stop", {"confirmed": True}, timeout_s=STOP_S)
        except CountersignError:
            return  # it went away by itself, or will not: the next start says which
