"""Encrypts to the recipients what is only for them: `payloads/`, by age (C2SP age v1).

Promise: this module puts no byte on a disk unencrypted (the views have a work directory, which the
builder's caller removes). The zip is made while it is encrypted: this thread makes zip bytes,
another runs age over them, and memory holds some chunks.
See `resources/docs/bundle.md`, section "Encryption".
"""

from __future__ import annotations

import hashlib
import queue
import threading
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

import pyrage  # type: ignore[import-untyped]  # it ships no stubs

from desktop_app.bundle.build.zipping import ZipSink
from desktop_app.bundle.layout import CONTENT, CONTENT_SUM, CONTENT_ZIP, NONCE, NONCE_BYTES
from desktop_app.errors import BugError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from desktop_app.bundle.build.archive import File
    from desktop_app.model.ids import IdSource

Recipient: TypeAlias = "pyrage.x25519.Recipient | pyrage.ssh.Recipient"

_WAITING_CHUNKS: Final = 16
_CHUNK_BYTES: Final = 1 << 16


def parse_recipient(text: str) -> Recipient:
    """Return an age recipient: `age1...`, `ssh-ed25519 ...` or `ssh-rsa ...`.

    Raises:
        UsageError: it is none of these.
    """
    kind = pyrage.ssh.Recipient if text.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return kind.from_str(text)
    except pyrage.RecipientError as error:
        raise UsageError(
            f"{text[:80]!r} is no age recipient: {error}.",
            hint="The recipient makes one with `age-keygen`, or uses an SSH public key.",
        ) from error


def sealer(recipients: Sequence[str], ids: IdSource) -> Callable[[Iterable[File]], Iterator[File]]:
    """Return what turns files for the recipients alone into the files of `payloads/`.

    Its result is to be read in order: the second file is known when the first was read to its end.

    Raises:
        UsageError: no recipient, or a text that is none.
    """
    parsed = [parse_recipient(text) for text in recipients]
    if not parsed:
        raise UsageError("Nothing can be encrypted to nobody.", hint="Name a recipient.")

    def seal(files: Iterable[File]) -> Iterator[File]:
        digest = hashlib.sha256()
        nonce = ids.random_bytes(NONCE_BYTES)
        encryption = _Encryption(parsed)
        ended = False

        def ciphertext() -> Iterator[bytes]:
            nonlocal ended
            everything = chain(((NONCE, (nonce,)),), files)
            yield from encryption.run(_zipped(everything, digest.update))
            ended = True

        yield CONTENT, ciphertext()
        if not ended:
            raise BugError("The content was to be read to its end before its digest is known.")
        yield CONTENT_SUM, (f"{digest.hexdigest()}  {CONTENT_ZIP}\n".encode(),)

    return seal


def _zipped(files: Iterable[File], update: Callable[[bytes], None]) -> Iterator[bytes]:
    """Yield the bytes of the zip of the files as they come, and digest them."""
    sink = _Sink()
    archive = ZipSink(sink)
    for path, chunks in files:
        for _ in archive.writing(path, chunks):
            yield from sink.taken(update)
    archive.close()
    yield from sink.taken(update)


class _Sink:
    """Keeps what is written until it is taken. It cannot seek."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is here."""

    def close(self) -> None:
        """Do nothing: what is here may still be taken."""

    def taken(self, update: Callable[[bytes], None]) -> Iterator[bytes]:
        data, self._parts = b"".join(self._parts), []
        if data:
            update(data)
            yield data


class _Encryption:
    """Runs age in a thread of its own, which reads from one queue and writes to another.

    Attributes:
        read, write, flush: what pyrage calls, in that thread.
    """

    def __init__(self, recipients: Sequence[Recipient]) -> None:
        self._recipients = recipients
        self._plain: queue.Queue[bytes | None] = queue.Queue(_WAITING_CHUNKS)
        self._sealed: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._error: Exception | None = None
        self._rest = memoryview(b"")
        self._ended = False

    def run(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the ciphertext of what `chunks` yield; whatever ends this ends the thread too."""
        thread = threading.Thread(target=self._work, name="age", daemon=True)
        thread.start()
        try:
            for chunk in chunks:
                for at in range(0, len(chunk), _CHUNK_BYTES):
                    self._plain.put(chunk[at : at + _CHUNK_BYTES])
                yield from self._made()
        finally:
            self._plain.put(None)
            thread.join()
        if self._error is not None:
            raise BugError(f"age does not encrypt: {self._error}.") from self._error
        yield from self._made()

    def read(self, count: int = -1) -> bytes:
        if not self._rest and not self._ended:
            chunk = self._plain.get()
            self._ended = chunk is None
            self._rest = memoryview(chunk or b"")
        count = len(self._rest) if count < 0 else count
        data, self._rest = bytes(self._rest[:count]), self._rest[count:]
        return data

    def write(self, data: bytes) -> int:
        self._sealed.put(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is in the queue."""

    def _work(self) -> None:
        try:
            pyrage.encrypt_io(self, self, list(self._recipients))
        except Exception as error:  # noqa: BLE001 - told by `run`, in the thread that can tell it
            self._error = error
        while not self._ended:  # after an error: whoever puts must not wait for ever
            self._ended = self._plain.get() is None

    def _made(self) -> Iterator[bytes]:
        parts: list[bytes] = []
        while not self._sealed.empty():
            parts.append(self._sealed.get())
        if parts:
            yield b"".join(parts)
