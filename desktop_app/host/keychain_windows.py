"""The Windows Credential Locker through `keyring`. Not tried on Windows yet.

A credential holds 2,560 bytes of UTF-16, so that longer texts are cut into numbered items; the item
of the name itself, written last, says how many and of which generation: `@parts:<generation>:<n>`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from keyring.backends import Windows
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

from desktop_app.errors import KeychainLockedError, KeychainUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.host.keychain_backend import Passwords

_PART_CHARS = 1_000
_MARK = "@parts:"


class CredentialLocker(Windows.WinVaultKeyring):
    """keyring's backend without what the environment could change."""

    def set_properties_from_env(self) -> None:
        """Ignore `KEYRING_PROPERTY_*`."""


class WindowsBackend:
    """`keychain.Backend` of the user's credential locker, open while they are logged in."""

    def __init__(self) -> None:
        self._keyring: Passwords = CredentialLocker()  # type: ignore[no-untyped-call]  # keyring's

    def is_locked(self) -> bool:
        """Return False: it is open as long as the session is."""
        return False

    def unlock(self) -> None:
        """Do nothing."""

    def get(self, service: str, name: str) -> str | None:
        """Return an item's text, or None."""
        head = self._get(service, name)
        if head is None or not head.startswith(_MARK):
            return head
        texts = [self._get(service, part) for part in _parts(name, head)]
        if None in texts:
            raise KeychainUnavailableError(f"A part of {service} {name} is missing.")
        return "".join(text for text in texts if text is not None)

    def set(self, service: str, name: str, text: str) -> None:
        """Store an item's text, parts before the head, so that a crash leaves the old ones."""
        old = self._get(service, name) or ""
        head = text
        if len(text) > _PART_CHARS:
            generation = "b" if old.startswith(f"{_MARK}a:") else "a"
            head = f"{_MARK}{generation}:{-(-len(text) // _PART_CHARS)}"
            for number, part in enumerate(_parts(name, head)):
                start = number * _PART_CHARS
                self._set(service, part, text[start : start + _PART_CHARS])
        self._set(service, name, head)
        self._drop(service, _parts(name, old))

    def delete(self, service: str, name: str) -> None:
        """Remove an item and its parts."""
        old = self._get(service, name)
        if old is not None:
            self._drop(service, [name, *_parts(name, old)])

    def _drop(self, service: str, names: list[str]) -> None:
        for name in names:
            with _translated():
                self._keyring.delete_password(service, name)

    def _get(self, service: str, name: str) -> str | None:
        with _translated():
            return self._keyring.get_password(service, name)

    def _set(self, service: str, name: str, text: str) -> None:
        with _translated():
            self._keyring.set_password(service, name, text)


def _parts(name: str, head: str) -> list[str]:
    if not head.startswith(_MARK):
        return []
    generation, _, count = head.removeprefix(_MARK).partition(":")
    return [f"@{name}/{generation}/{number}" for number in range(int(count))]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except KeyringLocked as error:
        raise KeychainLockedError("The credential locker is locked.") from error
    except PasswordDeleteError:
        return
    except (KeyringError, OSError, NameError) as error:
        raise KeychainUnavailableError(f"No usable credential locker: {error}.") from error
