"""The newest signed checkpoint, for whoever keeps it elsewhere: it is what anchors a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.reading import require_ledger

if TYPE_CHECKING:
    from desktop_app.operations.context import Context


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A C2SP signed note, and how many entries it covers."""

    note: str
    size: int


def newest_checkpoint(context: Context) -> SignedCheckpoint:
    """Return the newest checkpoint of the ledger.

    Raises:
        NotFoundError: nothing was recorded yet, or nothing was sealed yet.
    """
    require_ledger(context)
    with LedgerReader(context.paths.ledger) as reader:
        found = reader.latest_checkpoint()
    if found is None:
        raise NotFoundError("Nothing is sealed yet.", hint="It comes 10 s after the first entry.")
    return SignedCheckpoint(found.note.decode(), found.size)
