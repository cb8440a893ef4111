"""The forms of a picture that are for looking at: lossless WebP in the background, and a thumbnail.

Promise: the WebP has the very pixels of the raw form that it is made of.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from desktop_app.capture.screens.rawform import decode

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEDIA = "image/webp"
THUMBNAIL_WIDTH = 160
_EFFORT = 4  # of 6: 5 and 6 take several times as long for some per cent
_THUMBNAIL_QUALITY = 70
_MAX_WEBP_SIDE = 16_383


def encode_webp(raw: bytes) -> bytes | None:
    """Return the lossless WebP of `countersign/screen/v1` bytes; None: it is too large for WebP.

    Raises:
        NewerFormatError: see `rawform.decode`.
        UnreadableError: see `rawform.decode`.
    """
    picture = decode(raw)
    if max(picture.size) > _MAX_WEBP_SIDE:
        return None
    file = io.BytesIO()
    picture.save(file, "WEBP", lossless=True, method=_EFFORT)
    return file.getvalue()


def thumbnail(picture: Picture) -> bytes:
    """Return a WebP of at most `THUMBNAIL_WIDTH` pixels a side, with loss."""
    small = picture.reduce(max(1, max(picture.size) // (2 * THUMBNAIL_WIDTH)))
    small.thumbnail((THUMBNAIL_WIDTH, THUMBNAIL_WIDTH), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    small.save(file, "WEBP", quality=_THUMBNAIL_QUALITY, method=2)
    return file.getvalue()
