"""How content may lie in the vault: as it is, as one zstd frame, or as a picture's WebP.

Promise: the one place that knows all `encoding`s, for whoever reads a vault, with its key or with
an escrowed one. What unpacks comes in pieces, so that a chunk that was gigabytes never is in memory
at once. The words stand in files: they are append-only. `resources/docs/vault.md`, "A payload".
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, cast

import zstandard

from desktop_app.errors import NewerFormatError, VaultDamagedError
from desktop_app.vault.crypto import CHUNK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN, ZSTD, WEBP = "", "zstd", "webp"
_MAX_SHOWN = 40


def decoded(encoding: str, chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Return the content's pieces.

    Args:
        encoding: as the payload's row has it.
        chunks: opened.
        size: bytes that the content should have; who reads it checks that it does.

    Raises:
        NewerFormatError: an encoding that is not known here.
        VaultDamagedError: it does not unpack, or is a picture of another size.
    """
    match encoding:
        case "":
            return chunks
        case "zstd":
            return _unzipped(chunks)
        case "webp":
            return _picture(chunks, size)
        case _:
            raise NewerFormatError(
                f"A payload of the vault is stored as {encoding[:_MAX_SHOWN]!r}, which this "
                "version does not know."
            )


class _Source:
    """Chunks as the file that a zstd reader wants."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _size: int = -1) -> bytes:
        """Return the next chunk, whatever its length; empty at the end."""
        return next(self._chunks, b"")


def _unzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    reader = zstandard.ZstdDecompressor().stream_reader(cast("IO[bytes]", _Source(chunks)))
    try:
        while piece := reader.read(CHUNK_BYTES):
            yield piece
    except zstandard.ZstdError as error:
        raise VaultDamagedError("A payload does not decompress.") from error


def _picture(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    from desktop_app.vault import webp  # noqa: PLC0415 - a picture library, for those who keep some

    stored = bytearray()
    for chunk in chunks:
        stored += chunk
        if len(stored) > size:
            raise VaultDamagedError("A packed picture takes more room than it should.")
    yield from webp.unpacked(bytes(stored), size)
