"""Who may allow what policy leaves to a role: whoever knows the passphrase of the role.

Promise: what checks a passphrase is read from the keystore for each try, and lies nowhere else; no
passphrase is kept. Questions and tries are not known here. Thread safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.host import passphrase as passphrases
from desktop_app.model.action import ROLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore

_PREFIX = "role."


class Roles:
    """The roles that somebody holds.

    Args:
        keystore: of the open ledger.
        clock, ids: for what is made.
    """

    def __init__(self, keystore: Callable[[], KeyStore], clock: Clock, ids: IdSource) -> None:
        self._keystore, self._clock, self._ids = keystore, clock, ids
        self.held: frozenset[str] = frozenset()

    def open(self) -> None:
        """Look at who holds what: a keychain is too slow to be asked for each question."""
        names = self._keystore().names()
        self.held = frozenset(
            name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)
        )

    def added_us(self, role: str) -> int:
        """Return when a role that is held was added."""
        return passphrases.added_us(self._verifier(role))

    def prepared(self, role: str, passphrase: str) -> bytes:
        """Return what will check a new role's passphrase; nothing is stored yet.

        Raises:
            UsageError: no name of a role, one that is held, or a passphrase that is too short.
        """
        if not ROLE.fullmatch(role):
            raise UsageError("A role has at most 32 small letters, digits and -; a letter first.")
        if role in self.held:
            raise UsageError(f"The role {role} is held already; remove it first.")
        return passphrases.new_verifier(passphrase, self._ids, self._clock.now_us())

    def add(self, role: str, verifier: bytes) -> None:
        """Let who knows the passphrase hold a role."""
        self._keystore().put(_PREFIX + role, verifier)
        self.open()

    def check_held(self, role: str) -> None:
        """Refuse a role that nobody holds.

        Raises:
            NotFoundError: nobody does.
        """
        if role not in self.held:
            raise NotFoundError(
                f"Nobody holds the role {role[:64]}.",
                hint="`countersign consent approvers list` shows who does.",
            )

    def remove(self, role: str) -> None:
        """Let nobody hold a role."""
        self._keystore().delete(_PREFIX + role)
        self.open()

    def is_right(self, role: str, passphrase: str) -> bool:
        """Tell whether this is the passphrase of a role; takes some 0.3 s.

        Raises:
            NotFoundError: nobody holds the role.
            KeychainLockedError, KeychainUnavailableError: it cannot be looked at.
        """
        return passphrases.is_right(passphrase, self._verifier(role))

    def _verifier(self, role: str) -> bytes:
        self.check_held(role)
        found = self._keystore().get(_PREFIX + role)
        if found is None:
            raise NotFoundError(f"Nobody holds the role {role} any more.")
        return found
