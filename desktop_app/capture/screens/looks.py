"""What a picture looks like to a program: black or not, and how near to another one.

`dhash` is a difference hash of 64 bits: the picture in 9 x 8 grey cells, each bit whether a cell is
brighter than its left neighbour. It says something of the content, so it never enters the ledger.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image

from desktop_app.host.screen.frame import PIXEL_BYTES

if TYPE_CHECKING:
    from desktop_app.host.screen.frame import Frame

BLACK = 2  # the brightest that a channel of a black picture is
_WIDE, _HIGH = 9, 8
_COARSE = 8
_SPARSE = 997  # a prime, so that no grid of a picture is missed whole


def picture_of(frame: Frame) -> Image.Image:
    """Return a frame as an RGB picture."""
    size = (frame.box.width, frame.box.height)
    return Image.frombuffer("RGB", size, frame.data, "raw", "BGRX", 0, 1)


def is_black(frame: Frame) -> bool:
    """Tell whether no pixel is brighter than black."""
    channels = range(PIXEL_BYTES - 1)
    some = (frame.data[channel :: PIXEL_BYTES * _SPARSE] for channel in channels)
    if any(max(values, default=0) > BLACK for values in some):
        return False  # told from few pixels, as nearly always
    bands = picture_of(frame).split()
    return all(max(band.histogram()[BLACK + 1 :]) == 0 for band in bands)


def dhash(picture: Image.Image) -> int:
    """Return the difference hash: 64 bits, the top left cell the highest."""
    small = picture.reduce(_COARSE) if min(picture.size) >= _COARSE * _WIDE else picture
    cells = small.convert("L").resize((_WIDE, _HIGH), Image.Resampling.BOX).tobytes()
    bits = 0
    for line in range(_HIGH):
        row = cells[line * _WIDE : (line + 1) * _WIDE]
        for left, right in pairwise(row):
            bits = bits << 1 | (right > left)
    return bits


def distance(one: int, other: int) -> int:
    """Return in how many of 64 bits two hashes differ."""
    return (one ^ other).bit_count()
