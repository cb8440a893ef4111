"""host.keychain_macos over a keyring in memory: the adapter only; no Mac was tried."""

from __future__ import annotations

import pytest
from keyring.errors import KeyringError, KeyringLocked

from desktop_app.errors import KeychainLockedError, KeychainUnavailableError
from desktop_app.host.keychain_macos import MacOSBackend


class Memory:
    """A keyring in memory that can fail."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.error is not None:
            raise self.error
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.items[service, username]


def test_items_are_kept_and_errors_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Denied is locked; anything else is unavailable; KEYCHAIN_PATH has no effect."""
    monkeypatch.setenv("KEYRING_PROPERTY_KEYCHAIN", "elsewhere")
    backend, memory = MacOSBackend(), Memory()
    assert backend._keyring.keychain is None
    backend._keyring = memory
    assert not backend.is_locked()
    backend.set("s", "n", "x")
    assert backend.get("s", "n") == "x"
    backend.delete("s", "n")
    backend.delete("s", "n")
    backend.unlock()
    for error, kind in (
        (KeyringLocked("no"), KeychainLockedError),
        (KeyringError("no"), KeychainUnavailableError),
    ):
        memory.error = error
        with pytest.raises(kind):
            backend.get("s", "n")
