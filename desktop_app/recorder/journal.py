"""The one way into the ledger for the rest of the recorder.

It keeps a run's entries in order (its `run.start` before its first telemetry, `run.end` after the
last), tells the index follower that there is something new, and says who acted. Durability is the
writer's: a future of this module is done only after the COMMIT it was part of.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import KeychainLockedError, OverloadedError
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.runs import Run, RunBook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future

    from desktop_app.ledger.writer import Appended, LedgerWriter
    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock

RECORDER: Mapping[str, JSON] = {"sender": "", "auth": "recorder"}
NOTE_TIMEOUT_S = 30.0


class Journal:
    """Appends to the ledger, once it is open. Thread safe."""

    def __init__(self, clock: Clock, nudge: Callable[[], None]) -> None:
        self.book = RunBook()
        self._clock = clock
        self._nudge = nudge
        self._order = Lock()
        self.is_new = False
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

    @property
    def waiting_for(self) -> str | None:
        """Why nothing can be appended, or None."""
        return self._waiting_for if self._writer is None else None

    def telemetry(self, sender: str, drafts: Sequence[Draft]) -> Future[list[Appended]]:
        """Append what a sender sent; runs seen for the first time are started before it.

        MUST NOT be acknowledged before the future is done; a failed future means that nothing of
        it is promised, and the sender is told to send it again.
        """
        writer, now_us = self.writer, self._clock.now_us()
        with self._order:
            started = [
                _run_start(draft)
                for draft in drafts
                if draft.run_id is not None and self.book.touch(Run(sender, draft.run_id), now_us)
            ]
            future = writer.append([*started, *drafts])
        future.add_done_callback(self._done)
        return future

    def note(
        self,
        kind: EntryKind,
        subject: Mapping[str, JSON],
        *,
        actor: Mapping[str, JSON] = RECORDER,
        run_id: str | None = None,
    ) -> Appended:
        """Append one small entry of our own and wait until it is durable. Uses the reserve."""
        return self._append_one(Draft(kind, actor, subject, run_id=run_id)).result(NOTE_TIMEOUT_S)[
            0
        ]

    def begin_run(self, run: Run, subject: Mapping[str, JSON], trace_id: bytes) -> Appended:
        """Open a run that a wrapper starts and ends (`countersign run`)."""
        draft = Draft(
            EntryKind.RUN_START,
            {"sender": run.sender, "auth": "local"},
            subject,
            run_id=run.run_id,
            trace_id=trace_id,
        )
        with self._order:
            self.book.touch(run, self._clock.now_us())
            self.book.hold(run)
            future = self.writer.append([draft], reserve=True)
        future.add_done_callback(self._done)
        return future.result(NOTE_TIMEOUT_S)[0]

    def end_run(self, run: Run, subject: Mapping[str, JSON]) -> Future[list[Appended]]:
        """Append a run's `run.end`; the writer adds the count of its entries."""
        actor: dict[str, JSON] = {"sender": run.sender, "auth": "recorder"}
        draft = Draft(EntryKind.RUN_END, actor, subject, run_id=run.run_id)
        with self._order:
            self.book.close(run)
            future = self.writer.append([draft], reserve=True)
        future.add_done_callback(self._done)
        return future

    def end_idle_runs(self, idle_s: int) -> None:
        """End runs that were silent for that long."""
        for run in self.book.idle(self._clock.now_us() - idle_s * 1_000_000):
            self.end_run(run, {"reason": "idle"})

    def end_all_runs(self) -> None:
        """End every open run because recording stops; waits until that is durable."""
        for future in [self.end_run(run, {"reason": "stop"}) for run in self.book.open_runs()]:
            future.result(NOTE_TIMEOUT_S)

    def _append_one(self, draft: Draft) -> Future[list[Appended]]:
        future = self.writer.append([draft], reserve=True)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[list[Appended]]) -> None:
        if future.cancelled() or future.exception() is not None:
            return
        self._nudge()


def _run_start(draft: Draft) -> Draft:
    return Draft(
        EntryKind.RUN_START,
        draft.actor,
        {"agent": draft.subject.get("agent")},
        run_id=draft.run_id,
        trace_id=draft.trace_id,
    )
