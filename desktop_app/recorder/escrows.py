"""Whom payload keys are escrowed to: recipients that a person named, a line each in `escrow.txt`.

Promise: while the file cannot be read nothing is kept in the vault, rather than kept for fewer
people than the person named. A change holds for what is kept from then on: what is there already
stays sealed to whom it was. `resources/docs/vault.md`, "Escrow".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.host import files
from desktop_app.vault.escrow import Escrow

if TYPE_CHECKING:
    from pathlib import Path

FILE = "escrow.txt"
MAX_BYTES, MAX_RECIPIENTS = 64 * 1024, 20


class Escrows:
    """The recipients of one data directory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def recipients(self) -> tuple[str, ...]:
        """Return them, in the order in which they were named.

        Raises:
            UnreadableError, StorageError: the file cannot be read.
        """
        data = files.read_bounded(self._path, MAX_BYTES)
        lines = (line.strip() for line in (data or b"").decode("utf-8", "replace").splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))

    def escrow(self) -> Escrow:
        """Return what seals to them.

        Raises:
            UsageError: a line is no recipient.
            UnreadableError, StorageError: as `recipients`.
        """
        return Escrow(self.recipients())

    def with_one(self, recipient: str) -> tuple[str, ...]:
        """Return them and one more; nothing is written yet.

        Raises:
            UsageError: it is no age recipient, there already, or one too many.
        """
        Escrow((recipient,))
        known = self.recipients()
        if recipient in known:
            raise UsageError("That recipient is there already.")
        if len(known) >= MAX_RECIPIENTS:
            raise UsageError(f"There are {MAX_RECIPIENTS} recipients; remove one first.")
        return (*known, recipient)

    def without(self, recipient: str) -> tuple[str, ...]:
        """Return them but for one; nothing is written yet.

        Raises:
            NotFoundError: it is not there.
        """
        known = self.recipients()
        if recipient not in known:
            raise NotFoundError(
                "There is no such recipient.", hint="`countersign vault escrow list` shows them."
            )
        return tuple(one for one in known if one != recipient)

    def write(self, recipients: tuple[str, ...]) -> None:
        """Write them down, durably."""
        files.write_durable(self._path, "".join(f"{one}\n" for one in recipients).encode())
