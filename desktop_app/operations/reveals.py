"""Several pieces of kept content, shown to a person by one reason: asked, written down, read.

Promise: that they are shown is an entry before a byte of any is here; nothing of them is written to
disk.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import zstandard

from desktop_app.errors import (
    NewerFormatError,
    NotFoundError,
    UnreadableError,
    VaultDamagedError,
)
from desktop_app.host.notices import Notice, reveal_all_notice
from desktop_app.operations.recorder_access import recorder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

REVEAL_ALL, REVEAL = "vault.reveal_all", "vault.reveal"
MAX_PIECES = 500  # that one reason reveals; the recorder's bound
MAX_REASON = 500
GONE = (NotFoundError, VaultDamagedError, UnreadableError, NewerFormatError)  # of `content`


@dataclass(frozen=True, slots=True)
class Piece:
    """One kept piece of content, as far as a reader knows it.

    Attributes:
        ref: where it is kept.
        media: media type.
        size: bytes.
        entry: number of the entry that keeps it.
        stored: bytes that it takes in the vault; None: not asked for.
    """

    ref: str
    media: str
    size: int
    entry: int
    stored: int | None = None


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


def content(client: ControlClient, ref: str, entry: int) -> bytes:
    """Return a piece that was revealed.

    Args:
        client: of the recorder that wrote the entry.
        ref: of the piece.
        entry: that `reveal_all` wrote.

    Raises:
        UsageError: the entry does not reveal it; the recorder that wrote it ended.
        VaultUnavailableError: the vault is not open.
        NotFoundError, VaultDamagedError, ...: it is gone or broken (`GONE`).
    """
    pieces, offset = list[bytes](), 0
    while True:
        arguments: dict[str, JSON] = {"ref": ref, "entry": entry, "offset": offset, "packed": True}
        answer = cast("dict[str, Any]", client.call(REVEAL, {**arguments, "confirmed": True}))
        pieces.append(b64decode(answer["data_base64"]))
        if answer["next"] is None:
            return _unpacked(b"".join(pieces), answer)
        offset = int(answer["next"])


def _unpacked(data: bytes, answer: Mapping[str, Any]) -> bytes:
    """Return the content of an answer's pieces; a recorder that knows no packing sent it as is."""
    if not answer.get("packed"):
        return data
    try:
        size = int(answer["bytes"])
        whole = zstandard.ZstdDecompressor().decompress(data, max_output_size=max(1, size))
    except zstandard.ZstdError as error:
        raise UnreadableError("Content did not come whole.") from error
    if len(whole) != size:
        raise UnreadableError("Content did not come as large as it was told to be.")
    return whole
