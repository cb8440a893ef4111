"""What waits for the committing thread: appends, calls, and the end.

Appends are taken together up to a batch; a call is a barrier: what was queued before it is
committed first. Everything handed in gets an answer, whatever happens.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop_app.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ledger.records import Appended
    from desktop_app.model.entry import Draft

T = TypeVar("T")
ENTRY_BYTES = 1_024  # what an entry takes beside its body: leaf, hashes, tree


class Append:
    """Drafts of one call: one transaction, one future."""

    __slots__ = ("bytes", "drafts", "future", "reserve")

    def __init__(self, drafts: list[Draft], reserve: bool) -> None:  # noqa: FBT001 - the hot path
        self.drafts, self.reserve = drafts, reserve
        self.future: Future[list[Appended]] = Future()
        self.bytes = sum(
            ENTRY_BYTES + (0 if draft.body is None else len(draft.body)) for draft in drafts
        )

    def fail(self, error: BaseException) -> None:
        """Refuse: nothing of it is stored, as far as anyone is told."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)

    def done(self, appended: list[Appended]) -> None:
        """Acknowledge."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(appended)


class Call(Generic[T]):
    """A function to run on the committing thread."""

    __slots__ = ("_work", "future")

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self.future: Future[T] = Future()

    def run(self) -> None:
        """Run it; result or error go to the future."""
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            self.future.set_exception(error)
        else:
            self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Refuse without running."""
        self.future.set_exception(error)


@dataclass(slots=True)
class Batch:
    """What the committing thread does next: appends, then the call, then the end."""

    appends: list[Append] = field(default_factory=list)
    call: Call[object] | None = None
    end: bool = False


class JobQueue:
    """Unbounded queue with one taker. Thread safe."""

    def __init__(self, max_batch: int) -> None:
        self._max_batch = max_batch
        self._items: SimpleQueue[Append | Call[object] | None] = SimpleQueue()
        self._lock = Lock()
        self._ended = False
        self._in = [0, 0]  # entries and bytes ever put
        self._out = [0, 0]  # and ever taken

    @property
    def entries(self) -> int:
        """Drafts that wait."""
        return self._in[0] - self._out[0]

    @property
    def bytes(self) -> int:
        """Bytes of drafts that wait."""
        return self._in[1] - self._out[1]

    def put(self, item: Append | Call[T]) -> None:
        """Queue a job; after the end it is refused at once."""
        with self._lock:
            if self._ended:
                item.fail(StorageError("The recorder is stopping; the ledger is closed."))
                return
            if isinstance(item, Append):
                self._in[0] += len(item.drafts)
                self._in[1] += item.bytes
            self._items.put(item)  # type: ignore[arg-type]  # a Call of anything

    def end(self) -> None:
        """Queue the end; nothing follows it."""
        with self._lock:
            if not self._ended:
                self._ended = True
                self._items.put(None)

    def take(self, timeout_s: float) -> Batch:
        """Return what there is to do, waiting up to `timeout_s` for the first; may be nothing."""
        batch = Batch()
        count = 0
        try:
            item = self._items.get(timeout=timeout_s)
            while isinstance(item, Append):
                count += self._took(item)
                batch.appends.append(item)
                if count >= self._max_batch:
                    return batch
                item = self._items.get_nowait()
        except Empty:
            return batch
        batch.call, batch.end = item, item is None
        return batch

    def refuse_all(self, error: BaseException) -> None:
        """Refuse every job that waits; an end stays where it is, last."""
        try:
            while True:
                item = self._items.get_nowait()
                if item is None:
                    self._items.put(None)
                    return
                if isinstance(item, Append):
                    self._took(item)
                item.fail(error)
        except Empty:
            return

    def _took(self, item: Append) -> int:
        self._out[0] += len(item.drafts)
        self._out[1] += item.bytes
        return len(item.drafts)
