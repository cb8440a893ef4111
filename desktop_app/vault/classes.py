"""The class keys: one for each purpose, wrapped by the vault key that the keystore holds.

Promise: with another vault key than the one that this file was made with nothing is opened and
nothing is made. The caller holds the vault's lock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import KeyLostError, VaultDamagedError
from desktop_app.vault.crypto import (
    KEY_BYTES,
    NONCE_BYTES,
    Addresses,
    unwrap_class,
    wrap_class,
)
from desktop_app.vault.rows import execute, select

if TYPE_CHECKING:
    import apsw

    from desktop_app.model.ids import IdSource

KEYSTORE_ITEM = "vault"  # where the keystore holds the vault key
_CHECK = "check"
_KNOWN = b"countersign/vault/v1" + bytes(12)  # 32 bytes, like a key


@dataclass(frozen=True, slots=True)
class ClassKey:
    """One purpose's key.

    Attributes:
        id: of its row.
        key: 32 bytes.
        addresses: content addresses under it.
    """

    id: int
    key: bytes = field(repr=False)
    addresses: Addresses = field(repr=False)


class ClassKeys:
    """The class keys of one open vault."""

    def __init__(self, db: apsw.Connection, vault_key: bytes, ids: IdSource) -> None:
        self._db, self._vault_key, self._ids = db, vault_key, ids
        self._known: dict[str, ClassKey] = {}

    def enrol(self) -> bytes:
        """Return what tells this vault key from others, for a new file."""
        return wrap_class(self._vault_key, _CHECK, _KNOWN, self._ids.random_bytes(NONCE_BYTES))

    def check(self, stored: bytes) -> None:
        """Check that the vault key is the one that the file was made with.

        Raises:
            KeyLostError: it is another one.
        """
        try:
            unwrap_class(self._vault_key, _CHECK, stored)
        except VaultDamagedError as error:
            raise KeyLostError(
                "The key of the vault is not in the keystore; another one is.",
                hint="Restore a backup with `countersign keys restore FILE`.",
            ) from error

    def of(self, name: str) -> ClassKey:
        """Return a class's key, made when it is new; in a transaction of the caller."""
        if name not in self._known:
            self._known[name] = self._stored(name) or self._new(name)
        return self._known[name]

    def by_id(self, number: int) -> ClassKey:
        """Return the class key of a row.

        Raises:
            VaultDamagedError: there is none, or it does not decrypt.
        """
        sql = "SELECT name, wrapped FROM main.class_keys WHERE id = ?"
        rows = select(self._db, (str, bytes), sql, number)
        if not rows:
            raise VaultDamagedError("A payload names a key that is not there.")
        name, wrapped = rows[0]
        if name not in self._known:  # no key is made here, whatever an index says of the name
            self._known[name] = self._opened(number, name, wrapped)
        return self._known[name]

    def forget(self) -> None:
        """Forget what a transaction made that was rolled back."""
        self._known.clear()

    def _stored(self, name: str) -> ClassKey | None:
        sql = "SELECT id, wrapped FROM main.class_keys WHERE name = ?"
        rows = select(self._db, (int, bytes), sql, name)
        if not rows:
            return None
        return self._opened(rows[0][0], name, rows[0][1])

    def _opened(self, number: int, name: str, wrapped: bytes) -> ClassKey:
        key = unwrap_class(self._vault_key, name, wrapped)
        return ClassKey(number, key, Addresses(key))

    def _new(self, name: str) -> ClassKey:
        key = self._ids.random_bytes(KEY_BYTES)
        wrapped = wrap_class(self._vault_key, name, key, self._ids.random_bytes(NONCE_BYTES))
        sql = "INSERT INTO main.class_keys (name, wrapped) VALUES (?, ?)"
        execute(self._db, sql, name, wrapped)
        return ClassKey(self._db.last_insert_rowid(), key, Addresses(key))
