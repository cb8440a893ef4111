"""Steps that follow a future without a thread that waits for it.

A target that was handed out is running: whoever waits for it may leave, but cannot cancel what is
on its way into the ledger.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
U = TypeVar("U")


def done(value: T) -> Future[T]:
    """Return a future that is done already."""
    future: Future[T] = Future()
    future.set_result(value)
    return future


def mapped(source: Future[T], change: Callable[[T], U]) -> Future[U]:
    """Return a future of `change(result)`; errors pass through."""
    return then(source, lambda value: done(change(value)))


def then(source: Future[T], follow: Callable[[T], Future[U]]) -> Future[U]:
    """Return a future of what `follow(result)` resolves to; errors pass through."""
    target: Future[U] = Future()
    target.set_running_or_notify_cancel()

    def pass_on(ended: Future[U]) -> None:
        error = ended.exception()
        if error is not None:
            target.set_exception(error)
        else:
            target.set_result(ended.result())

    def go_on(ended: Future[T]) -> None:
        try:
            follow(ended.result()).add_done_callback(pass_on)
        except Exception as error:  # noqa: BLE001 - it is not swallowed: the waiting caller gets it
            target.set_exception(error)

    source.add_done_callback(go_on)
    return target
