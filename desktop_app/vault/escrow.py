"""Escrow: payload keys also for people whom the person named, by age.

Promise: without recipients nothing is escrowed. A recipient opens the age file of a payload with
their own identity and gets its key and salt (48 bytes), and with them its content out of the file.
Source: age-encryption.org/v1; the work is pyrage's.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pyrage  # type: ignore[import-untyped]  # it ships no stubs

from desktop_app.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.vault.crypto import PayloadKey


class Escrow:
    """Seals payload keys to a set of age recipients.

    Attributes:
        digest: 32 bytes, of the sorted recipients: tells which set a payload was sealed to.
    """

    def __init__(self, recipients: Sequence[str]) -> None:
        """Make it.

        Raises:
            UsageError: one of them is no age recipient (`age1...`).
        """
        self._recipients = []
        for text in recipients:
            try:
                self._recipients.append(pyrage.x25519.Recipient.from_str(text))
            except pyrage.RecipientError as error:
                raise UsageError(f"{text[:80]!r} is no age recipient (age1...).") from error
        self.digest = sha256("\n".join(sorted(recipients)).encode()).digest()

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self._recipients)

    def seal(self, key: PayloadKey) -> bytes:
        """Return the age file of a payload's key and salt."""
        sealed: bytes = pyrage.encrypt(key.key + key.salt, self._recipients)
        return sealed
