"""Recent actions, in memory alone, to tell what a wider grant would have allowed.

Content: never written, gone when the recorder ends. Thread safe.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.policy.cover import covers

if TYPE_CHECKING:
    from desktop_app.model.action import Action, Scope

KEPT = 2_000
WINDOW_US = 7 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Covered:
    """What a scope would have allowed.

    Attributes:
        count: actions.
        since_us: of those since then: a week ago, or since when actions are remembered.
    """

    count: int
    since_us: int


class Recent:
    """The newest actions."""

    def __init__(self, since_us: int) -> None:
        self._since_us = since_us
        self._actions: deque[tuple[int, Action]] = deque(maxlen=KEPT)

    def add(self, action: Action, now_us: int) -> None:
        """Remember one, without its arguments."""
        if len(self._actions) == KEPT:
            self._since_us = self._actions[0][0]
        self._actions.append((now_us, replace(action, arguments={}, text="")))

    def covered(self, scope: Scope, now_us: int) -> Covered:
        """Return what a scope would have allowed within the last week."""
        since_us = max(self._since_us, now_us - WINDOW_US)
        known = list(islice(self._actions, KEPT))
        count = sum(covers(scope, action) for at_us, action in known if at_us >= since_us)
        return Covered(count, since_us)
