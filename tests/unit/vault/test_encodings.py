"""Each way to store content unpacks in pieces; one that is not known is told as a later one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import zstandard

from desktop_app.capture.screens.rawform import encode
from desktop_app.errors import NewerFormatError, VaultDamagedError
from desktop_app.vault.crypto import CHUNK_BYTES
from desktop_app.vault.encodings import PLAIN, WEBP, ZSTD, decoded
from desktop_app.vault.webp import packed
from tests.fakes.images import editor

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE = encode(editor(["one", "two"], (200, 150)))
MADE = packed(PICTURE) or b""


def cut(data: bytes) -> Iterator[bytes]:
    """Yield data as small chunks."""
    return (data[at : at + 100] for at in range(0, len(data), 100))


@pytest.mark.parametrize(
    ("encoding", "stored"),
    [
        (PLAIN, PICTURE),
        (ZSTD, zstandard.ZstdCompressor().compress(PICTURE)),
        (WEBP, MADE),
    ],
)
def test_content_comes_out(encoding: str, stored: bytes) -> None:
    """However the chunks were cut."""
    assert b"".join(decoded(encoding, cut(stored), len(PICTURE))) == PICTURE


def test_much_comes_in_pieces() -> None:
    """A frame of 64 MiB of zeros is never in memory at once."""
    frame = zstandard.ZstdCompressor().compress(bytes(64 << 20))
    lengths = [len(piece) for piece in decoded(ZSTD, iter((frame,)), 64 << 20)]
    assert (sum(lengths), max(lengths)) == (64 << 20, CHUNK_BYTES)


@pytest.mark.parametrize(
    ("encoding", "stored", "words"),
    [
        (ZSTD, b"no frame", "decompress"),
        (WEBP, b"no picture", "no plain WebP"),
        (WEBP, MADE[:-1], "no plain WebP"),
        (WEBP, MADE + bytes(len(PICTURE)), "more room"),
    ],
)
def test_what_does_not_unpack_is_damage(encoding: str, stored: bytes, words: str) -> None:
    """Said by what it is."""
    with pytest.raises(VaultDamagedError, match=words):
        list(decoded(encoding, cut(stored), len(PICTURE)))


def test_an_encoding_that_is_not_known_is_a_later_one() -> None:
    """It is not taken for content as it is, and its name is cut."""
    with pytest.raises(NewerFormatError, match="'jxl'"):
        decoded("jxl", iter(()), 1)
    with pytest.raises(NewerFormatError) as caught:
        decoded("x" * 5_000, iter(()), 1)
    assert len(caught.value.message) < 150
