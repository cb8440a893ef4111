"""Which reveals of kept content this process wrote down, and how far each was read.

Promise: what is long is read once, from its begin to its end, though it is asked for piece by
piece; the last piece is given out only when all of it was what its address says.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

import zstandard

from desktop_app.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REMEMBERED = 64
OPEN = 4  # readings that wait for their next piece
_STEP = 1024 * 1024


class Revealed:
    """Reveals by the number of their entry. Thread safe."""

    def __init__(self) -> None:
        self._refs: OrderedDict[int, set[str]] = OrderedDict()
        self._open: OrderedDict[tuple[int, str, bool], _Reading] = OrderedDict()
        self._lock = Lock()

    def note(self, entry: int, ref: str) -> None:
        """Remember one; the oldest is forgotten."""
        self._refs.setdefault(entry, set()).add(ref)
        while len(self._refs) > REMEMBERED:
            self._refs.popitem(last=False)

    def check(self, entry: int, ref: str) -> None:
        """Check that a reveal of this content was written down.

        Raises:
            UsageError: not by this process, or another.
        """
        if ref not in self._refs.get(entry, ()):
            raise UsageError("That entry is no reveal of this content; ask anew.")

    def piece(
        self,
        entry: int,
        ref: str,
        offset: int,
        most: int,
        content: Callable[[str], Iterator[bytes]],
        *,
        packed: bool = False,
    ) -> tuple[bytes, bool]:
        """Return a piece of what was revealed, and whether it is the last.

        Args:
            entry: that says so.
            ref: of the content.
            offset: where it begins.
            most: bytes of it.
            content: reads content from its begin.
            packed: whether offsets and pieces are of one zstd frame of it.

        Raises:
            UsageError: as `check`.
            CountersignError: raised by `content`.
        """
        self.check(entry, ref)
        with self._lock:
            reading = self._open.pop((entry, ref, packed), None)
        if reading is None or reading.at != offset:
            pieces = content(ref)
            reading = _Reading(_framed(pieces) if packed else pieces)
            reading.skip(offset)
        data, is_last = reading.next(most)
        if not is_last:
            with self._lock:
                self._open[entry, ref, packed] = reading
                while len(self._open) > OPEN:
                    self._open.popitem(last=False)
        return data, is_last


class _Reading:
    """One content, from its begin on."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, bytearray()
        self.at = 0

    def skip(self, count: int) -> None:
        """Go on by so many bytes, or to the end."""
        while count > 0 and (gone := self.next(min(count, _STEP))[0]):
            count -= len(gone)

    def next(self, most: int) -> tuple[bytes, bool]:
        """Return the next bytes, and whether there are no more."""
        ended = False
        while len(self._held) <= most and not ended:
            piece = next(self._pieces, None)
            ended = piece is None
            self._held += piece or b""
        data = bytes(self._held[:most])
        del self._held[:most]
        self.at += len(data)
        return data, not self._held


def _framed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield content as one zstd frame; it ends only when all of the content came."""
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
