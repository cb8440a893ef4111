"""The macOS Keychain through `keyring`. Not tried on a Mac yet.

`KEYCHAIN_PATH` and `KEYRING_PROPERTY_*` have no effect: the login keychain is used. macOS does not
tell whether it is locked without asking; the time limit of `keychain.Worker` bounds the question.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from keyring.backends import macOS
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

from desktop_app.errors import KeychainLockedError, KeychainUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.host.keychain_backend import Passwords


class LoginKeychain(macOS.Keyring):
    """keyring's backend without what the environment could change."""

    keychain: str | None = None

    def set_properties_from_env(self) -> None:
        """Ignore `KEYRING_PROPERTY_*`."""


class MacOSBackend:
    """`keychain.Backend` of the login keychain."""

    def __init__(self) -> None:
        self._keyring: Passwords = LoginKeychain()  # type: ignore[no-untyped-call]  # keyring's

    def is_locked(self) -> bool:
        """Return False: macOS tells only by the answer to a real call."""
        return False

    def unlock(self) -> None:
        """Ask for an item that is not there, at which macOS shows its prompt."""
        self.get("countersign", "unlock")

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
        if self.get(service, name) is not None:
            with _translated():
                self._keyring.delete_password(service, name)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except KeyringLocked as error:
        raise KeychainLockedError("The keychain is locked.") from error
    except (KeyringError, PasswordDeleteError, OSError, NameError) as error:
        raise KeychainUnavailableError(f"No usable Keychain: {error}.") from error
