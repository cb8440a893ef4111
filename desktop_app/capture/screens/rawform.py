"""`countersign/screen/v1`: a picture as it is kept at once, in milliseconds and without loss.

Promise: `decode(encode(p))` has the pixels of p; the same pixels give the same bytes (nothing of
the time is in them). `decode` takes hostile bytes: sizes are checked before anything is unpacked.
Format: `resources/docs/capture.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import zstandard
from PIL import Image, ImageChops

from desktop_app.errors import BadEncodingError, NewerFormatError, UnreadableError
from desktop_app.model.canonical import decode as decode_json
from desktop_app.model.canonical import encode as encode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.model.canonical import JSON

FORMAT = "countersign/screen/v1"
MEDIA = "application/vnd.countersign.screen.v1"
LEVEL = 3  # a seventh smaller than 1 for 2 ms more; from 5 on it costs more than it wins
MAX_SIDE = 1 << 15
MAX_PIXELS = 1 << 26
MAX_HEADER_BYTES = 256
_CHANNELS = 3
_STRIP = 128  # rows


def encode(picture: Image.Image) -> bytes:
    """Return the bytes of an RGB picture: header line, then zstd of its filtered rows."""
    width, height = picture.size
    head: dict[str, JSON] = {
        "filter": "up",
        "format": FORMAT,
        "height": height,
        "pixels": "rgb",
        "width": width,
    }
    packer = zstandard.ZstdCompressor(level=LEVEL).compressobj(size=width * height * _CHANNELS)
    parts = [encode_json(head), b"\n"]
    parts += [packer.compress(rows) for rows in _filtered(picture)]
    return b"".join((*parts, packer.flush()))


def decode(data: bytes) -> Image.Image:
    """Return the RGB picture of such bytes.

    Raises:
        NewerFormatError: a later version of the format.
        UnreadableError: not this format, or broken, or too large.
    """
    head, line_end, packed = data[:MAX_HEADER_BYTES].partition(b"\n")
    if not line_end:
        raise UnreadableError("A screen begins with one line of JSON.")
    width, height = _size(head)
    wanted = width * height * _CHANNELS
    packed = data[len(head) + 1 :]
    try:
        if zstandard.frame_content_size(packed) != wanted:
            raise UnreadableError("The size in a screen's header is not that of its pixels.")
        rows = zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise UnreadableError("A screen's pixels cannot be unpacked.") from error
    return Image.frombytes("RGB", (width, height), _summed(rows, width * _CHANNELS))


def _size(head: bytes) -> tuple[int, int]:
    try:
        told = decode_json(head)
    except BadEncodingError as error:
        raise UnreadableError("A screen begins with one line of JSON.") from error
    name = told.get("format")
    if isinstance(name, str) and name.startswith("countersign/screen/") and name != FORMAT:
        raise NewerFormatError(f"A screen of the format {name}; we read {FORMAT}.")
    width, height = told.get("width"), told.get("height")
    fixed = {"filter": "up", "format": FORMAT, "pixels": "rgb"}
    sides = [side for side in (width, height) if type(side) is int and 0 < side <= MAX_SIDE]
    if {**fixed, "width": width, "height": height} != told or len(sides) < 2:  # noqa: PLR2004
        raise UnreadableError("A screen's header is not what it should be.")
    if sides[0] * sides[1] > MAX_PIXELS:
        raise UnreadableError(f"A screen of {sides[0]} x {sides[1]} pixels is too large.")
    return sides[0], sides[1]


def _filtered(picture: Image.Image) -> Iterator[bytes]:
    """Yield differences to the row above, some rows at a time: no other thread waits for long."""
    width, height = picture.size
    for top in range(0, height, _STRIP):
        bottom = min(height, top + _STRIP)
        strip = picture.crop((0, top, width, bottom))
        above = picture.crop((0, top - 1, width, bottom - 1))  # what lies outside is zero
        yield ImageChops.subtract_modulo(strip, above).tobytes()


def _summed(rows: bytes, stride: int) -> bytes:
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
    return bytes(done)
