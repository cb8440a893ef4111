"""Waits on the event loop for what other threads complete, without ever cancelling it for them.

A sender that hangs up, or our own stop, cancels the task that waits. The work behind the future
goes on: it may be half-way into the ledger, and who completes a cancelled future gets an error.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.receive.request import Answer


async def settled(future: Future[Answer]) -> Answer:
    """Return the result of a future, or raise its error."""
    return await asyncio.shield(asyncio.wrap_future(future))
