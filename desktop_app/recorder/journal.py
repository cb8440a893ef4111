"""The one way into the ledger for the rest of the recorder.

It keeps a run's entries in order (its `run.start` before its first telemetry, `run.end` after the
last), tells the index follower that there is something new, and says who acted. Durability is the
writer's: a future of this module is done only after the COMMIT it was part of. What could not be
appended is as if it had never been asked: a run's start or end is tried again.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeAlias

from desktop_app.errors import (
    CountersignError,
    KeychainLockedError,
    OverloadedError,
    StorageError,
)
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import futures
from desktop_app.recorder.runs import Run, RunBook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from desktop_app.ledger.writer import Appended, LedgerWriter
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.content import Content

NOTE_TIMEOUT_S = 30.0
Told: TypeAlias = "Callable[[Sequence[Appended] | None], None]"  # None: nothing was appended


class Contents(Protocol):
    """Keeps the content of drafts in the vault."""

    def keep(self, drafts: Sequence[Draft], after: int) -> tuple[Sequence[Draft], Told]:
        """Keep it durably; return drafts that say so, and what is told how they fared."""
        ...


class Observer(Protocol):
    """Watches acknowledgements, for self-telemetry."""

    def acknowledged(self, waited_us: int, entries: int) -> None:
        """Hear of one durable append; runs on the committing thread and must be quick."""
        ...


class Journal:
    """Appends to the ledger, once it is open. Thread safe.

    Attributes:
        book: open runs.
        is_new: whether this process made the ledger.
        trouble: why the newest telemetry could not be appended; None once one could again.
        observer: of acknowledgements, or None.
        contents: keeps the content of drafts before they are appended, or None.
        ending: hears of a run before its end is written down, in the thread that ends it.
        heard: hears of telemetry that is durable, on the committing thread: its sender, drafts,
            and where they stand.
        nudges: called when there is something new, on the committing thread; quick.
        run_ended: hears of each durable `run.end`, on the committing thread: its place and run.
    """

    def __init__(self, clock: Clock, nudge: Callable[[], None]) -> None:
        self.book = RunBook()
        self.is_new = False
        self.trouble: str | None = None
        self.observer: Observer | None = None
        self.contents: Contents | None = None
        self.run_ended: Callable[[int, Run], None] = _nobody
        self.ending: Callable[[Run], None] = _no_run
        self.heard: Callable[[str, Sequence[Draft], Sequence[Appended]], None] = _nothing
        self._clock = clock
        self.nudges = [nudge]
        self._order = Lock()
        self._writer: LedgerWriter | None = None
        self._waiting_for = "The ledger is not open yet."

    def open(self, writer: LedgerWriter, *, is_new: bool = False) -> None:
        """Hand over the writer; from here on appends go through."""
        self._writer, self.is_new = writer, is_new

    def wait_for(self, reason: str) -> None:
        """Say why the ledger is not open (a locked keychain, say)."""
        self._writer, self._waiting_for = None, reason

    @property
    def writer(self) -> LedgerWriter:
        """The open ledger.

        Raises:
            OverloadedError: not open yet; the sender tries again.
        """
        if self._writer is None:
            raise OverloadedError(self._waiting_for, hint=KeychainLockedError.default_hint)
        return self._writer

    def check_open(self) -> None:
        """Refuse at once, before any work is done, while nothing could be appended.

        Raises:
            OverloadedError: not open yet; the sender tries again.
        """
        _ = self.writer

    @property
    def waiting_for(self) -> str | None:
        """Why nothing can be appended, or None."""
        return self._waiting_for if self._writer is None else None

    def telemetry(
        self, sender: str, drafts: Sequence[Draft], *, reserve: bool = False, opens: bool = True
    ) -> Future[list[Appended]]:
        """Append what a sender sent; runs seen for the first time are started before it.

        MUST NOT be acknowledged before the future is done; a failed future means that nothing of
        it is promised, and the sender is told to send it again.

        Args:
            sender: whose runs these are.
            drafts: in order.
            reserve: what a gate or a consent leaves may use the reserved room.
            opens: whether it opens a run that has ended; not what a person does about it later.
        """
        writer, began_us = self.writer, self._clock.boot_us()
        begun: dict[Run, Draft] = {}
        told: Told = _nobody_keeps
        if self.contents is not None and any(draft.contents for draft in drafts):
            drafts, told = self.contents.keep(drafts, writer.state().size)

        def ended(future: Future[list[Appended]]) -> None:
            error = future.exception()
            if error is None:
                self.trouble = None
                told(future.result()[len(begun) :])
                if self.observer is not None:
                    self.observer.acknowledged(self._clock.boot_us() - began_us, len(drafts))
                self.heard(sender, drafts, future.result())
                self._tell_news()
                return
            told(None)
            for run in begun:  # its start was not stored: the next request tries again
                self.book.close(run)
            if isinstance(error, CountersignError) and error.fault == "machine":
                self.trouble = f"{error.message} {error.hint}".strip()

        with self._order:
            begun.update(self._begin(sender, drafts, began_us) if opens else ())
            future = writer.append([*begun.values(), *drafts], reserve=reserve)
        future.add_done_callback(ended)
        if told is _nobody_keeps:
            return future
        return futures.mapped(future, _same)  # done after the vault knows its entry

    def _tell_news(self) -> None:
        for nudge in self.nudges:
            nudge()

    def note(
        self,
        kind: EntryKind,
        subject: Mapping[str, JSON],
        *,
        actor: Mapping[str, JSON] = RECORDER,
        run_id: str | None = None,
    ) -> Appended:
        """Append one small entry of our own and wait until it is durable. Uses the reserve.

        Raises:
            OverloadedError, StorageError: it is not stored, or not within half a minute.
        """
        return durable(self._append_own(Draft(kind, actor, subject, run_id=run_id)))[0]

    def begin_run(
        self,
        run: Run,
        subject: Mapping[str, JSON],
        trace_id: bytes,
        contents: tuple[Content, ...] = (),
    ) -> Appended:
        """Open a run that a wrapper starts and ends (`countersign run`)."""
        actor: dict[str, JSON] = {"sender": run.sender, "auth": "local"}
        drafts: Sequence[Draft] = [
            Draft(EntryKind.RUN_START, actor, subject, run.run_id, trace_id, contents=contents)
        ]
        told: Told = _nobody_keeps
        if self.contents is not None and contents:
            drafts, told = self.contents.keep(drafts, self.writer.state().size)
        with self._order:
            future = self._append_own(drafts[0])
            future.add_done_callback(lambda ended: told(_stored(ended)))
            self.book.touch(run, self._clock.boot_us())
            self.book.hold(run)
        try:
            return durable(future)[0]
        except BaseException:
            self.book.close(run)
            raise

    def end_run(self, run: Run, subject: Mapping[str, JSON]) -> Future[list[Appended]]:
        """Append a run's `run.end`; the writer adds the count of its entries."""
        self.ending(run)
        with self._order:
            future = self._append_own(_run_end(run, subject))
            self.book.close(run)
        future.add_done_callback(lambda ended: self._tell_end(ended, run))
        return future

    def end_idle_runs(self, idle_s: int) -> None:
        """End runs that were silent for that long; an end that fails is tried again later."""
        now_us = self._clock.boot_us()
        for run in self.book.idle(now_us - idle_s * 1_000_000):

            def ended(future: Future[list[Appended]], run: Run = run) -> None:
                if future.exception() is not None:
                    self.book.touch(run, now_us)

            self.end_run(run, {"reason": "idle"}).add_done_callback(ended)

    def end_all_runs(self) -> None:
        """End every open run because recording stops; waits until that is durable."""
        for future in [self.end_run(run, {"reason": "stop"}) for run in self.book.open_runs()]:
            durable(future)

    def end_crashed_run(self, run: Run) -> None:
        """End a run that an earlier recorder left open, unless it spoke again meanwhile."""
        with self._order:
            if not self.book.is_open(run):
                future = self._append_own(_run_end(run, {"reason": "crash"}))
                future.add_done_callback(lambda ended: self._tell_end(ended, run))

    def _begin(
        self, sender: str, drafts: Sequence[Draft], boot_us: int
    ) -> Iterator[tuple[Run, Draft]]:
        """Yield the runs that were not open, each with its `run.start`."""
        for draft in drafts:
            if draft.run_id is not None and self.book.touch(Run(sender, draft.run_id), boot_us):
                yield Run(sender, draft.run_id), _run_start(draft)

    def _tell_end(self, ended: Future[list[Appended]], run: Run) -> None:
        if ended.exception() is None:
            self.run_ended(ended.result()[0].seq, run)

    def _append_own(self, draft: Draft) -> Future[list[Appended]]:
        future = self.writer.append([draft], reserve=True)
        future.add_done_callback(lambda ended: None if ended.exception() else self._tell_news())
        return future


