"""Unlocks the keychain: the system's own dialog asks the person, and nothing else ever does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.keychain import KeychainStore, system_backend

if TYPE_CHECKING:
    from desktop_app.operations.context import Context

_ANY = "0" * 16  # the collection is unlocked, whose ever the items in it are


def unlock(_context: Context) -> None:
    """Have the default keychain unlocked; the recorder sees it within two seconds.

    Raises:
        KeychainLockedError: the person dismissed the dialog, or did not answer it in five minutes.
        KeychainUnavailableError: there is no keychain.
    """
    KeychainStore(_ANY, system_backend()).unlock()
