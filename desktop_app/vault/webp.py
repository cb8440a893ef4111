"""Storage encoding "webp": a kept picture (`countersign/screen/v2`) as WebP without loss.

Promise: `unpacked(packed(c))` is c, byte for byte, or `packed` gives nothing. `unpacked` checks the
sizes that a file tells before it is opened, and takes only the one plain shape that `packed` makes:
RIFF with one VP8L chunk, no metadata, no animation.
Source: RFC 9649 (WebP), 2.6 and 3.4. `resources/docs/vault.md`, "A payload".
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from desktop_app.errors import NewerFormatError, UnreadableError, VaultDamagedError
from desktop_app.model.screenform import CHANNELS, MAX_PIXELS, V2, format_head, parse_head
from desktop_app.model.screenrows import filtered, picture_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIDE = 16_383  # WebP's own bound
# The busy screen of the benchmark: 337 kB in 0.5 s of a core. Method 4 makes 342 kB in 0.6 s,
# quality 20 makes 408 kB in 0.3 s, and the most that the library can do 338 kB in 5 s.
_QUALITY, _METHOD = 75, 1
_HEAD_BYTES, _SIDE_BITS = 25, 14


def packed(content: bytes) -> bytes | None:
    """Return the WebP of a picture; None for what is none, or would not come back as it was."""
    try:
        head = parse_head(content)
    except (UnreadableError, NewerFormatError):
        return None
    plain = head.format == V2 and head.whole_bytes == len(content)
    if not plain or max(head.width, head.height) > MAX_SIDE:
        return None
    file = io.BytesIO()
    picture = picture_of(head.width, head.height, memoryview(content)[head.bytes :])
    picture.save(file, "WEBP", lossless=True, quality=_QUALITY, method=_METHOD)
    made = file.getvalue()
    return made if _is(content, unpacked(made, len(content))) else None


def unpacked(data: bytes, size: int) -> Iterator[bytes]:
    """Yield the content that a WebP stands for, in pieces.

    Args:
        data: the file.
        size: bytes that the content has.

    Raises:
        VaultDamagedError: no such file, or one of a picture of another size.
    """
    width, height = _sides(data)
    head, pixels = format_head(width, height), width * height
    if pixels > MAX_PIXELS or len(head) + CHANNELS * pixels != size:
        raise VaultDamagedError("A picture of the vault is not of the size that it should be.")
    yield head
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as opened:
            picture = opened.convert("RGB")
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise VaultDamagedError("A picture of the vault cannot be unpacked.") from error
    yield from filtered(picture)


def _sides(data: bytes) -> tuple[int, int]:
    """Return width and height of a file of the one plain shape."""
    riff, whole, kind, chunk = data[:4], data[4:8], data[8:16], data[16:20]
    size = int.from_bytes(chunk, "little")
    told = int.from_bytes(data[21:_HEAD_BYTES], "little")
    if (
        len(data) < _HEAD_BYTES
        or (riff, kind, data[20]) != (b"RIFF", b"WEBPVP8L", 0x2F)
        or int.from_bytes(whole, "little") != len(data) - 8
        or len(data) != 20 + size + size % 2
        or told >> (2 * _SIDE_BITS)  # transparency, a later version
    ):
        raise VaultDamagedError("A picture of the vault is no plain WebP without loss.")
    most = (1 << _SIDE_BITS) - 1
    return (told & most) + 1, (told >> _SIDE_BITS & most) + 1


def _is(content: bytes, pieces: Iterator[bytes]) -> bool:
    """Return whether pieces are exactly this content."""
    at = 0
    for piece in pieces:
        if content[at : at + len(piece)] != piece:
            return False
        at += len(piece)
    return at == len(content)
