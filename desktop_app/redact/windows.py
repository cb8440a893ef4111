"""Text of any length through the detectors, of which only a window is in memory.

Promise: what comes out is what `TextRedactor.redact` makes of the whole text, as far as all that a
detector must see of a secret, from its first byte to its last, is no longer than `overlap`. A part
ends where no pattern matches across; what was there before it and what follows is looked at, too.
A match that goes on for more than `longest` is refused, never cut: its rest would not look like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.redact.detectors import Part, TextRedactor

KIB = 1024


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of a text is looked at, in bytes.

    Attributes:
        window: one part, about.
        overlap: before and after it.
        longest: one part at most, where one match goes on and on.
    """

    window: int = 1024 * KIB
    overlap: int = 64 * KIB
    longest: int = 8 * 1024 * KIB


SIZES = Sizes()


def redacted(
    texts: TextRedactor, pieces: Iterable[bytes], run_key: bytes, sizes: Sizes = SIZES
) -> Iterator[Part]:
    """Yield a text after the detectors, part by part.

    Args:
        texts: the detectors.
        pieces: UTF-8; characters may be cut between two.
        run_key: 32 bytes; keys the digests of action hash.
        sizes: of the windows.

    Raises:
        TooLargeError: one match is longer than `sizes.longest`.
    """
    left, data, start, wanted, more = iter(pieces), bytearray(), 0, sizes.window, True
    while more or start < len(data):
        while more and len(data) - start < wanted + sizes.overlap:
            piece = next(left, None)
            more = piece is not None
            data += piece or b""
        most = len(data) - sizes.overlap if more else len(data)
        part = texts.window(bytes(data), start, most, run_key)
        if part.end > start:
            yield part
            gone = max(0, part.end - sizes.overlap)
            del data[:gone]
            start, wanted = part.end - gone, sizes.window
        elif wanted < sizes.longest:
            wanted *= 2
        else:
            raise TooLargeError(f"What may be one secret has more than {sizes.longest} bytes.")
