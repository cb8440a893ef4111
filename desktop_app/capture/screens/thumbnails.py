"""The thumbnail of a picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEDIA = "image/webp"
THUMBNAIL_WIDTH = 160
_THUMBNAIL_QUALITY = 70


def thumbnail(picture: Picture) -> bytes:
    """Return a WebP of at most `THUMBNAIL_WIDTH` pixels a side, with loss."""
    small = picture.reduce(max(1, max(picture.size) // (2 * THUMBNAIL_WIDTH)))
    small.thumbnail((THUMBNAIL_WIDTH, THUMBNAIL_WIDTH), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    small.save(file, "WEBP", quality=_THUMBNAIL_QUALITY, method=2)
    return file.getvalue()
