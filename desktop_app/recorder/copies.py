"""Local copies around an agent's calls, so that what it changes can be undone.

Promise: without a consent for local copies nothing is looked at. A run's folder is scanned once,
before its first call that may change something; around each such call it is looked at again. What
cannot be copied is listed before the run goes on. Nothing here holds a call up for longer than
`WAIT_S`, whatever folder an agent names: each run's folder is looked at in a thread of its own, so
that one that does not answer holds up nobody else. `resources/docs/files.md`.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.model.action import Place, SideEffect
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES
from desktop_app.recorder.copy_store import CopyStore
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.capture.files.seen import Seen
    from desktop_app.capture.files.watch import FileWatch
    from desktop_app.model.action import Action
    from desktop_app.model.clock import Clock
    from desktop_app.policy.places import Places
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.file_entries import FileEntries
    from desktop_app.recorder.keeping import Keeping

LOG = logging.getLogger(__name__)
WAIT_S = 10.0  # for a look at a run's folder; longer, and its copies are not complete
MAX_RUNS = 16
MAX_KNOWN = 10_000  # runs of which it is known that nothing is copied
_CHANGES = frozenset((SideEffect.WRITE, SideEffect.IRREVERSIBLE))


@dataclass
class _Watched:
    """One run's folder."""

    run: Run
    workspace: str
    store: CopyStore
    watch: FileWatch
    begun: Future[bool] = field(default_factory=Future)
    open: set[int] = field(default_factory=set)
    thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="copies")
    )
    last: Future[None] = field(default_factory=Future)


