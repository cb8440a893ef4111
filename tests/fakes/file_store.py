"""A store for file contents that is a dictionary."""

from __future__ import annotations

import hashlib


class MemoryStore:
    """`capture.files.store.Store` in memory, with a quota and things to break."""

    def __init__(self, room: int = 1 << 40) -> None:
        self.contents: dict[str, bytes] = {}
        self.waiting: dict[str, bytes] = {}
        self.room = room

    def put(self, data: bytes) -> str | None:
        """Keep a content until `flush`."""
        ref = hashlib.blake2b(data, digest_size=16).hexdigest()
        if ref not in self.contents and ref not in self.waiting:
            if len(data) > self.room:
                return None
            self.room -= len(data)
            self.waiting[ref] = data
        return ref

    def flush(self) -> None:
        """Make it durable."""
        self.contents |= self.waiting
        self.waiting.clear()

    def has(self, ref: str) -> bool:
        """Whether it is there."""
        return ref in self.contents

    def get(self, ref: str) -> bytes | None:
        """Return what is durable."""
        return self.contents.get(ref)
