"""Random bytes that are the same in every run of a test."""

from __future__ import annotations

from hashlib import shake_256
from threading import Lock


class FakeIds:
    """`model.ids.IdSource`: SHAKE-256 over a seed and a counter. Thread safe."""

    def __init__(self, seed: str = "test") -> None:
        self._seed, self._count, self._lock = seed, 0, Lock()

    def random_bytes(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        with self._lock:
            self._count += 1
            return shake_256(f"{self._seed}/{self._count}".encode()).digest(count)
