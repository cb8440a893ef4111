"""The product's whole flow, for one request:

    receive -> decode -> validate -> split by run -> redact -> append (durable) -> acknowledge

`receive` hands raw bytes in and gets a future of the answer back; the future is done only after the
ledger's COMMIT. What follows an append (checkpoint, index) never holds up an acknowledgement.

MUST NOT: write anything unredacted; answer success before the append is durable; keep a request
    that was refused, or anything of one that came while recording is paused; carry content along
    for whose purpose no consent is in force.
"""  # noqa: D415 - the flow is the first line

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import OverloadedError
from desktop_app.receive.decode import inflated_within
from desktop_app.receive.request import Answer
from desktop_app.recorder import futures, pause
from desktop_app.recorder.events import prepare_events
from desktop_app.recorder.prepare import Prepared, counted, prepare
from desktop_app.recorder.runkeys import SenderContext

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from desktop_app.model.entry import Draft
    from desktop_app.model.ids import IdSource
    from desktop_app.receive.request import RawEvents, RawRequest
    from desktop_app.recorder.bigjob import BigRequests
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.meter import Meter
    from desktop_app.recorder.pause import Pause
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.redact.redactor import Redactor

SMALL_BYTES = 16 * 1024  # prepared at once, where the request was read: no hand-over costs less
BIG_BYTES = 1024 * 1024  # decoded in a worker process under a memory limit


class Pipeline:
    """`receive.Intake` of the recorder. Thread safe.

    Attributes:
        redactor: the one in force; None until the keys are open.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        run_keys: RunKeys,
        big: BigRequests,
        paused: Pause,
        ids: IdSource,
        meter: Meter,
        max_bytes: int,
        granted: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """Make the flow; `granted` says for which purposes content may be kept just now."""
        self.redactor: Redactor | None = None
        self._journal, self._run_keys, self._big = journal, run_keys, big
        self._paused, self._ids, self._meter = paused, ids, meter
        self._max_bytes, self._granted = max_bytes, granted
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="prepare")

    def submit(self, request: RawRequest) -> Future[Answer]:
        """Take one OTLP request; the answer comes when it is durable or refused.

        Raises (here or in the future): the errors of `receive.decode`; OverloadedError when the
        ledger is not open; StorageError and DiskFullError when it cannot append.
        """
        self._meter.received(len(request.body))
        self._journal.check_open()
        self._paused.expire()
        paused = self._paused.active
        if not inflated_within(request, BIG_BYTES):
            granted = frozenset[str]() if paused else self._granted()
            prepared = self._big.prepare(request, count_only=paused, granted=granted)
        elif sum(map(len, request.inflated)) + len(request.body) <= SMALL_BYTES:
            return self._finish(request, self._prepare(request, paused=paused), paused=paused)
        else:
            prepared = self._threads.submit(self._prepare, request, paused=paused)
        return futures.then(prepared, lambda done: self._finish(request, done, paused=paused))

    def submit_events(self, events: RawEvents) -> Future[Answer]:
        """Take CloudEvents; the answer comes when they are durable or refused."""
        self._meter.received(0)
        self._journal.check_open()
        self._paused.expire()
        if self._paused.active:
            return self._refuse("events", len(events.events))
        return futures.then(self._threads.submit(self._prepare_events, events), self._append_events)

    def redactor_in_force(self) -> Redactor:
        """Return the redactor.

        Raises:
            OverloadedError: the keys are not open.
        """
        if self.redactor is None:
            raise OverloadedError("The keys are not open yet.")
        return self.redactor

    def close(self) -> None:
        """End the threads and worker processes; what was taken is finished first."""
        self._threads.shutdown(wait=True)
        self._big.close()

    def _prepare(self, request: RawRequest, *, paused: bool) -> Prepared:
        if paused:
            return counted(request, max_bytes=self._max_bytes)
        context = SenderContext(request.sender.name, self._run_keys, self._journal.book)
        return prepare(
            request,
            redactor=self.redactor_in_force(),
            context=context,
            ids=self._ids,
            max_bytes=self._max_bytes,
            granted=self._granted(),
        )

    def _finish(self, request: RawRequest, prepared: Prepared, *, paused: bool) -> Future[Answer]:
        if paused or self._paused.active:
            return self._refuse(request.signal.value, prepared.accepted + prepared.rejected)
        return self._append(request.sender.name, prepared)

    def _prepare_events(self, events: RawEvents) -> tuple[str, Prepared]:
        context = SenderContext(events.sender.name, self._run_keys, self._journal.book)
        drafts = prepare_events(
            events,
            redactor=self.redactor_in_force(),
            context=context,
            ids=self._ids,
            granted=self._granted(),
        )
        return events.sender.name, Prepared(tuple(drafts), 0, {}, len(events.events))

    def _append_events(self, prepared: tuple[str, Prepared]) -> Future[Answer]:
        if self._paused.active:
            return self._refuse("events", prepared[1].accepted)
        return self._append(*prepared)

    def _append(self, sender: str, prepared: Prepared) -> Future[Answer]:
        self._journal.book.learn(sender, prepared.traces)
        if not prepared.drafts:
            return futures.done(Answer())
        drafts = [self._allowed(draft) for draft in prepared.drafts]
        appended = self._journal.telemetry(sender, drafts)

        def answer(_: object) -> Answer:
            self._meter.appended(prepared)
            return Answer(prepared.rejected, prepared.message)

        return futures.mapped(appended, answer)

    def _allowed(self, draft: Draft) -> Draft:
        """Return a draft without content whose consent was withdrawn while it was prepared."""
        if not draft.contents:
            return draft
        granted = self._granted()
        return replace(draft, contents=tuple(c for c in draft.contents if c.purpose in granted))

    def _refuse(self, signal: str, records: int) -> Future[Answer]:
        self._paused.count(signal, records)
        self._meter.refused(records)
        return futures.done(Answer(records, pause.MESSAGE) if records else Answer())
