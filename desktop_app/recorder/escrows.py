"""Whom payload keys are escrowed to: recipients that a person named, as the ledger tells it.

Promise: nobody can be made a recipient beside the ledger, and none is forgotten by a restart. A
change holds for what is kept from then on: what is there already stays sealed to whom it was.
`resources/docs/vault.md`, "Escrow".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.vault.escrow import Escrow

if TYPE_CHECKING:
    from desktop_app.ledger.reader import LedgerReader

MAX_RECIPIENTS = 20


class Escrows:
    """The recipients of one ledger.

    Attributes:
        recipients: in the order in which they were named.
    """

    def __init__(self) -> None:
        self.recipients: tuple[str, ...] = ()

    def recall(self, ledger: LedgerReader) -> None:
        """Take over what a person said earlier; a command that an agent told of changes nothing.

        Raises:
            BadEncodingError, StorageError: the ledger cannot be read.
        """
        known: dict[str, None] = {}
        for entry in ledger.of_kinds({EntryKind.COMMAND}):
            recipient = entry.subject.get("recipient")
            if entry.actor.get("auth") != "person" or not isinstance(recipient, str):
                continue
            match entry.subject.get("verb"):
                case "vault escrow add":
                    known[recipient] = None
                case "vault escrow remove":
                    known.pop(recipient, None)
                case _:
                    pass
        self.recipients = tuple(known)

    def escrow(self) -> Escrow:
        """Return what seals to them.

        Raises:
            UsageError: one is no recipient.
        """
        return Escrow(self.recipients)

    def with_one(self, recipient: str) -> tuple[str, ...]:
        """Return them and one more; nothing changes yet.

        Raises:
            UsageError: it is no age recipient, there already, or one too many.
        """
        Escrow((recipient,))
        if recipient in self.recipients:
            raise UsageError("That recipient is there already.")
        if len(self.recipients) >= MAX_RECIPIENTS:
            raise UsageError(f"There are {MAX_RECIPIENTS} recipients; remove one first.")
        return (*self.recipients, recipient)

    def without(self, recipient: str) -> tuple[str, ...]:
        """Return them but for one; nothing changes yet.

        Raises:
            NotFoundError: it is not there.
        """
        if recipient not in self.recipients:
            raise NotFoundError(
                "There is no such recipient.", hint="`countersign vault escrow list` shows them."
            )
        return tuple(one for one in self.recipients if one != recipient)
