"""Exports that were begun and wait for their signature: each is signed or cancelled once."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError

if TYPE_CHECKING:
    from desktop_app.bundle.build.request import Request


@dataclass
class Exports:
    """Exports that wait for their signature, by the seq of their entry. Thread safe.

    What is kept is all that their statements will say; run keys are not.
    """

    _begun: dict[int, Request] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, begun: Request) -> None:
        """Remember one."""
        with self._lock:
            self._begun[begun.predicate.export] = begun

    def take(self, seq: int) -> Request:
        """Return one and forget it.

        Raises:
            NotFoundError: none of that number waits.
        """
        with self._lock:
            begun = self._begun.pop(seq, None)
        if begun is None:
            raise NotFoundError(f"No export begun with entry {seq} waits to be signed.")
        return begun

    def waiting(self) -> list[int]:
        """Return the seqs of all that wait."""
        with self._lock:
            return sorted(self._begun)
