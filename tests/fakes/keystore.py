"""A keystore in memory, that can be locked, be slow, or fail at the n-th operation."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from desktop_app.errors import KeychainLockedError
from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from collections.abc import Callable


class MemoryKeyStore:
    """`model.keystore.KeyStore` in a dict. Thread safe.

    Attributes:
        items: what it holds.
        locked: every call raises KeychainLockedError.
        before: called as before(operation, name) ahead of every change; may raise, as a kill does.
        after: called after every change.
        changes: every change so far, as (operation, name).
    """

    def __init__(self, custody: Custody = Custody.PLAIN_FILE) -> None:
        self._custody = custody
        self._lock = RLock()
        self.items: dict[str, bytes] = {}
        self.locked = False
        self.before: Callable[[str, str], None] = lambda _operation, _name: None
        self.after: Callable[[], None] = lambda: None
        self.changes: list[tuple[str, str]] = []

    @property
    def custody(self) -> Custody:
        """Who guards the keys."""
        return self._custody

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        with self._lock:
            self._open()
            return self.items.get(name)

    def put(self, name: str, value: bytes) -> None:
        """Store a secret."""
        self.before("put", name)
        with self._lock:
            self._open()
            self.items[name] = value
            self.changes.append(("put", name))
        self.after()

    def delete(self, name: str) -> None:
        """Destroy a secret."""
        self.before("delete", name)
        with self._lock:
            self._open()
            self.items.pop(name, None)
            self.changes.append(("delete", name))
        self.after()

    def names(self) -> frozenset[str]:
        """Return the names there are."""
        with self._lock:
            self._open()
            return frozenset(self.items)

    def _open(self) -> None:
        if self.locked:
            raise KeychainLockedError("The keychain is locked.")


class KeyStores:
    """Keystores by install id, as `keystore_for` wants them."""

    def __init__(self) -> None:
        self.by_install: dict[str, MemoryKeyStore] = {}

    def __call__(self, install: str) -> MemoryKeyStore:
        """Return the keystore of an install; a new one is empty."""
        return self.by_install.setdefault(install, MemoryKeyStore())
