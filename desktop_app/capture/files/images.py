"""Copies of what is in a workspace: in the repository's own objects, in the vault, or none.

Promise: a copy is byte for byte what was in the work tree. A git object counts as one only when
those very bytes have its id: what filters or line ends would make of it does not. Every content
without a copy says why.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Content, Fact, Image, Kind, Limits, fact_of
from desktop_app.host import folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.capture.files.store import Store
    from desktop_app.host.git import Git

TOO_LARGE = "too large"
UNREADABLE = "unreadable"
CHANGING = "changing while it was read"
SPECIAL = "special file"
QUOTA = "no room for more copies"
IGNORED = "ignored by .gitignore"
GONE = "its git object is gone"
_BINARY_BYTES = 8_000
_SHA1_HEX = 40


@dataclass(frozen=True, slots=True)
class Blobs:
    """What repositories have of a workspace: the blob of each tracked path, and who reads it."""

    ids: Mapping[bytes, str]
    readers: Mapping[bytes, Git]


class Images:
    """Takes copies for one run, within its limits."""

    def __init__(
        self,
        store: Store,
        limits: Limits,
        blobs: Blobs,
        ignored: Callable[[bytes], bool] = lambda _path: False,
    ) -> None:
        self._store, self._limits, self._blobs, self._ignored = store, limits, blobs, ignored
        self._by_digest: dict[bytes, Image] = {}
        self.kept_bytes = 0

    def take(self, handle: int, name: bytes, path: bytes, fact: Fact) -> Fact:
        """Return the fact with the content that was read, and with the status it then had.

        Args:
            handle: the open folder that `name` is in.
            name: last part of `path`.
            path: of the workspace.
            fact: as listed.
        """
        if fact.kind is Kind.LINK:
            return self._link(handle, name, fact)
        if fact.kind is Kind.SPECIAL:
            return replace(fact, content=_none(SPECIAL))
        taken, steady = self._file(handle, name, path, fact)
        if not steady:
            taken, steady = self._file(handle, name, path, fact)
        return taken if steady else replace(taken, content=_none(CHANGING))

    def pin(self, path: bytes, image: Image) -> Image:
        """Return an image that does not need the repository: a git object goes to the store."""
        if image.blob is None:
            return image
        reader = self._blobs.readers.get(path)
        data = None if reader is None else reader.blob(image.blob)
        return Image(why=GONE) if data is None else self._keep(hashlib.sha256(data).digest(), data)

    def flush(self) -> None:
        """Make the copies durable."""
        self._store.flush()

    def _link(self, handle: int, name: bytes, fact: Fact) -> Fact:
        try:
            target = folder.target_of(handle, name)
        except OSError:
            return replace(fact, content=_none(CHANGING))
        digest = hashlib.sha256(target).digest()
        content = Content(digest, binary=False, image=self._keep(digest, target))
        return replace(fact, content=content)

    def _file(self, handle: int, name: bytes, path: bytes, fact: Fact) -> tuple[Fact, bool]:
        if fact.size > self._limits.digest_bytes:
            return replace(fact, content=_none(TOO_LARGE)), True
        pieces: list[bytes] = []
        digest = hashlib.sha256()
        keeps = fact.size <= self._limits.file_bytes

        def sink(piece: bytes) -> None:
            digest.update(piece)
            if keeps or not pieces:
                pieces.append(piece)

        try:
            reading = folder.read(handle, name, sink, max_bytes=self._limits.digest_bytes)
        except OSError as error:
            why = CHANGING if error.errno in {errno.ENOENT, errno.EFBIG} else UNREADABLE
            return replace(fact, content=_none(why)), why is UNREADABLE
        data = b"".join(pieces)
        image = self._image(path, digest.digest(), data if keeps else None)
        binary = b"\0" in data[:_BINARY_BYTES]
        content = Content(digest.digest(), binary=binary, image=image)
        return replace(fact_of(reading.status, fact.seen_ns), content=content), reading.steady

    def _image(self, path: bytes, digest: bytes, data: bytes | None) -> Image:
        if data is None:
            return Image(why=TOO_LARGE)
        blob = self._blobs.ids.get(path)
        if blob is not None and self._limits.git_objects and blob_id(data, blob) == blob:
            return Image(blob=blob)
        if not self._limits.ignored and self._ignored(path):
            return Image(why=IGNORED)
        return self._keep(digest, data)

    def _keep(self, digest: bytes, data: bytes) -> Image:
        known = self._by_digest.get(digest)
        if known is not None:
            return known
        if self.kept_bytes + len(data) > self._limits.total_bytes:
            return Image(why=QUOTA)
        ref = self._store.put(data)
        if ref is None:
            return Image(why=QUOTA)
        self.kept_bytes += len(data)
        self._by_digest[digest] = Image(ref=ref)
        return self._by_digest[digest]


def blob_id(data: bytes, like: str) -> str:
    """Return git's id of a content, by the hash that `like` is of (SHA-1 or SHA-256)."""
    algorithm = hashlib.sha1 if len(like) == _SHA1_HEX else hashlib.sha256
    return algorithm(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _none(why: str) -> Content:
    return Content(None, binary=False, image=Image(why=why))
