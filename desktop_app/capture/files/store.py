"""Where file contents lie: what this package asks of the vault."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    """Keeps contents under references. The same content may get the same reference.

    `put` may wait with what it was given; after `flush` all of it is durable.
    """

    def put(self, data: bytes) -> str | None:
        """Return the reference of a content, or None when nothing more is kept (full, locked)."""
        ...

    def flush(self) -> None:
        """Make durable what was put. What cannot be is an error."""
        ...

    def has(self, ref: str) -> bool:
        """Return whether `get` would find a content."""
        ...

    def get(self, ref: str) -> bytes | None:
        """Return a content, or None when it is gone (purged)."""
        ...
