"""The key store of an install: which custody, found by the install id, remembered at first use.

Promise: opening a store makes and changes nothing. The custody is the one chosen at creation; for
a new install COUNTERSIGN_CUSTODY chooses, else the keychain when this session has one (a locked
one too: then we wait for it), else plain files. Nothing falls back once keys were written.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, KeychainUnavailableError
from desktop_app.host import custody as custodies
from desktop_app.host.keychain import KeychainStore, system_backend
from desktop_app.host.keyfile import PassphraseFileStore, PlainFileStore
from desktop_app.model.keystore import Custody, KeyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.host.keychain_backend import Backend
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource

PASSPHRASE_VARIABLE = "COUNTERSIGN_PASSPHRASE"  # noqa: S105 - a name, not a passphrase


class RememberingStore:
    """A key store that writes down its custody before its first secret."""

    def __init__(self, store: KeyStore, directory: Path, *, known: bool) -> None:
        self.inner = store
        self._directory = directory
        self._known = known

    @property
    def custody(self) -> Custody:
        """Who guards the keys."""
        return self.inner.custody

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        return self.inner.get(name)

    def put(self, name: str, value: bytes) -> None:
        """Store a secret; the first one also writes the custody beside it."""
        if not self._known:
            custodies.remember(self._directory, self.custody)
            self._known = True
        self.inner.put(name, value)

    def delete(self, name: str) -> None:
        """Destroy a secret."""
        self.inner.delete(name)

    def names(self) -> frozenset[str]:
        """Return the names that hold a secret."""
        return self.inner.names()


class KeyStores:
    """Opens the key store of an install: `stores.open` is the writer's `keystore_for`.

    Args:
        keys: `Paths.keys`.
        ids, clock: for what is written.
        ask_passphrase: prompts the person; None where nobody can be asked.
        backend: gives the keychain; tests bring theirs.
    """

    def __init__(
        self,
        keys: Path,
        *,
        ids: IdSource,
        clock: Clock,
        ask_passphrase: Callable[[str], str] | None = None,
        backend: Callable[[], Backend] = system_backend,
    ) -> None:
        self._keys = keys
        self._ids = ids
        self._clock = clock
        self._ask = ask_passphrase
        self._backend = backend
        self._passphrase: str | None = None

    def open(self, install_id: str) -> RememberingStore:
        """Return the store of an install.

        Raises:
            KeychainUnavailableError: the keychain that holds the keys is gone.
            ConfigError: COUNTERSIGN_CUSTODY contradicts what was chosen at creation.
        """
        directory = self._directory(install_id)
        known = custodies.remembered(directory)
        wish = custodies.wished(os.environ)
        chosen = custodies.agree(known, wish, install_id=install_id)
        if chosen is None:
            usable = self._keychain_if_usable(install_id)
            return RememberingStore(usable or PlainFileStore(directory), directory, known=False)
        store = self._of_custody(chosen, install_id, directory)
        return RememberingStore(store, directory, known=known is not None)

    def unlock(self, install_id: str, timeout_s: float) -> None:
        """Let the keychain ask the person; nothing to do for the other custodies.

        Raises:
            KeychainLockedError: dismissed, or not answered in time.
        """
        inner = self.open(install_id).inner
        if isinstance(inner, KeychainStore):
            inner.unlock(timeout_s)

    def _directory(self, install_id: str) -> Path:
        return self._keys / custodies.check_install_id(install_id)

    def _of_custody(self, custody: Custody, install_id: str, directory: Path) -> KeyStore:
        if custody is Custody.PLAIN_FILE:
            return PlainFileStore(directory)
        if custody is Custody.PASSPHRASE_FILE:
            return PassphraseFileStore(
                directory,
                install_id=install_id,
                passphrase=self._get_passphrase,
                ids=self._ids,
                clock=self._clock,
            )
        store = KeychainStore(install_id, self._backend())
        store.is_locked()  # raises KeychainUnavailableError where there is none
        return store

    def _keychain_if_usable(self, install_id: str) -> KeychainStore | None:
        try:
            store = KeychainStore(install_id, self._backend())
            store.is_locked()
        except KeychainUnavailableError:
            return None
        return store

    def _get_passphrase(self) -> str:
        if self._passphrase is None:
            given = os.environ.get(PASSPHRASE_VARIABLE, "")
            if not given and self._ask is not None:
                given = self._ask("Passphrase of the key file: ")
            if not given:
                raise ConfigError(
                    "The keys are in a passphrase file and no passphrase was given.",
                    hint=f"Set {PASSPHRASE_VARIABLE}, or start it in a terminal.",
                )
            self._passphrase = given
        return self._passphrase
