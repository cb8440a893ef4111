"""Pictures of the screen, shown to a person: several of a run by one reason, each read in its turn.

Promise: that they are shown is an entry before a byte of any is here; nothing of them is written to
disk. Pixels come out ready to be painted, whatever form a picture is kept in.
"""

from __future__ import annotations

import io
from base64 import b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from PIL import Image, ImageChops

from desktop_app.capture.screens import rawform
from desktop_app.errors import (
    NewerFormatError,
    NotFoundError,
    UnreadableError,
    VaultDamagedError,
)
from desktop_app.host.notices import Notice, reveal_all_notice
from desktop_app.operations.recorder_access import recorder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

TAKE, REVEAL_ALL, REVEAL = "capture.take", "vault.reveal_all", "vault.reveal"
MAX_PIECES = 500  # that one reason reveals; the recorder's bound
MAX_REASON = 500
_GONE = (NotFoundError, VaultDamagedError, UnreadableError, NewerFormatError)


@dataclass(frozen=True, slots=True)
class Piece:
    """One kept piece of content, as far as a reader knows it.

    Attributes:
        ref: where it is kept.
        media: media type.
        size: bytes.
        entry: number of the entry that keeps it.
    """

    ref: str
    media: str
    size: int
    entry: int


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture, decoded: rows from the top, three bytes a pixel (RGB), no padding."""

    width: int
    height: int
    rgb: bytes = field(repr=False)


def shown(pieces: Sequence[Piece], reason: str) -> Notice:
    """Return what a person must have read before these pieces are shown: each counts once."""
    once = {piece.ref: piece for piece in pieces}.values()
    entries = [piece.entry for piece in once]
    size = sum(piece.size for piece in once)
    return reveal_all_notice(len(once), size, min(entries), max(entries), reason.strip())


def reveal_all(
    context: Context, pieces: Sequence[Piece], reason: str, notice: Notice, latency_ms: int
) -> int:
    """Write down that pieces are shown; return the entry, which then reads each.

    Args:
        context: whose.
        pieces: at most `MAX_PIECES`.
        reason: why, in the person's words.
        notice: that they saw, whole: `shown` with that reason.
        latency_ms: from showing to answer.

    Raises:
        NotFoundError: one is not kept, or not any more.
        NotAnsweredByPersonError: it was another notice, or no person asks.
        VaultUnavailableError: the vault is not open; it says why.
    """
    arguments: dict[str, JSON] = {
        "refs": list(dict.fromkeys(piece.ref for piece in pieces)),
        "reason": reason.strip(),
        "consent": {"digest": notice.digest, "latency_ms": latency_ms},
        "confirmed": True,
    }
    with recorder(context) as client:
        answer = cast("dict[str, Any]", client.call(REVEAL_ALL, arguments))
    return int(answer["entry"])


def read(context: Context, pieces: Iterable[Piece], entry: int) -> dict[str, Pixels]:
    """Return pictures that were revealed, by their reference; what is gone or broken is left out.

    Args:
        context: whose.
        pieces: that `reveal_all` named.
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
                found[piece.ref] = pixels(_content(client, piece.ref, entry), piece.media)
            except _GONE:
                continue
    return found


def pixels(data: bytes, media: str) -> Pixels:
    """Return the pixels of a kept picture.

    Raises:
        UnreadableError, NewerFormatError: it is no picture that we can read.
    """
    picture = rawform.decode(data) if media == rawform.MEDIA else _webp(data)
    return Pixels(*picture.size, picture.tobytes())


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


def _content(client: ControlClient, ref: str, entry: int) -> bytes:
    pieces, offset = list[bytes](), 0
    while True:
        arguments: dict[str, JSON] = {"ref": ref, "entry": entry, "offset": offset}
        answer = cast("dict[str, Any]", client.call(REVEAL, {**arguments, "confirmed": True}))
        pieces.append(b64decode(answer["data_base64"]))
        if answer["next"] is None:
            return b"".join(pieces)
        offset = int(answer["next"])


def _webp(data: bytes) -> Image.Image:
    """Return a WebP's picture; its size is checked before anything is unpacked."""
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as opened:
            wide, high = opened.size
            if max(wide, high) > rawform.MAX_SIDE or wide * high > rawform.MAX_PIXELS:
                raise UnreadableError(f"A picture of {wide} x {high} pixels is too large.")
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError("A picture that is kept cannot be read.") from error
