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
from desktop_app.model import screenform
from desktop_app.vault import packed_to
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
from desktop_app.vault.encodings import PLAIN, ZSTD, decoded
from desktop_app.vault.rows import execute, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import apsw

    from desktop_app.model.ids import IdSource
    from desktop_app.vault.classes import ClassKey, ClassKeys

_WORTH = 0.9  # a first chunk that zstd cannot bring below this share is stored as it is
_LEVEL = 3
_WHOLE = "SELECT id, class, tag, wrapped, bytes, encoding, chunks FROM main.payloads WHERE ref = ?"
_WHOLE_TYPES = (int, int, bytes, bytes, int, str, int)


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


@dataclass(frozen=True, slots=True)
class Row:
    """What the file says of a payload, its key unwrapped.

    Attributes:
        id: of its row.
        ref: its address.
        owner: the key of its class.
        key: what decrypts it.
        tag: 16 bytes that its chunks are bound to; others each time that it is written.
        size: bytes of the content, as the row says.
        encoding: see `encodings`.
        chunks: how many.
    """

    id: int
    ref: str
    owner: ClassKey
    key: PayloadKey
    tag: bytes
    size: int
    encoding: str
    chunks: int


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
            ref = format_ref(address.digest())
            return self._found(ref) or self._new(owner, _cut(content), ref)
        return self._new(owner, content)

    def ref_of(self, name: str, data: bytes) -> str:
        """Return the address of content of a class."""
        address = self._classes.of(name).addresses.begin()
        address.update(data)
        return format_ref(address.digest())

    def _new(self, owner: ClassKey, pieces: Iterable[bytes], ref: str = "") -> Stored:
        """Store content; where it turns out to be there, return that.

        Args:
            owner: the key of its class.
            pieces: of the content.
            ref: its address, where that is known: it is not there yet then.
        """
        key, tag = PayloadKey.new(self._ids), self._ids.random_bytes(TAG_BYTES)
        execute(
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
                if not ref:
                    address.update(piece)
                committing.update(piece)
                size += len(piece)
                yield piece

        written = _Written(self._db, number, tag, AESGCM(key.key))
        encoding = written.all(seen())
        if not ref:
            ref = format_ref(address.digest())
            if (earlier := self._found(ref)) is not None:
                self.delete(number)
                return earlier
        execute(
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

        How they are put together (`bytes`, `encoding`, `chunks`) is not under the payload's key:
        it is right when the whole has its address, which is known only at the end.

        Raises:
            NotFoundError: no such payload is there (any more).
            VaultDamagedError: it does not decrypt, or is not what its address says.
            NewerFormatError: it is stored in a way that is not known here.
        """
        row = self.row(ref)
        yield from content_of(row, self.sealed(row))

    def measured(self, ref: str) -> tuple[int, bytes]:
        """Read a payload through; return its size and its commitment.

        Raises:
            NotFoundError, VaultDamagedError, NewerFormatError: as `read`.
        """
        found = self._found(ref)
        if found is None:
            raise _gone(ref)
        return found.size, found.commitment

    def delete(self, number: int) -> None:
        """Destroy a payload: its key and salt, its chunks, its escrow, what subjects it names."""
        packed_to.step_back(self._db, number)
        for table in ("chunks", "subjects", "escrow"):
            execute(self._db, f"DELETE FROM main.{table} WHERE payload = ?", number)  # noqa: S608 - constants
        execute(self._db, "DELETE FROM main.payloads WHERE id = ?", number)

    def delete_unfinished(self) -> None:
        """Destroy what a killed process left half written."""
        sql = "SELECT id FROM main.payloads WHERE ref IS NULL"
        for (number,) in select(self._db, (int,), sql):
            self.delete(number)

    def _found(self, ref: str) -> Stored | None:
        try:
            row = self.row(ref)
        except NotFoundError:
            return None
        committing = row.key.committing()
        for piece in content_of(row, self.sealed(row)):
            committing.update(piece)
        return Stored(row.id, ref, committing.digest(), row.size, row.key, is_new=False)

    def row(self, ref: str) -> Row:
        """Return what the file says of a payload.

        Raises:
            NotFoundError: no such payload is there (any more).
            VaultDamagedError: its key does not unwrap.
        """
        rows = select(self._db, _WHOLE_TYPES, _WHOLE, ref)
        if not rows:
            raise _gone(ref)
        number, class_id, tag, wrapped, size, encoding, chunks = rows[0]
        owner = self._classes.by_id(class_id)
        key = unwrap_key(owner.key, ref, wrapped)
        return Row(number, ref, owner, key, tag, size, encoding, chunks)

    def sealed(self, row: Row) -> Iterator[bytes]:
        """Yield a payload's chunks as they lie in the file.

        Raises:
            VaultDamagedError: one is gone.
        """
        sql = "SELECT data FROM main.chunks WHERE payload = ? AND idx = ?"
        for index in range(row.chunks):
            rows = select(self._db, (bytes,), sql, row.id, index)
            if not rows:
                raise VaultDamagedError(f"Chunk {index} of a payload is gone.")
            yield rows[0][0]


def content_of(row: Row, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of a payload whose chunks were read.

    Raises:
        VaultDamagedError, NewerFormatError: as `Payloads.read`.
    """
    cipher, last = AESGCM(row.key.key), row.chunks - 1
    pieces = (
        open_chunk(cipher, row.tag, index, last=index == last, data=data)
        for index, data in enumerate(sealed)
    )
    address, told = row.owner.addresses.begin(), 0
    for piece in decoded(row.encoding, pieces, row.size):
        told += len(piece)
        if told > row.size:
            raise VaultDamagedError("A payload unpacks to more than it should.")
        address.update(piece)
        yield piece
    if told != row.size or format_ref(address.digest()) != row.ref:
        raise VaultDamagedError(f"The payload {row.ref} is not what its address says.")


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
        if not _shortens(head):
            self._take(head)
            for piece in pieces:
                self._take(piece)
            self._end()
            return PLAIN
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
        execute(self._db, sql, self._number, self.count, sealed)
        self.count += 1
        self.stored += len(sealed)


def _shortens(head: bytes) -> bool:
    """Tell by its begin whether zstd makes content shorter.

    The top of a picture may be a photograph, and the rest is text all the same.
    """
    sample = head[:CHUNK_BYTES]
    if screenform.begins(sample):
        return True
    return len(zstandard.ZstdCompressor(level=1).compress(sample)) < _WORTH * len(sample)


def _cut(content: bytes) -> Iterator[bytes]:
    """Yield content in pieces of a chunk."""
    return (content[at : at + CHUNK_BYTES] for at in range(0, len(content), CHUNK_BYTES))


def _gone(ref: str) -> NotFoundError:
    return NotFoundError(f"Nothing is kept under {ref[:40]}.", hint="It may have been purged.")
