"""Payloads in the file: written chunk by chunk, found by address, read back, destroyed.

Promise: content of any length passes through here in chunks of 256 KiB, never through a temporary
file, and nothing of it is written unencrypted. The same content of the same class is stored once.
The caller holds the vault's lock and a transaction.
Specification: `resources/docs/vault.md`, "A payload".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

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
    from collections.abc import Callable, Iterable, Iterator

    import apsw

    from desktop_app.model.ids import IdSource
    from desktop_app.vault.classes import ClassKey, ClassKeys

PutChunk: TypeAlias = "Callable[[int, bytes], None]"  # its index, and the ciphertext
MANY = 64  # chunks, 16 MiB: what has more is destroyed in steps
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
class Whole:
    """What is known of content once all of it was seen.

    Attributes:
        ref: its address.
        commitment: 32 bytes, salted.
        size: bytes of the content.
        stored: bytes of its chunks.
        encoding: how they hold it.
        chunks: how many.
    """

    ref: str
    commitment: bytes
    size: int
    stored: int
    encoding: str
    chunks: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A payload that is being written: its row has no `ref` yet."""

    number: int
    tag: bytes
    owner: ClassKey
    key: PayloadKey

    def write(self, pieces: Iterable[bytes], put: PutChunk, ref: str = "") -> Whole:
        """Encrypt content chunk by chunk; each is handed out with its index.

        Args:
            pieces: of the content.
            put: takes each chunk.
            ref: its address, where that is known.
        """
        address, committing = self.owner.addresses.begin(), self.key.committing()
        size = 0

        def seen() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                if not ref:
                    address.update(piece)
                committing.update(piece)
                size += len(piece)
                yield piece

        written = _Written(put, self.tag, AESGCM(self.key.key))
        encoding = written.all(seen())
        ref = ref or format_ref(address.digest())
        return Whole(ref, committing.digest(), size, written.stored, encoding, written.count)


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
    """The payloads of one open vault.

    Attributes:
        ended: those of which only chunks are left.
    """

    def __init__(self, db: apsw.Connection, classes: ClassKeys, ids: IdSource) -> None:
        self._db, self._classes, self._ids = db, classes, ids
        self.ended: list[int] = []

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

    def begin(self, name: str) -> Begun:
        """Begin a payload of a class: a row without a `ref`, which the next start would destroy."""
        return self._begin(self._classes.of(name))

    def put_chunk(self, number: int, index: int, sealed: bytes) -> None:
        """Store one chunk of a payload that was begun."""
        sql = "INSERT INTO main.chunks (payload, idx, data) VALUES (?, ?, ?)"
        execute(self._db, sql, number, index, sealed)

    def finish(self, begun: Begun, whole: Whole) -> Stored:
        """Say that all of a payload's chunks are there; nothing else may have its address."""
        nonce = self._ids.random_bytes(NONCE_BYTES)
        execute(
            self._db,
            "UPDATE main.payloads SET ref = ?, wrapped = ?, bytes = ?, stored = ?, encoding = ?, "
            "chunks = ? WHERE id = ?",
            whole.ref,
            wrap_key(begun.owner.key, whole.ref, begun.key, nonce),
            whole.size,
            whole.stored,
            whole.encoding,
            whole.chunks,
            begun.number,
        )
        return Stored(begun.number, whole.ref, whole.commitment, whole.size, begun.key, is_new=True)

    def found(self, ref: str) -> Stored | None:
        """Return what has an address, read through; None where nothing has."""
        return self._found(ref)

    def named(self, ref: str) -> tuple[int, int, PayloadKey] | None:
        """Return number, size and key of what has an address, unread; None where nothing has."""
        try:
            row = self.row(ref)
        except NotFoundError:
            return None
        return row.id, row.size, row.key

    def _begin(self, owner: ClassKey) -> Begun:
        key, tag = PayloadKey.new(self._ids), self._ids.random_bytes(TAG_BYTES)
        sql = (
            "INSERT INTO main.payloads (class, tag, bytes, stored, encoding, chunks) "
            "VALUES (?, ?, 0, 0, '', 0)"
        )
        execute(self._db, sql, owner.id, tag)
        return Begun(self._db.last_insert_rowid(), tag, owner, key)

    def _new(self, owner: ClassKey, pieces: Iterable[bytes], ref: str = "") -> Stored:
        """Store content; where it turns out to be there, return that.

        Args:
            owner: the key of its class.
            pieces: of the content.
            ref: its address, where that is known: it is not there yet then.
        """
        begun = self._begin(owner)
        whole = begun.write(pieces, partial(self.put_chunk, begun.number), ref)
        if not ref and (earlier := self._found(whole.ref)) is not None:
            self.delete(begun.number)
            return earlier
        return self.finish(begun, whole)

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

    def end(self, number: int) -> None:
        """Destroy a payload as `delete` does; of a long one only what opens it, for a start.

        Its chunks, which nobody can read any more, then go in steps: `ended` names them.
        """
        rows = select(self._db, (int,), "SELECT chunks FROM main.payloads WHERE id = ?", number)
        if not rows or rows[0][0] <= MANY:
            self.delete(number)
            return
        for table in ("subjects", "escrow"):
            execute(self._db, f"DELETE FROM main.{table} WHERE payload = ?", number)  # noqa: S608 - constants
        sql = "UPDATE main.payloads SET ref = NULL, wrapped = NULL WHERE id = ?"
        execute(self._db, sql, number)
        self.ended.append(number)

    def delete_begun(self, number: int, most: int) -> bool:
        """Destroy some chunks of a payload without a `ref`; return whether it is gone, or has one.

        Args:
            number: of its row.
            most: chunks of it.
        """
        sql = "SELECT id FROM main.payloads WHERE id = ? AND ref IS NULL"
        if not select(self._db, (int,), sql, number):
            return True
        sql = "SELECT idx FROM main.chunks WHERE payload = ? ORDER BY idx DESC LIMIT ?"
        rows = select(self._db, (int,), sql, number, most)
        for (index,) in rows:
            sql = "DELETE FROM main.chunks WHERE payload = ? AND idx = ?"
            execute(self._db, sql, number, index)
        if len(rows) < most:
            self.delete(number)
        return len(rows) < most

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
    """Chunks of one payload on their way out."""

    def __init__(self, put: PutChunk, tag: bytes, cipher: AESGCM) -> None:
        self._put, self._tag, self._cipher = put, tag, cipher
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
        self._put(self.count, sealed)
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
