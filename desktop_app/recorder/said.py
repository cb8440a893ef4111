"""Whether bytes are text, and in which encoding, told as they come.

UTF-8, or UTF-16 as Windows writes it. UTF-16 without a mark is told by its zeros, as plain ASCII
has them; bytes that are taken for it wrongly are kept as they are all the same.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ALL = ("utf-8", "utf-16", "utf-16-le", "utf-16-be")


class Said:
    """Takes content in pieces."""

    def __init__(self) -> None:
        self._decoders = {name: codecs.getincrementaldecoder(name)() for name in _ALL}
        self._head = b""
        self._bytes = 0
        self._zeros = [0, 0]  # at even places, at odd ones

    def take(self, piece: bytes) -> None:
        """Take the next piece."""
        self._head = (self._head + piece[:2])[:2]
        for place in (0, 1):
            self._zeros[(self._bytes + place) % 2] += piece[place::2].count(0)
        self._bytes += len(piece)
        self._decode(piece, final=False)

    def encoding(self) -> str | None:
        """Return the encoding of all that was taken, at its end; None where it is no text."""
        self._decode(b"", final=True)
        name = self._likely()
        return name if name in self._decoders else None

    def _likely(self) -> str:
        if self._head in _MARKS:
            return "utf-16"
        if 4 * self._zeros[1] > self._bytes:
            return "utf-16-le"
        if 4 * self._zeros[0] > self._bytes:
            return "utf-16-be"
        return "utf-8"

    def _decode(self, piece: bytes, *, final: bool) -> None:
        """Let each encoding try; one that cannot be is not tried again."""
        for name, decoder in [*self._decoders.items()]:
            try:
                decoder.decode(piece, final)
            except UnicodeError:  # also UTF-16 that has no mark
                del self._decoders[name]


def text_of(data: bytes) -> str | None:
    """Return the text that bytes are; None where they are none."""
    said = Said()
    said.take(data)
    name = said.encoding()
    return None if name is None else data.decode(name)


def in_utf8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield a text that is in an encoding as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in pieces:
        yield decoder.decode(piece).encode()
