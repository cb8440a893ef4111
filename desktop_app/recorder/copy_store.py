"""Copies of files on their way into the vault: `capture.files.store.Store` over it.

Promise: a reference that `put` returned can be read once `flush` returned. What was kept stays
pending until an entry takes it (`taken`), so that nothing lies in the vault without one.
"""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.purposes import COPIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.recorder.keeping import Keeping
    from desktop_app.vault.vault import Pending

LABEL = "file"
BATCH_BYTES = 8 * 1024 * 1024
MAX_TEXT_BYTES = 1024 * 1024  # what is larger is not looked at


class CopyStore:
    """The copies of one run or one rollback. Thread safe.

    Args:
        keeping: the vault, and what a person allowed.
        size: returns how many entries the ledger has.
    """

    def __init__(self, keeping: Keeping, size: Callable[[], int]) -> None:
        self._keeping, self._size = keeping, size
        self._lock = RLock()
        self._batch: dict[str, Content] = {}
        self._bytes = 0
        self._pending: list[Pending] = []

    def put(self, data: bytes) -> str | None:
        """Return the reference of a content, or None when nothing more is kept."""
        if COPIES not in self._keeping.granted():
            return None
        vault = self._keeping.vault
        with self._lock:
            if not vault.has_room(self._bytes + len(data)):
                return None
            ref = vault.ref_of(COPIES, data)
            if ref not in self._batch:
                self._batch[ref] = Content(LABEL, COPIES, data, media=_media(data))
                self._bytes += len(data)
            if self._bytes >= BATCH_BYTES:
                self.flush()
        return ref

    def flush(self) -> None:
        """Make durable what was put.

        Raises:
            StorageError, VaultUnavailableError: it cannot be kept; it is forgotten.
        """
        with self._lock:
            contents, self._batch, self._bytes = tuple(self._batch.values()), {}, 0
            if contents:
                self._pending.append(self._keeping.vault.keep(contents, after=self._size()))

    def taken(self) -> list[Pending]:
        """Return what waits for an entry; whoever asks settles or drops it."""
        with self._lock:
            found, self._pending = self._pending, []
            return found

    def has(self, ref: str) -> bool:
        """Return whether `get` would find a content."""
        return ref in self._batch or self._keeping.vault.has(ref)

    def get(self, ref: str) -> bytes | None:
        """Return a content, or None when it is gone."""
        waiting = self._batch.get(ref)
        if waiting is not None:
            return waiting.data
        try:
            return self._keeping.vault.read(ref)
        except NotFoundError:
            return None


def _media(data: bytes) -> str:
    """Return whether a person can read a content: text is UTF-8 without a NUL."""
    if len(data) > MAX_TEXT_BYTES or b"\0" in data:
        return BINARY
    try:
        data.decode()
    except UnicodeDecodeError:
        return BINARY
    return TEXT
