"""Waiting may be cancelled, what is waited for may not."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from desktop_app.errors import OverloadedError
from desktop_app.receive.request import Answer
from desktop_app.receive.settled import settled


def test_result_and_error_come_through() -> None:
    """Whatever thread sets them."""
    done: Future[Answer] = Future()
    done.set_result(Answer(1))
    assert asyncio.run(settled(done)) == Answer(1)
    failed: Future[Answer] = Future()
    failed.set_exception(OverloadedError("full"))
    with pytest.raises(OverloadedError):
        asyncio.run(settled(failed))


@pytest.mark.parametrize("error", [None, OverloadedError("full")])
def test_a_cancelled_wait_leaves_the_future_alone(error: Exception | None) -> None:
    """Its maker can still complete it, with either outcome."""
    future: Future[Answer] = Future()

    async def run() -> None:
        waiting = asyncio.ensure_future(settled(future))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not future.cancelled()
        if error is None:
            future.set_result(Answer())
        else:
            future.set_exception(error)
        await asyncio.sleep(0)

    asyncio.run(run())
