"""Payloads in the file: written chunk by chunk, found by address, read back, destroyed.

Promise: content of any length passes through here in chunks of 256 KiB, never through a temporary
file, and nothing of it is written unencrypted. The same content of the same class is stored once.
The caller holds the vault's lock and a transaction.
Specification: `resources/docs/vault.md`, "A payload".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.errors import NotFoundError, VaultDamagedError
from desktop_app.ledger.connection import query
from desktop_app.vault.crypto import (
    CHUNK_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    PayloadKey,
    format_ref,
    open_chunk,
    seal_chunk,
    unwrap_key,
    wrap_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import apsw

    from desktop_app.model.ids import IdSource
    from desktop_app.vault.classes import ClassKey, ClassKeys

ZSTD = "zstd"
_WORTH = 0.9  # a first chunk that zstd cannot bring below this share is stored as it is
_LEVEL = 3
_FOUND = "SELECT id, wrapped, bytes FROM main.payloads WHERE ref = ?"
_WHOLE = "SELECT id, class, tag, wrapped, bytes, encoding, chunks FROM main.payloads WHERE ref = ?"


@dataclass(frozen=True, slots=True)
class Stored:
    """A payload that is there.

    Attributes:
        id: of its row.
        ref: its address.
        commitment: 32 bytes, salted.
        size: bytes of the content.
        key: what decrypts it.
        is_new: whether it was not there before.
    """

    id: int
    ref: str
    commitment: bytes
    size: int
    key: PayloadKey
    is_new: bool


class Payloads:
    """The payloads of one open vault."""

    def __init__(self, db: apsw.Connection, classes: ClassKeys, ids: IdSource) -> None:
        self._db, self._classes, self._ids = db, classes, ids

    def put(self, name: str, content: bytes | Iterable[bytes]) -> Stored:
        """Store content of a class, whole or in pieces of any length; it may be there already."""
        owner = self._classes.of(name)
        if isinstance(content, bytes):
            address = owner.addresses.begin()
            address.update(content)
            return self._found(owner, format_ref(address.digest())) or self._new(owner, (content,))
        return self._new(owner, content)

    def ref_of(self, name: str, data: bytes) -> str:
        """Return the address of content of a class."""
        address = self._classes.of(name).addresses.begin()
        address.update(data)
        return format_ref(address.digest())

    def _new(self, owner: ClassKey, pieces: Iterable[bytes]) -> Stored:
        """Store content; where it turns out to be there, return that."""
        key, tag = PayloadKey.new(self._ids), self._ids.random_bytes(TAG_BYTES)
        query(
            self._db,
            "INSERT INTO main.payloads (class, tag, bytes, stored, encoding, chunks) "
            "VALUES (?, ?, 0, 0, '', 0)",
            owner.id,
            tag,
        )
        number = self._db.last_insert_rowid()
        address, committing = owner.addresses.begin(), key.committing()
        size = 0

        def seen() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                address.update(piece)
                committing.update(piece)
                size += len(piece)
                yield piece

        written = _Written(self._db, number, tag, AESGCM(key.key))
        encoding = written.all(seen())
        ref = format_ref(address.digest())
        if (earlier := self._found(owner, ref)) is not None:
            self.delete(number)
            return earlier
        query(
            self._db,
            "UPDATE main.payloads SET ref = ?, wrapped = ?, bytes = ?, stored = ?, encoding = ?, "
            "chunks = ? WHERE id = ?",
            ref,
            wrap_key(owner.key, ref, key, self._ids.random_bytes(NONCE_BYTES)),
            size,
            written.stored,
            encoding,
            written.count,
            number,
        )
        return Stored(number, ref, committing.digest(), size, key, is_new=True)

    def read(self, ref: str) -> Iterator[bytes]:
        """Yield the content of a payload in pieces; each was authenticated before it is given.

        Raises:
            NotFoundError: no such payload is there (any more).
            VaultDamagedError: it does not decrypt, or is not as long as it should be.
        """
        rows = query(self._db, _WHOLE, ref)
        if not rows:
            raise NotFoundError(
                f"Nothing is kept under {ref[:40]}.", hint="It may have been purged."
            )
        number, owner, tag, wrapped, size, encoding, chunks = rows[0]
        key = unwrap_key(self._classes.by_id(owner).key, ref, wrapped)
        pieces = self._opened(number, tag, AESGCM(key.key), chunks)
        told = 0
        for piece in _decoded(pieces, size) if encoding == ZSTD else pieces:
            told += len(piece)
            yield piece
        if told != size:
            raise VaultDamagedError(f"The payload {ref} has {told} of its {size} bytes.")

    def delete(self, number: int) -> None:
        """Destroy a payload: its key and salt, its chunks, its escrow, what subjects it names."""
        for table in ("chunks", "subjects", "escrow"):
            query(self._db, f"DELETE FROM main.{table} WHERE payload = ?", number)  # noqa: S608 - constants
        query(self._db, "DELETE FROM main.payloads WHERE id = ?", number)

    def delete_unfinished(self) -> None:
        """Destroy what a killed process left half written."""
        for (number,) in query(self._db, "SELECT id FROM main.payloads WHERE ref IS NULL"):
            self.delete(number)

    def _found(self, owner: ClassKey, ref: str) -> Stored | None:
        rows = query(self._db, _FOUND, ref)
        if not rows:
            return None
        number, wrapped, size = rows[0]
        key = unwrap_key(owner.key, ref, wrapped)
        committing = key.committing()
        for piece in self.read(ref):
            committing.update(piece)
        return Stored(number, ref, committing.digest(), size, key, is_new=False)

    def _opened(self, number: int, tag: bytes, cipher: AESGCM, chunks: int) -> Iterator[bytes]:
        sql = "SELECT data FROM main.chunks WHERE payload = ? AND idx = ?"
        for index in range(chunks):
            rows = query(self._db, sql, number, index)
            if not rows:
                raise VaultDamagedError(f"Chunk {index} of a payload is gone.")
            yield open_chunk(cipher, tag, index, last=index == chunks - 1, data=rows[0][0])


class _Written:
    """Chunks of one payload on their way into the file."""

    def __init__(self, db: apsw.Connection, number: int, tag: bytes, cipher: AESGCM) -> None:
        self._db, self._number, self._tag, self._cipher = db, number, tag, cipher
        self._left = bytearray()
        self.count = self.stored = 0

    def all(self, pieces: Iterator[bytes]) -> str:
        """Write everything; return the encoding that was chosen by the first chunk."""
        first = bytearray()
        for piece in pieces:
            first += piece
            if len(first) >= CHUNK_BYTES:
                break
        head = bytes(first)
        if len(zstandard.ZstdCompressor(level=1).compress(head)) >= _WORTH * len(head):
            self._take(head)
            for piece in pieces:
                self._take(piece)
            self._end()
            return ""
        compressor = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
        self._take(compressor.compress(head))
        for piece in pieces:
            self._take(compressor.compress(piece))
        self._take(compressor.flush())
        self._end()
        return ZSTD

    def _take(self, data: bytes) -> None:
        self._left += data
        while len(self._left) > CHUNK_BYTES:  # the last one is written by `_end`
            self._write(bytes(self._left[:CHUNK_BYTES]), last=False)
            del self._left[:CHUNK_BYTES]

    def _end(self) -> None:
        self._write(bytes(self._left), last=True)

    def _write(self, data: bytes, *, last: bool) -> None:
        sealed = seal_chunk(self._cipher, self._tag, self.count, last=last, data=data)
        sql = "INSERT INTO main.chunks (payload, idx, data) VALUES (?, ?, ?)"
        query(self._db, sql, self._number, self.count, sealed)
        self.count += 1
        self.stored += len(sealed)


def _decoded(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Yield what a zstd frame holds, and no more than `size` bytes and a piece of it."""
    decompressor = zstandard.ZstdDecompressor().decompressobj()
    told = 0
    for piece in pieces:
        try:
            data = decompressor.decompress(piece)
        except zstandard.ZstdError as error:
            raise VaultDamagedError("A payload does not decompress.") from error
        told += len(data)
        if told > size:
            raise VaultDamagedError("A payload unpacks to more than it should.")
        yield data
