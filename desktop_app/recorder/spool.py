"""Content on its way, while it is not all there: on the disk, and readable by nobody.

Promise: the file has no name where the system can do without, is this user's alone, and holds
AES-256-GCM chunks under a key that is in this process's memory and nowhere else. It goes when it is
closed, and with the process; what a system leaves of one all the same cannot be decrypted, and goes
at the next start.
"""

from __future__ import annotations

from contextlib import suppress
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.vault.crypto import CHUNK_BYTES, KEY_BYTES, TAG_BYTES, open_chunk, seal_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.model.ids import IdSource

PREFIX = "spool-"
_SEALED_BYTES = CHUNK_BYTES + 16  # GCM's tag


class Spool:
    """One content: written once, then read as often as wanted."""

    def __init__(self, folder: Path, ids: IdSource) -> None:
        """Make an empty one.

        Raises:
            OSError: the system refuses.
        """
        self._file = TemporaryFile(prefix=PREFIX, dir=folder)  # noqa: SIM115 - closed by `close`
        self._cipher = AESGCM(ids.random_bytes(KEY_BYTES))
        self._tag = ids.random_bytes(TAG_BYTES)
        self._left = bytearray()
        self._chunks = 0

    def write(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            OSError: the system refuses.
        """
        self._left += piece
        while len(self._left) > CHUNK_BYTES:
            self._seal(bytes(self._left[:CHUNK_BYTES]), last=False)
            del self._left[:CHUNK_BYTES]

    def finish(self) -> None:
        """Say that it is whole.

        Raises:
            OSError: the system refuses.
        """
        self._seal(bytes(self._left), last=True)
        self._left.clear()
        self._file.flush()

    def pieces(self) -> Iterator[bytes]:
        """Yield the content, once it is whole.

        Raises:
            OSError: the disk does not give it back.
            VaultDamagedError: what it gives back is something else.
        """
        self._file.seek(0)
        for index in range(self._chunks):
            data = self._file.read(_SEALED_BYTES)
            last = index == self._chunks - 1
            yield open_chunk(self._cipher, self._tag, index, last=last, data=data)

    def close(self) -> None:
        """Let it go; twice is fine."""
        self._left.clear()
        with suppress(OSError):  # a full disk refuses to take what is thrown away
            self._file.close()

    def _seal(self, data: bytes, *, last: bool) -> None:
        self._file.write(seal_chunk(self._cipher, self._tag, self._chunks, last=last, data=data))
        self._chunks += 1


def clear(folder: Path) -> None:
    """Remove what an earlier process left."""
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            left.unlink()
