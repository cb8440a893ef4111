"""Pictures of the screen: taken by hand, and read once a person was told that they are shown.

Promise: nothing of them is written to disk here. Pixels come out ready to be painted, whatever form
a picture is kept in.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from PIL import Image, ImageChops

from desktop_app.capture.screens import rawform
from desktop_app.errors import UnreadableError
from desktop_app.model import screenform
from desktop_app.operations.recorder_access import recorder
from desktop_app.operations.reveals import GONE, content
from desktop_app.operations.vault import Revealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.operations.context import Context
    from desktop_app.operations.reveals import Piece

TAKE = "capture.take"
_SCREENS = frozenset((screenform.MEDIA_V1, screenform.MEDIA))


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture, decoded: rows from the top, three bytes a pixel (RGB), no padding."""

    width: int
    height: int
    rgb: bytes = field(repr=False)


def read(context: Context, pieces: Iterable[Piece], entry: int) -> dict[str, Pixels]:
    """Return pictures that were revealed, by their reference; what is gone or broken is left out.

    Args:
        context: whose.
        pieces: that `reveals.reveal_all` named.
        entry: that it wrote.

    Raises:
        UsageError: the entry reveals none of this; the recorder that wrote it ended.
        VaultUnavailableError: the vault is not open.
    """
    found = {}
    with recorder(context) as client:
        for piece in pieces:
            if piece.ref in found:
                continue
            try:
                found[piece.ref] = pixels(content(client, piece.ref, entry), piece.media)
            except GONE:
                continue
    return found


def pixels(data: bytes, media: str) -> Pixels:
    """Return the pixels of a kept picture.

    Raises:
        UnreadableError, NewerFormatError: it is no picture that we can read.
    """
    picture = rawform.decode(data) if media in _SCREENS else _webp(data)
    return Pixels(*picture.size, picture.tobytes())


def is_screen(media: str) -> bool:
    """Return whether content is kept as rows of pixels, which no viewer opens."""
    return media in _SCREENS


def as_png(pieces: Iterable[Revealed]) -> Iterator[Revealed]:
    """Yield a revealed picture of the screen as one PNG (ISO/IEC 15948), whose pixels are the same.

    Raises:
        UnreadableError, NewerFormatError: as `pixels`.
        CountersignError: raised by `pieces`.
    """
    entry, data = 0, bytearray()
    for piece in pieces:
        entry = piece.entry
        data += piece.data
    file = io.BytesIO()
    rawform.decode(bytes(data)).save(file, "PNG")
    yield Revealed(entry, file.getvalue())


def changed(before: Pixels, after: Pixels) -> float | None:
    """Return which part of the picture differs, from 0 to 1; None: they are not of one size."""
    if (before.width, before.height) != (after.width, after.height):
        return None
    one, other = (Image.frombytes("RGB", (p.width, p.height), p.rgb) for p in (before, after))
    bands = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return 1 - most.histogram()[0] / (before.width * before.height)


def take(context: Context) -> str:
    """Take a picture of the screen by hand; return its name in the `capture` entry."""
    with recorder(context) as client:
        answer = cast("dict[str, Any]", client.call(TAKE, {"confirmed": True}))
    return str(answer["shot"])


def _webp(data: bytes) -> Image.Image:
    """Return a WebP's picture; its size is checked before anything is unpacked."""
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as opened:
            wide, high = opened.size
            if max(wide, high) > screenform.MAX_SIDE or wide * high > screenform.MAX_PIXELS:
                raise UnreadableError(f"A picture of {wide} x {high} pixels is too large.")
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError("A picture that is kept cannot be read.") from error
