"""The files of a bundle with their names parsed once, and small ones read once.

A name is looked at by many steps, and most files by two: one for the digest, one for the content.
What is kept of the files is bounded, so that a large bundle costs time and no memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Part, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.bundle.verify.source import Files

KEPT_FILE_BYTES = 8 * 1024
KEPT_BYTES = 32 * 1024 * 1024
_FILE_COST = 256  # of a name and an object in memory


class Listed:
    """`Files` over other files. Not closed by itself: whoever opened the others closes them."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._kept: dict[str, bytes] = {}
        self._room = KEPT_BYTES
        self._parts: dict[Part, list[tuple[int, ...]]] = {}
        for path in files.paths():
            parsed = parse_path(path)
            if parsed is not None:
                self._parts.setdefault(parsed[0], []).append(parsed[1])

    def of(self, part: Part) -> list[tuple[int, ...]]:
        """Return the numbers in the names of the files of one row of the table, ascending."""
        return sorted(self._parts.get(part, []))

    def numbers(self, part: Part) -> tuple[int, ...]:
        """Return the same of a row whose names have one number."""
        return tuple(numbers[0] for numbers in self.of(part))

    def paths(self) -> Sequence[str]:
        """Return all names, sorted."""
        return self._files.paths()

    def has(self, path: str) -> bool:
        """Tell whether there is a file of that name."""
        return self._files.has(path)

    def size(self, path: str) -> int:
        """Return a file's length in bytes."""
        return self._files.size(path)

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; one with more than `limit` bytes is refused."""
        kept = self._kept.get(path)
        if kept is not None and len(kept) <= limit:
            return kept
        data = self._files.read(path, limit)
        cost = len(data) + _FILE_COST
        if len(data) <= KEPT_FILE_BYTES and cost <= self._room:
            self._kept[path] = data
            self._room -= cost
        return data

    def stream(self, path: str) -> Iterator[bytes]:
        """Yield a file's bytes in chunks."""
        if self._files.size(path) <= KEPT_FILE_BYTES:
            yield self.read(path, KEPT_FILE_BYTES)
        else:
            yield from self._files.stream(path)

    def close(self) -> None:
        """Forget what was read."""
        self._kept.clear()
