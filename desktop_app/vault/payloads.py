"""Payloads in the file: written chunk by chunk, found by address, read back, destroyed.

Promise: content of any length passes through here in chunks of 256 KiB, never through a temporary
file, and nothing of it is written unencrypted. The same content of the same class is stored once.
The caller holds the vault's lock and a transaction.
Specification: `resources/docs/vault.md`, "A payload".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, TypeAlias, cast

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.errors import NotFoundError, VaultDamagedError
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
from desktop_app.vault.rows import execute, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import apsw

    from desktop_app.model.ids import IdSource
    from desktop_app.vault.classes import ClassKey, ClassKeys

PutChunk: TypeAlias = "Callable[[int, bytes], None]"  # its index, and the ciphertext
ZSTD = "zstd"
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

    def write(self, pieces: Iterable[bytes], put: PutChunk) -> Whole:
        """Encrypt content chunk by chunk; each is handed out with its index."""
        address, committing = self.owner.addresses.begin(), self.key.committing()
        size = 0

        def seen() -> Iterator[bytes]:
            nonlocal size
            for piece in pieces:
                address.update(piece)
                committing.update(piece)
                size += len(piece)
                yield piece

        written = _Written(put, self.tag, AESGCM(self.key.key))
        encoding = written.all(seen())
        ref = format_ref(address.digest())
        return Whole(ref, committing.digest(), size, written.stored, encoding, written.count)


@dataclass(frozen=True, slots=True)
class _Row:
    """What the file says of a payload, its key unwrapped."""

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
            return self._found(format_ref(address.digest())) or self._new(owner, (content,))
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
            row = self._row(ref)
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

    def _new(self, owner: ClassKey, pieces: Iterable[bytes]) -> Stored:
        """Store content; where it turns out to be there, return that."""
        begun = self._begin(owner)
        whole = begun.write(pieces, partial(self.put_chunk, begun.number))
        if (earlier := self._found(whole.ref)) is not None:
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
        """
        yield from self._content(self._row(ref))

    def measured(self, ref: str) -> tuple[int, bytes]:
        """Read a payload through; return its size and its commitment.

        Raises:
            NotFoundError, VaultDamagedError: as `read`.
        """
        found = self._found(ref)
        if found is None:
            raise _gone(ref)
        return found.size, found.commitment

    def delete(self, number: int) -> None:
        """Destroy a payload: its key and salt, its chunks, its escrow, what subjects it names."""
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
            row = self._row(ref)
        except NotFoundError:
            return None
        committing = row.key.committing()
        for piece in self._content(row):
            committing.update(piece)
        return Stored(row.id, ref, committing.digest(), row.size, row.key, is_new=False)

    def _row(self, ref: str) -> _Row:
        rows = select(self._db, _WHOLE_TYPES, _WHOLE, ref)
        if not rows:
            raise _gone(ref)
        number, class_id, tag, wrapped, size, encoding, chunks = rows[0]
        owner = self._classes.by_id(class_id)
        key = unwrap_key(owner.key, ref, wrapped)
        return _Row(number, ref, owner, key, tag, size, encoding, chunks)

    def _content(self, row: _Row) -> Iterator[bytes]:
        pieces = self._opened(row.id, row.tag, AESGCM(row.key.key), row.chunks)
        address, told = row.owner.addresses.begin(), 0
        for piece in decoded(pieces) if row.encoding == ZSTD else pieces:
            told += len(piece)
            if told > row.size:
                raise VaultDamagedError("A payload unpacks to more than it should.")
            address.update(piece)
            yield piece
        if told != row.size or format_ref(address.digest()) != row.ref:
            raise VaultDamagedError(f"The payload {row.ref} is not what its address says.")

    def _opened(self, number: int, tag: bytes, cipher: AESGCM, chunks: int) -> Iterator[bytes]:
        sql = "SELECT data FROM main.chunks WHERE payload = ? AND idx = ?"
        for index in range(chunks):
            rows = select(self._db, (bytes,), sql, number, index)
            if not rows:
                raise VaultDamagedError(f"Chunk {index} of a payload is gone.")
            yield open_chunk(cipher, tag, index, last=index == chunks - 1, data=rows[0][0])


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
        sample = head[:CHUNK_BYTES]
        if len(zstandard.ZstdCompressor(level=1).compress(sample)) >= _WORTH * len(sample):
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
        self._put(self.count, sealed)
        self.count += 1
        self.stored += len(sealed)


class _Source:
    """Chunks as the file that a zstd reader wants."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _size: int = -1) -> bytes:
        """Return the next chunk, whatever its length; empty at the end."""
        return next(self._chunks, b"")


def decoded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what a zstd frame holds, in pieces of a chunk: what was one chunk may be gigabytes."""
    reader = zstandard.ZstdDecompressor().stream_reader(cast("IO[bytes]", _Source(chunks)))
    try:
        while piece := reader.read(CHUNK_BYTES):
            yield piece
    except zstandard.ZstdError as error:
        raise VaultDamagedError("A payload does not decompress.") from error


def _gone(ref: str) -> NotFoundError:
    return NotFoundError(f"Nothing is kept under {ref[:40]}.", hint="It may have been purged.")
