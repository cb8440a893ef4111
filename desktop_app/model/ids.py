"""Random bytes as a value that is passed in, so that tests can compare stored bytes exactly."""

from __future__ import annotations

from typing import Protocol


class IdSource(Protocol):
    """`host.clock.SystemIds` draws from the operating system's generator."""

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes fit for keys, salts and ids."""
        ...
