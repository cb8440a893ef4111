"""A fake `receive.Intake`: decodes what it gets, as the recorder does, and keeps it in memory."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from desktop_app.normalize import signals
from desktop_app.receive.decode import decode
from desktop_app.receive.request import Answer

if TYPE_CHECKING:
    from desktop_app.receive.request import RawEvents, RawRequest


class FakeIntake:
    """Answers at once; `error`, `answer` and `held` let a test decide how.

    Attributes:
        requests: what was submitted, in order.
        messages: its decoded form.
        error: raised in the future of each request, when set.
        held: futures that are left open while `hold` is true.
    """

    def __init__(self, *, max_bytes: int = 64 * 1024 * 1024) -> None:
        self.requests: list[RawRequest] = []
        self.messages: list[signals.ExportRequest] = []
        self.events: list[RawEvents] = []
        self.error: Exception | None = None
        self.answer = Answer()
        self.hold = False
        self.held: list[Future[Answer]] = []
        self._max_bytes = max_bytes

    def submit(self, request: RawRequest) -> Future[Answer]:
        """Decode one request; spans without a good trace id are rejected, as the recorder does."""
        future: Future[Answer] = Future()
        message = decode(request, max_bytes=self._max_bytes)
        self.requests.append(request)
        self.messages.append(message)
        answer = self.answer
        if request.signal is signals.Signal.TRACES and not answer.rejected:
            bad = sum(
                len(span.trace_id) != 16 for _, _, span in signals.walk(request.signal, message)
            )
            answer = Answer(bad, "bad trace_id") if bad else answer
        return self._resolve(future, answer)

    def submit_events(self, events: RawEvents) -> Future[Answer]:
        """Keep the events."""
        self.events.append(events)
        return self._resolve(Future(), self.answer)

    def _resolve(self, future: Future[Answer], answer: Answer) -> Future[Answer]:
        if self.error is not None:
            future.set_exception(self.error)
        elif self.hold:
            self.held.append(future)
        else:
            future.set_result(answer)
        return future

    def records(self, signal: signals.Signal) -> list[object]:
        """Return all records of a signal, in order of arrival."""
        return [
            record
            for request, message in zip(self.requests, self.messages, strict=True)
            if request.signal is signal
            for _, _, record in signals.walk(signal, message)
        ]
