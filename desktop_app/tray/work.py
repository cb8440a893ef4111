"""Long work off the main thread; result, failure and progress come back by callback on it.

Promise: callbacks run on the main thread, in the order of what they tell; none is called once its
task was cancelled or its owner is gone; what a function raises is told as a `CountersignError`,
never lost. One user action is one function (`desktop_app.operations`) and one call of `run`.
"""

from __future__ import annotations

import logging
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from desktop_app.errors import BugError, CountersignError, ExportCancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = Callable[[int, int], None]

T = TypeVar("T")
LOG = logging.getLogger(__name__)
THREADS = 4
TELL_EVERY_S = 0.1
LEAVE_S = 0.5  # for what waits for somebody; then it is left alone


class Task:
    """One piece of work that was asked for."""

    def __init__(self, owner: QObject | None) -> None:
        self._owner = owner
        self._cancelled = Event()
        self.running = True

    def cancel(self) -> None:
        """End it at its next step; nobody is told of it any more."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self._cancelled.is_set()

    def wanted(self) -> bool:
        """Whether somebody still waits for it: not cancelled, and its owner lives."""
        return not self.cancelled and (self._owner is None or isValid(self._owner))


class Work(QObject):
    """Runs functions in a few threads.

    Args:
        failed: told of what goes wrong with work that names nobody to tell.
    """

    _arrived = Signal(object)

    def __init__(
        self,
        failed: Callable[[CountersignError], None],
        parent: QObject | None = None,
        *,
        threads: int = THREADS,
        name: str = "work",
    ) -> None:
        super().__init__(parent)
        self._failed = failed
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._tasks: set[Task] = set()
        self._waiting: list[Thread] = []
        self._closed = Event()
        self._arrived.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        function: Callable[[Told], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[CountersignError], None] | None = None,
        progress: Told | None = None,
        owner: QObject | None = None,
        waits: bool = False,
    ) -> Task:
        """Run `function(told)` in a thread; it calls `told(done, total)` as it goes.

        Args:
            function: MUST NOT touch any widget. `told` raises ExportCancelledError once cancelled.
            done: gets the result, on the main thread.
            failed: gets the error; None: the one of the constructor.
            progress: told (done, total), at most ten times a second.
            owner: a QObject with whose end the work loses its meaning.
            waits: it waits for a person, who may never come, or for what the recorder does in a
                large folder: nobody waits for it at the end, and it takes no other's thread.

        After `close` nothing is run: the task that is returned is a cancelled one.
        """
        task = Task(owner)
        if self._closed.is_set():
            task.cancel()
            return task
        self._tasks.add(task)
        told = _Teller(self._post, task, progress)

        def finish(callback: Callable[[], None]) -> None:
            task.running = False
            self._tasks.discard(task)
            if task.wanted():
                callback()

        def work() -> None:
            try:
                result = function(told)
            except CountersignError as error:
                caught = error
                self._post(lambda: finish(lambda: (failed or self._failed)(caught)))
            except Exception as error:  # noqa: BLE001 - told as our bug, with its place
                bug = _bug(error)
                self._post(lambda: finish(lambda: (failed or self._failed)(bug)))
            else:
                self._post(lambda: finish(lambda: done(result)))

        self._start(work, waits=waits)
        return task

    def _start(self, work: Callable[[], None], *, waits: bool) -> None:
        if not waits:
            self._threads.submit(work)
            return
        self._waiting = [one for one in self._waiting if one.is_alive()]
        self._waiting.append(Thread(target=work, name="waits", daemon=True))
        self._waiting[-1].start()

    def close(self) -> None:
        """Cancel what was asked for, end what was begun at its next step, wait for the threads."""
        for task in self._tasks:
            task.cancel()
        self._threads.shutdown(wait=True)
        self._closed.set()
        for thread in self._waiting:
            thread.join(LEAVE_S)
        if any(thread.is_alive() for thread in self._waiting):
            _LEFT.append(self)  # its last reference must not end in a thread that is not Qt's

    def _post(self, callback: Callable[[], None]) -> None:
        if not self._closed.is_set() and isValid(self):  # a thread may outlive the window by a step
            self._arrived.emit(callback)

    def _call(self, callback: Callable[[], None]) -> None:
        callback()


class _Teller:
    """What a running function calls: (done, total)."""

    def __init__(
        self, post: Callable[[Callable[[], None]], None], task: Task, progress: Told | None
    ) -> None:
        self._post, self._task, self._progress = post, task, progress
        self._told_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        if self._task.cancelled:
            raise ExportCancelledError("Stopped.")
        progress, now = self._progress, time.monotonic()
        if progress is None or now - self._told_at < TELL_EVERY_S:
            return
        self._told_at = now
        self._post(lambda: progress(done, total) if self._task.wanted() else None)


def _bug(error: Exception) -> BugError:
    LOG.error("Work failed: %s", "".join(traceback.format_exception(error)))
    place = traceback.extract_tb(error.__traceback__)[-1]
    return BugError(
        f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {error}"
    )


_LEFT: list[Work] = []  # closed, while a thread of theirs still waits for somebody
