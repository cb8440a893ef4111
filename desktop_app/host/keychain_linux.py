"""The Secret Service (GNOME Keyring, KWallet, KeePassXC) through `keyring` and secretstorage.

Promise: only the default collection is used; nothing here unlocks it, creates one or shows a prompt
except `unlock`. No `KEYRING_PROPERTY_*` variable has an effect. Imported late: it costs 40 ms.

Source: https://specifications.freedesktop.org/secret-service-spec/
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import secretstorage
from keyring.backends import SecretService
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError
from secretstorage.exceptions import (
    ItemNotFoundException,
    LockedException,
    PromptDismissedException,
    SecretStorageException,
)

from desktop_app.errors import KeychainLockedError, KeychainUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.host.keychain_backend import Passwords

_NO_COLLECTION = "The Secret Service has no default collection."


class QuietKeyring(SecretService.Keyring):
    """keyring's backend, made to refuse where it would ask the person or obey the environment."""

    def set_properties_from_env(self) -> None:
        """Ignore `KEYRING_PROPERTY_*`."""

    def get_preferred_collection(
        self,
    ) -> secretstorage.Collection:
        """Return the default collection; locked or missing is an error, not a prompt."""
        bus = secretstorage.dbus_init()
        try:
            collection = secretstorage.Collection(bus)
            self.unlock(collection)
        except BaseException:
            bus.close()
            raise
        return collection

    def unlock(self, item: secretstorage.Item | secretstorage.Collection) -> None:
        """Refuse what is locked, item or collection."""
        if item.is_locked():
            raise KeyringLocked("locked")


class LinuxBackend:
    """`keychain.Backend` of the session's Secret Service; one D-Bus connection a call."""

    def __init__(self) -> None:
        self._keyring: Passwords = QuietKeyring()  # type: ignore[no-untyped-call]  # keyring's

    def is_locked(self) -> bool:
        """Tell whether the default collection is locked."""
        with _translated(), closing(secretstorage.dbus_init()) as bus:
            return bool(secretstorage.Collection(bus).is_locked())

    def unlock(self) -> None:
        """Let the Secret Service ask the person."""
        with _translated(), closing(secretstorage.dbus_init()) as bus:
            collection = secretstorage.Collection(bus)
            if collection.is_locked() and collection.unlock():
                raise KeychainLockedError("The person dismissed the keychain's question.")

    def get(self, service: str, name: str) -> str | None:
        """Return an item's text, or None."""
        with _translated():
            return self._keyring.get_password(service, name)

    def set(self, service: str, name: str, text: str) -> None:
        """Store an item's text."""
        with _translated():
            self._keyring.set_password(service, name, text)

    def delete(self, service: str, name: str) -> None:
        """Remove an item."""
        with _translated():
            _delete(self._keyring.delete_password, service, name)


def _delete(delete: Callable[[str, str], None], service: str, name: str) -> None:
    try:
        delete(service, name)
    except PasswordDeleteError:  # keyring's word for "there is none"
        return


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (KeyringLocked, LockedException, PromptDismissedException) as error:
        raise KeychainLockedError("The keychain is locked.") from error
    except ItemNotFoundException as error:
        raise KeychainUnavailableError(_NO_COLLECTION) from error
    except (KeyringError, SecretStorageException, OSError, EOFError) as error:
        raise KeychainUnavailableError(f"No usable Secret Service: {error}.") from error
