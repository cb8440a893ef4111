"""Pictures that lie in the vault are packed again, for good: as WebP without loss.

    next -> (packed outside of the vault's lock) -> swap

Promise: content, reference, salt and commitment of a payload stay; how it is stored is exchanged in
one transaction, or not at all. A payload key never encrypts two things: the new form has a key and
a tag of its own, sealed anew to those whom the old one was escrowed to. What was purged meanwhile
stays away. Each payload is looked at once, also over restarts.
Specification: `resources/docs/vault.md`, "Packing again".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.errors import (
    NewerFormatError,
    NotFoundError,
    UnreadableError,
    VaultDamagedError,
)
from desktop_app.model.screenform import begins, parse_head
from desktop_app.vault import packed_to
from desktop_app.vault.crypto import (
    CHUNK_BYTES,
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    PayloadKey,
    seal_chunk,
    wrap_key,
)
from desktop_app.vault.encodings import WEBP
from desktop_app.vault.payloads import content_of
from desktop_app.vault.rows import execute, select

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import apsw

    from desktop_app.model.ids import IdSource
    from desktop_app.vault.escrow import Escrow
    from desktop_app.vault.payloads import Payloads, Row

MIN_STORED = 16 * 1024  # what is smaller wins nothing worth the work
MAX_PIXELS = 1 << 24  # two screens of 3840 x 2160: some 300 MB while one is packed
WORTH_PERCENT = 95  # and so does what stays larger than this part
_NEXT = (
    "SELECT id, ref FROM main.payloads WHERE id > ? AND id <= ? AND ref IS NOT NULL "
    "AND encoding IN ('', 'zstd') AND stored >= ? ORDER BY id LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it lies in the vault; it is decrypted by who asks for its content.

    Attributes:
        row: what the file says of it.
        sealed: its chunks.
    """

    row: Row
    sealed: tuple[bytes, ...]

    def content(self) -> bytes:
        """Return the content, checked by its address.

        Raises:
            VaultDamagedError: it is not what its address says.
        """
        return b"".join(content_of(self.row, self.sealed))

    def is_worth(self, made: bytes) -> bool:
        """Return whether it takes clearly less room as `made`."""
        return 100 * len(made) < WORTH_PERCENT * sum(map(len, self.sealed))


@dataclass(frozen=True, slots=True)
class Looked:
    """One payload that was looked at; `picture` is None for what is not to be packed."""

    number: int
    picture: Picture | None


class Packing:
    """The part of an open vault that packs. Thread safe by the vault's lock.

    Args:
        db: the vault's.
        payloads: likewise.
        ids: of new keys.
        writing: holds the vault's lock and a transaction.
        escrow: returns whom keys are sealed to just now.
    """

    def __init__(
        self,
        db: apsw.Connection,
        payloads: Payloads,
        ids: IdSource,
        writing: Callable[[], AbstractContextManager[None]],
        escrow: Callable[[], Escrow],
    ) -> None:
        self._db, self._payloads, self._ids = db, payloads, ids
        self._writing, self._escrow = writing, escrow

    def newest(self) -> int:
        """Return the number of the newest payload; 0 for none."""
        with self._writing():
            sql = "SELECT coalesce(max(id), 0) FROM main.payloads"
            return int(select(self._db, (int,), sql)[0][0])

    def done(self) -> int:
        """Return up to which payload all were looked at."""
        with self._writing():
            return packed_to.read(self._db)

    def next(self, after: int, until: int) -> Looked | None:
        """Look at the next payload that could be packed; None when there is none.

        Args:
            after: number of the payload that was looked at last.
            until: of the last one that may be looked at.
        """
        with self._writing():
            rows = select(self._db, (int, str), _NEXT, after, until, MIN_STORED)
            if not rows:
                return None
            number, ref = rows[0]
            return Looked(number, self._picture(number, ref))

    def remember(self, number: int) -> None:
        """Write down that all payloads up to this one were looked at."""
        with self._writing():
            packed_to.write(self._db, number)

    def swap(self, picture: Picture, made: bytes) -> bool:
        """Let a picture lie there as `made`, durably; return whether it does.

        Args:
            picture: as it was read.
            made: its WebP, of which the caller knows that it gives the same content.
        """
        row = picture.row
        key = PayloadKey(self._ids.random_bytes(KEY_BYTES), row.key.salt)
        tag = self._ids.random_bytes(TAG_BYTES)
        sealed = _sealed(key, tag, made)
        with self._writing():
            escrow = self._escrow()
            if not self._is_still(row) or not self._may_seal(row.id, escrow):
                return False
            execute(self._db, "DELETE FROM main.chunks WHERE payload = ?", row.id)
            for index, data in enumerate(sealed):
                sql = "INSERT INTO main.chunks (payload, idx, data) VALUES (?, ?, ?)"
                execute(self._db, sql, row.id, index, data)
            execute(
                self._db,
                "UPDATE main.payloads SET tag = ?, wrapped = ?, stored = ?, encoding = ?, "
                "chunks = ? WHERE id = ?",
                tag,
                wrap_key(row.owner.key, row.ref, key, self._ids.random_bytes(NONCE_BYTES)),
                sum(map(len, sealed)),
                WEBP,
                len(sealed),
                row.id,
            )
            if self._sealed_to(row.id) is not None:
                sql = "UPDATE main.escrow SET sealed = ? WHERE payload = ?"
                execute(self._db, sql, escrow.seal(key), row.id)
            packed_to.write(self._db, row.id)
        return True

    def _picture(self, number: int, ref: str) -> Picture | None:
        """Return the payload if it is a picture in the form that can be packed, and may be."""
        if not self._may_seal(number, self._escrow()):
            return None
        try:
            row = self._payloads.row(ref)
            first = next(content_of(row, self._payloads.sealed(row)), b"")
            if not begins(first):
                return None
            head = parse_head(first)
            if head.width * head.height > MAX_PIXELS or head.whole_bytes != row.size:
                return None
            return Picture(row, tuple(self._payloads.sealed(row)))
        except (VaultDamagedError, UnreadableError, NewerFormatError):
            return None  # `verify` says what is wrong with it

    def _is_still(self, row: Row) -> bool:
        """Return whether a payload is there as it was read."""
        try:
            now = self._payloads.row(row.ref)
        except NotFoundError:
            return False
        return (now.id, now.tag) == (row.id, row.tag)

    def _may_seal(self, number: int, escrow: Escrow) -> bool:
        """Return whether whoever can open a payload now could open it with another key, too."""
        to = self._sealed_to(number)
        return to is None or (bool(escrow) and to == escrow.digest)

    def _sealed_to(self, number: int) -> bytes | None:
        sql = "SELECT recipients FROM main.escrow WHERE payload = ?"
        rows = select(self._db, (bytes,), sql, number)
        return rows[0][0] if rows else None


def _sealed(key: PayloadKey, tag: bytes, data: bytes) -> list[bytes]:
    cipher, last = AESGCM(key.key), max(0, len(data) - 1) // CHUNK_BYTES
    return [
        seal_chunk(
            cipher,
            tag,
            index,
            last=index == last,
            data=data[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES],
        )
        for index in range(last + 1)
    ]
