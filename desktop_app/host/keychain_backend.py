"""What a keychain of any system must do for us, and what `keyring`'s backends do for it."""

from __future__ import annotations

from typing import Protocol


class Backend(Protocol):
    """One system's keychain. All methods may block; all raise KeychainLocked/UnavailableError."""

    def is_locked(self) -> bool:
        """Tell without asking the person."""
        ...

    def unlock(self) -> None:
        """Let the system ask the person; returns when they answered."""
        ...

    def get(self, service: str, name: str) -> str | None:
        """Return an item's text, or None."""
        ...

    def set(self, service: str, name: str, text: str) -> None:
        """Store an item's text, in place of an older one."""
        ...

    def delete(self, service: str, name: str) -> None:
        """Remove an item; no error when there is none."""
        ...


class Passwords(Protocol):
    """What we use of a `keyring` backend, whose own methods carry no types."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return an item's text, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store an item's text."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Remove an item; PasswordDeleteError when there is none."""
        ...
