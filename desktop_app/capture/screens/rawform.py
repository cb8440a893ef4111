"""`countersign/screen/v2`: a picture as it is kept, made in milliseconds and without loss.

Promise: `decode(encode(p))` has the pixels of p; the same pixels give the same bytes, whatever
libraries are installed: nothing is packed here, the vault does that. Version 1, whose rows were
one zstd frame, is read for ever. `decode` takes hostile bytes: sizes are checked before anything is
unpacked. Format: `resources/docs/capture.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import zstandard

from desktop_app.errors import UnreadableError
from desktop_app.model.screenform import V1, format_head, parse_head
from desktop_app.model.screenrows import filtered, picture_of

if TYPE_CHECKING:
    from PIL import Image


def encode(picture: Image.Image) -> bytes:
    """Return the bytes of an RGB picture: header line, then its filtered rows."""
    return b"".join((format_head(*picture.size), *filtered(picture)))


def decode(data: bytes) -> Image.Image:
    """Return the RGB picture of such bytes, in either version.

    Raises:
        NewerFormatError: a later version of the format.
        UnreadableError: not this format, or broken, or too large.
    """
    head = parse_head(data)
    rows = memoryview(data)[head.bytes :]
    if head.format == V1:
        rows = memoryview(_unpacked(rows, head.rows_bytes))
    if len(rows) != head.rows_bytes:
        raise UnreadableError("A screen has not as many pixels as its header says.")
    return picture_of(head.width, head.height, rows)


def _unpacked(packed: memoryview, wanted: int) -> bytes:
    try:
        if zstandard.frame_content_size(packed) != wanted:
            raise UnreadableError("The size in a screen's header is not that of its pixels.")
        return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise UnreadableError("A screen's pixels cannot be unpacked.") from error
