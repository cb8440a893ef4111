"""Content out of a vault file by an age identity alone: for whom its payload keys were escrowed to.

Promise: reads only. No vault key is needed and none is looked for. A piece is whole when it has the
commitment that its entry's line says; a piece of which that is not so is never called recovered.
`resources/docs/vault.md`, "Escrow".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyrage  # type: ignore[import-untyped]  # it ships no stubs
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.errors import UsageError, VaultDamagedError
from desktop_app.ledger.connection import close, open_reader
from desktop_app.model.closing import Closing
from desktop_app.vault import lines as listed
from desktop_app.vault import schema
from desktop_app.vault.crypto import KEY_BYTES, SALT_BYTES, PayloadKey, open_chunk
from desktop_app.vault.encodings import decoded
from desktop_app.vault.rows import STORE, execute, select, stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.vault.lines import Line

_LISTS = "SELECT id, seq, lines FROM main.lists WHERE seq IS NOT NULL ORDER BY seq"
_SEALED = "SELECT sealed FROM main.escrow WHERE payload = ?"
_PAYLOAD = "SELECT id, tag, encoding, chunks FROM main.payloads WHERE ref = ?"
_CHUNK = "SELECT data FROM main.chunks WHERE payload = ? AND idx = ?"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of content that an entry keeps.

    Attributes:
        seq: of the entry.
        line: what the entry says of it.
        why: why it cannot be had: "purged", "not escrowed", "for others", "damaged"; "" where it
            can be.
        key: what opens it, or None.
    """

    seq: int
    line: Line
    why: str
    key: PayloadKey | None = None


class Recovery(Closing):
    """A vault file in the hands of somebody with an identity.

    Args:
        path: of the file.
        identity: text of the identity file (`AGE-SECRET-KEY-...`, one a line).

    Raises (constructor):
        UsageError: it holds no identity.
        UnreadableError, NewerFormatError: not a vault, or a later version's.
        StorageError: there is none.
    """

    def __init__(self, path: Path, identity: str) -> None:
        self._identities = identities_of(identity)
        self._db = open_reader(path, store=STORE)
        try:
            schema.check(self._db)
            execute(self._db, "BEGIN")  # one state: a recorder may exchange keys meanwhile
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release the file; twice is fine."""
        close(self._db)

    def pieces(self, entries: frozenset[int] | None = None) -> Iterator[Piece]:
        """Yield what entries keep or kept, in their order.

        Args:
            entries: only these; None: all.
        """
        lists = stream(self._db, (int, int, bytes), _LISTS)
        for _, seq, packed in lists:
            if entries is None or seq in entries:
                for line in listed.unpack(packed):
                    yield self._piece(seq, line)

    def content(self, piece: Piece) -> Iterator[bytes]:
        """Yield a piece's content; whoever takes it throws it away when this raises at the end.

        Raises:
            VaultDamagedError: it does not decrypt, or is not what its entry says.
            NewerFormatError: it is stored in a way that is not known here.
        """
        if piece.key is None:
            raise UsageError(f"{piece.line.ref} cannot be had: {piece.why}.")
        rows = select(self._db, (int, bytes, str, int), _PAYLOAD, piece.line.ref)
        number, tag, encoding, chunks = rows[0]
        opened = self._opened(number, tag, AESGCM(piece.key.key), chunks)
        committing, size = piece.key.committing(), 0
        for data in decoded(encoding, opened, piece.line.size):
            size += len(data)
            if size > piece.line.size:
                break
            committing.update(data)
            yield data
        if size != piece.line.size or committing.digest() != piece.line.commitment:
            raise VaultDamagedError(f"The payload {piece.line.ref} is not what its entry says.")

    def _piece(self, seq: int, line: Line) -> Piece:
        rows = select(self._db, (int, bytes, str, int), _PAYLOAD, line.ref)
        if not rows:
            return Piece(seq, line, "purged")
        sealed = select(self._db, (bytes,), _SEALED, rows[0][0])
        if not sealed:
            return Piece(seq, line, "not escrowed")
        try:
            plain = pyrage.decrypt(sealed[0][0], self._identities)
        except pyrage.DecryptError:
            return Piece(seq, line, "for others")
        if len(plain) != KEY_BYTES + SALT_BYTES:
            return Piece(seq, line, "damaged")
        return Piece(seq, line, "", PayloadKey(plain[:KEY_BYTES], plain[KEY_BYTES:]))

    def _opened(self, number: int, tag: bytes, cipher: AESGCM, chunks: int) -> Iterator[bytes]:
        for index in range(chunks):
            rows = select(self._db, (bytes,), _CHUNK, number, index)
            if not rows:
                raise VaultDamagedError(f"Chunk {index} of a payload is gone.")
            yield open_chunk(cipher, tag, index, last=index == chunks - 1, data=rows[0][0])


def identities_of(text: str) -> list[pyrage.x25519.Identity]:
    """Return the identities of an identity file.

    Raises:
        UsageError: it holds none, or a line that is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError as error:
        raise UsageError(
            "This is no age identity.", hint="Give the file that `age-keygen` made."
        ) from error
    if not found:
        raise UsageError("There is no age identity in this file.")
    return found
