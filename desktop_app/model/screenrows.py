"""The rows of a kept picture: each byte as its difference to the byte above it, modulo 256.

Promise: `picture_of(w, h, b"".join(filtered(p)))` has the pixels of p. Filter "up" of
`resources/docs/capture.md`: text on a plain ground becomes zeros, which any packer shortens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from desktop_app.model.screenform import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRIP = 128  # rows


def filtered(picture: Image.Image) -> Iterator[bytes]:
    """Yield the rows of an RGB picture, some at a time: no other thread waits for long."""
    width, height = picture.size
    for top in range(0, height, _STRIP):
        bottom = min(height, top + _STRIP)
        strip = picture.crop((0, top, width, bottom))
        above = picture.crop((0, top - 1, width, bottom - 1))  # what lies outside is zero
        yield ImageChops.subtract_modulo(strip, above).tobytes()


def picture_of(width: int, height: int, rows: bytes | memoryview) -> Image.Image:
    """Return the RGB picture of such rows; there are exactly as many bytes as it needs."""
    return Image.frombytes("RGB", (width, height), _summed(rows, width * CHANNELS))


def _summed(rows: bytes | memoryview, stride: int) -> bytearray:
    """Undo the filter: each row is added to the one above, modulo 256 a byte.

    Done for all bytes of a row at once in one large integer of 16-bit lanes.
    """
    mask = int.from_bytes(b"\xff\x00" * stride, "little")
    above, done = 0, bytearray()
    for start in range(0, len(rows), stride):
        spread = bytearray(2 * stride)
        spread[::2] = rows[start : start + stride]
        above = (above + int.from_bytes(spread, "little")) & mask
        done += above.to_bytes(2 * stride, "little")[::2]
    return done
