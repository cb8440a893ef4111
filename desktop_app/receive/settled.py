"""Waits on the event loop for what other threads complete, without ever cancelling it for them.

A sender that hangs up, or our own stop, cancels the task that waits. The work behind the future
goes on: it may be half-way into the ledger, and who completes a cancelled future gets an error.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


async def settled(future: Future[T]) -> T:
    """Return the result of a future, or raise its error."""
    return await asyncio.shield(asyncio.wrap_future(future))
