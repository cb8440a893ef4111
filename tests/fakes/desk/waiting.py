"""Waiting for what a desktop does in its own time: asked again and again, never slept for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LIMIT_S, STEP_S = 40.0, 0.02


def until(probe: Callable[[], T], what: str, limit_s: float = LIMIT_S) -> T:
    """Return the first answer that is true.

    Raises:
        AssertionError: `what` did not happen in time.
    """
    deadline = time.monotonic() + limit_s
    while not (answer := probe()):
        assert time.monotonic() < deadline, f"not within {limit_s:g} s: {what}"
        time.sleep(STEP_S)
    return answer