def _stored(ended: Future[list[Appended]]) -> list[Appended] | None:
    return ended.result() if ended.exception() is None else None


def durable(future: Future[list[Appended]]) -> list[Appended]:
    """Wait for an append.

    Raises:
        OverloadedError, StorageError, ...: it was not stored, or not in time.
    """
    try:
        return future.result(NOTE_TIMEOUT_S)
    except TimeoutError as error:
        raise StorageError("The ledger's disk does not answer.") from error


def _same(appended: list[Appended]) -> list[Appended]:
    return appended


def _nobody_keeps(_appended: Sequence[Appended] | None) -> None:
    """Nothing was kept."""


def _no_run(_run: Run) -> None:
    """Nobody needs to hear of it."""


def _nobody(_seq: int, _run: Run) -> None:
    """Nobody needs to hear of it."""


def _nothing(_sender: str, _drafts: Sequence[Draft], _appended: Sequence[Appended]) -> None:
    """Nobody needs to hear of it."""


def _run_start(draft: Draft) -> Draft:
    return Draft(
        EntryKind.RUN_START,
        draft.actor,
        {"agent": draft.subject.get("agent")},
        run_id=draft.run_id,
        trace_id=draft.trace_id,
    )


def _run_end(run: Run, subject: Mapping[str, JSON]) -> Draft:
    actor: dict[str, JSON] = {**RECORDER, "sender": run.sender}
    return Draft(EntryKind.RUN_END, actor, subject, run_id=run.run_id)