class Copies:
    """`Around` of files. Thread safe.

    Args:
        entries: writes them down.
        keeping: the vault, and what a person allowed.
        mark_dir: a private folder of ours, outside of all workspaces.
        ours: our own folders, which are never copied.
        places: tells folders of keys and passwords, which are never copied either.
    """

    def __init__(
        self,
        entries: FileEntries,
        keeping: Keeping,
        clock: Clock,
        *,
        mark_dir: Path,
        ours: Sequence[Path],
        places: Places,
    ) -> None:
        self._entries, self._keeping, self._clock = entries, keeping, clock
        self._places = places
        self._mark_dir, self._ours = mark_dir, tuple(Path(os.path.realpath(one)) for one in ours)
        self._lock = Lock()
        self._runs: OrderedDict[Run, _Watched | None] = OrderedDict()  # None: not to be watched

    def begin(self, run: Run, folder: str, *, wait: bool = False) -> None:
        """Hear that a run begins in a folder: look at it, in the background unless `wait`."""
        if COPIES in self._keeping.granted():
            watched = self._watched(run, folder)
            if wait and watched is not None:
                self._is_ready(watched)

    def before(self, intent: int, declared: Declared, action: Action) -> None:
        """Look at a run's folder before a call that may change something there."""
        if action.side_effect not in _CHANGES or COPIES not in self._keeping.granted():
            return
        run = Run(declared.sender, declared.run_id)
        watched = self._watched(run, action.workspace or action.cwd) if run.run_id else None
        if watched is None or not self._is_ready(watched):
            return
        with self._lock:
            watched.open.add(intent)
        self._look(watched, lambda: watched.watch.before(str(intent)))

    def after(self, intent: int, declared: Declared) -> None:
        """Look again after such a call."""
        with self._lock:
            watched = self._runs.get(Run(declared.sender, declared.run_id))
            if watched is None or intent not in watched.open:
                return
            watched.open.discard(intent)
        self._look(watched, lambda: watched.watch.after(str(intent)))

    def ending(self, run: Run) -> None:
        """Look once more before a run's end is written down."""
        with self._lock:
            watched = self._runs.pop(run, None)
        if watched is None:
            return
        try:
            if self._is_ready(watched):
                self._look(watched, watched.watch.end)
        finally:
            watched.thread.shutdown(wait=False)

    def close(self) -> None:
        """End the threads; one that looks at a folder that does not answer is not waited for."""
        with self._lock:
            all_ = [one for one in self._runs.values() if one is not None]
        for watched in all_:
            watched.thread.shutdown(wait=False, cancel_futures=True)
        wait([one.last for one in all_], WAIT_S)

    def _watched(self, run: Run, folder: str) -> _Watched | None:
        """Return a run's folder under watch; begun in the background when it is new."""
        with self._lock:
            if run in self._runs:
                return self._runs[run]
            many = sum(one is not None for one in self._runs.values()) >= MAX_RUNS
            watched = None if many else self._new(run, folder)
            self._runs[run] = watched
            self._forget_some()
        if watched is None:
            self._entries.no_snapshot(run, folder, f"{MAX_RUNS} other runs are copied already")
        else:
            watched.last = watched.thread.submit(self._begin, watched)
        return watched

    def _forget_some(self) -> None:
        """Forget the oldest of the runs that are not copied: an agent may name any number."""
        if len(self._runs) > MAX_KNOWN:
            del self._runs[next(run for run, one in self._runs.items() if one is None)]

    def _new(self, run: Run, folder: str) -> _Watched:
        # What watches folders is for those who allow copies: a recorder is ready without it.
        from desktop_app.capture.files.watch import FileWatch  # noqa: PLC0415

        store = CopyStore(self._keeping, self._entries.size)
        watch = FileWatch(
            store=store,
            key=self._entries.key(run),
            clock=self._clock,
            mark_dir=self._mark_dir,
            exclude=self._ours,
        )
        return _Watched(run, folder, store, watch)

    def _begin(self, watched: _Watched) -> None:
        try:
            why = self._why_not(watched.workspace)
            if why:
                self._give_up(watched, why)
                return
            # Where links lead now is what is copied, and what a rollback changes later.
            watched.workspace = os.path.realpath(watched.workspace)
            begun = watched.watch.begin(Path(watched.workspace))
            self._entries.snapshot(watched.run, watched.workspace, begun, watched.store)
        except (CountersignError, OSError) as error:
            why = error.message if isinstance(error, CountersignError) else str(error.strerror)
            LOG.warning("A run's folder is not copied: %s", why)  # not where it is
            self._give_up(watched, why)
        else:
            watched.begun.set_result(True)

    def _give_up(self, watched: _Watched, why: str) -> None:
        with self._lock:
            if self._runs.get(watched.run) is watched:
                self._runs[watched.run] = None
        watched.thread.shutdown(wait=False)
        try:
            self._entries.no_snapshot(watched.run, watched.workspace, why)
        except CountersignError as error:
            LOG.warning("That a run's folder is not copied was not written down: %s", error)
        watched.begun.set_result(False)

    def _is_ready(self, watched: _Watched) -> bool:
        try:
            return watched.begun.result(WAIT_S)
        except TimeoutError:
            return False  # the snapshot's entry comes after the call's: it says when it was taken

    def _look(self, watched: _Watched, look: Callable[[], Seen]) -> None:
        """Look in the run's own thread, and wait for it; what comes too late is told all the same.

        A call that ran before its look was done has no window: what it did is nobody's.
        """
        watched.last = watched.thread.submit(lambda: self._tell(watched, look()))
        try:
            watched.last.result(WAIT_S)
        except TimeoutError:
            LOG.warning("A run's folder did not answer in %s seconds.", WAIT_S)

    def _tell(self, watched: _Watched, seen: Seen) -> None:
        if seen.problem is not None:
            LOG.warning("%s", seen.problem)
        if seen.files or seen.refs:
            self._entries.changes(
                watched.run, EntryKind.FILE_OP, seen.files, seen.refs, watched.store, more={}
            )

    def _why_not(self, folder: str) -> str:
        """Return why a folder is not copied; "" when it may be."""
        if not Path(folder).is_absolute() or not Path(folder).is_dir():
            return "no folder is known"
        real = Path(os.path.realpath(folder))
        if Path.home().is_relative_to(real) or real == Path(real.anchor):
            return "the folder is too wide: a home folder, or above one"
        if len(real.parts) <= 2:  # noqa: PLR2004 - /etc, /usr, /tmp
            return "the folder is too wide: one of the system's"
        if any(real.is_relative_to(ours) for ours in self._ours):
            return "the folder is Countersign's own"
        keys = self._places.of(str(real), "") is Place.CREDENTIAL
        return "the folder holds keys, passwords or a browser's data" if keys else ""
