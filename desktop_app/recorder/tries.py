"""Tries to do what only a person, or who holds a role, may: counted for `status`, and written down.

Of agents at most one entry a second, since one may try in a loop; of wrong passphrases each.
Promise: a try that cannot be written down counts all the same. Thread safe.
"""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.gate_entries import GateEntries

LOG = logging.getLogger(__name__)
ATTEMPT_US = 1_000_000


class Tries:
    """Those since the start.

    Attributes:
        state: what `status` tells of them.
    """

    def __init__(self, entries: GateEntries, clock: Clock) -> None:
        self._entries, self._clock = entries, clock
        self._lock = Lock()
        self._due_us = 0
        self._number = 0
        self.state: Mapping[str, JSON] = self._told(None)

    def attempted(self, what: str, agent: str, actor: Mapping[str, JSON]) -> None:
        """Write down that an agent tried to do what only a person may."""
        with self._lock:
            self._count(what=what, agent=agent)
            due = self._clock.boot_us() >= self._due_us
            if due:
                self._due_us = self._clock.boot_us() + ATTEMPT_US
        if due:
            try:
                self._entries.attempt(what, agent, actor)
            except CountersignError as error:  # it is refused all the same
                LOG.warning("An attempt of %s was not written down: %s", agent, error)

    def wrong_passphrase(self, role: str, intent: int, actor: Mapping[str, JSON]) -> None:
        """Write down that a wrong passphrase was given for a role; each of them: none is quick."""
        with self._lock:
            self._count(what="answer", agent="", role=role)
        try:
            self._entries.wrong_passphrase(role, intent, actor)
        except CountersignError as error:  # it counts all the same
            LOG.warning("A wrong passphrase was not written down: %s", error)

    def _count(self, **tried: JSON) -> None:
        self._number += 1
        self.state = self._told(self._clock.now_us(), **tried)

    def _told(self, at_us: int | None, **tried: JSON) -> dict[str, JSON]:
        nothing: dict[str, JSON] = {"what": None, "agent": None, "role": None}
        return {"count": self._number, "at_us": at_us, **nothing, **tried}
