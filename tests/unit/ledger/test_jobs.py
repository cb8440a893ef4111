"""The queue answers everything that was handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.ledger.jobs import Append, Call, JobQueue
from tests.fakes.ledger_place import BODY, COMMAND

if TYPE_CHECKING:
    from collections.abc import Callable


def test_appends_go_together_up_to_a_batch() -> None:
    """And what waits is counted."""
    queue = JobQueue(3)
    for _ in range(3):
        queue.put(Append([COMMAND, BODY], reserve=False))
    assert (queue.entries, queue.bytes > 6 * 1_024) == (6, True)
    assert len(queue.take(1).appends) == 2
    assert len(queue.take(1).appends) == 1
    assert (queue.entries, queue.bytes) == (0, 0)
    empty = queue.take(0)
    assert (empty.appends, empty.call, empty.end) == ([], None, False)


def test_a_call_is_a_barrier() -> None:
    """What was queued before it comes first, what follows comes later."""
    queue = JobQueue(10)
    call = Call(lambda: 7)
    queue.put(Append([COMMAND], reserve=False))
    queue.put(call)
    queue.put(Append([COMMAND], reserve=False))
    batch = queue.take(1)
    assert (len(batch.appends), batch.call) == (1, call)
    assert len(queue.take(1).appends) == 1
    call.run()
    assert call.future.result() == 7


def test_the_end_is_the_end() -> None:
    """Nothing follows it; refusing what waits leaves it in place."""
    queue = JobQueue(10)
    waiting = [Append([COMMAND], reserve=False), Call(lambda: None)]
    for item in waiting:
        queue.put(item)
    queue.end()
    queue.end()
    late = Append([COMMAND], reserve=False)
    queue.put(late)
    with pytest.raises(StorageError, match="stopping"):
        late.future.result(0)
    queue.refuse_all(StorageError("no"))
    for item in waiting:
        with pytest.raises(StorageError, match="no"):
            item.future.result(0)
    assert queue.take(1).end
    queue.refuse_all(StorageError("no"))


@pytest.mark.parametrize(
    "answer", [lambda job: job.done([]), lambda job: job.fail(StorageError(""))]
)
def test_a_sender_that_gave_up_hears_nothing(answer: Callable[[Append], None]) -> None:
    """A cancelled future stays cancelled."""
    job = Append([COMMAND], reserve=False)
    job.future.cancel()
    answer(job)
    assert job.future.cancelled()


def test_an_error_of_a_call_goes_to_its_caller() -> None:
    """Not to the thread."""
    call = Call(lambda: 1 // 0)
    call.run()
    assert isinstance(call.future.exception(0), ZeroDivisionError)
