"""Refused attempts to leave this machine, counted by target in bounded memory until somebody asks.

A target is a host and a port as a program named it: a sender's text, redacted by whoever stores it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.host.egress.guard import Refusal

MAX_TARGETS = 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was refused since the last time.

    Attributes:
        targets: attempts by target, at most `MAX_TARGETS`.
        others: attempts at further ones.
    """

    targets: Mapping[str, int]
    others: int


@dataclass
class Attempts:
    """Counts attempts; `heard` is quick enough for the thread that tried. Thread safe."""

    _waiting: Counter[str] = field(default_factory=Counter)
    _others: int = 0
    _lock: Lock = field(default_factory=Lock)

    def heard(self, refusal: Refusal) -> None:
        """Count one attempt."""
        with self._lock:
            if refusal.target in self._waiting or len(self._waiting) < MAX_TARGETS:
                self._waiting[refusal.target] += 1
            else:
                self._others += 1

    def take(self) -> Gathered | None:
        """Return what was counted and begin anew; None: nothing was."""
        with self._lock:
            if not self._waiting:
                return None
            taken = Gathered(dict(sorted(self._waiting.items())), self._others)
            self._waiting, self._others = Counter(), 0
            return taken

    def put_back(self, taken: Gathered) -> None:
        """Count again what could not be stored."""
        with self._lock:
            self._waiting.update(taken.targets)
            self._others += taken.others
