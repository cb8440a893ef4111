"""The vault as readers may see it, without its key: what entries keep, and whether it is there yet.

Promise: reads only, and never content. A list whose entry was not written down yet (it is with the
recorder's next change) is found by its root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import UnreadableError
from desktop_app.ledger.connection import close, open_reader, query
from desktop_app.model.closing import Closing
from desktop_app.vault import lines as listed
from desktop_app.vault import schema
from desktop_app.vault.rows import select

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.vault.lines import Line

_STORE = "vault"
_LINES = (
    "SELECT lines FROM main.lists WHERE seq = ?1 OR (seq IS NULL AND root = ?2 AND after <= ?1) "
    "ORDER BY seq IS NULL, id LIMIT 1"
)
_STORED = "SELECT stored FROM main.payloads WHERE ref = ?"
_OWNER = "SELECT value FROM main.meta WHERE key = 'install'"


class VaultReader(Closing):
    """Reads one vault.

    Raises (constructor):
        UnreadableError, NewerFormatError: not a vault, or a later version's.
        StorageError: there is none.
    """

    def __init__(self, path: Path) -> None:
        self._db = open_reader(path, store=_STORE)
        try:
            schema.check(self._db)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Release the file; twice is fine."""
        close(self._db)

    def install(self) -> str:
        """Return the install id of the log that it belongs to.

        Raises:
            UnreadableError: it does not say.
        """
        match query(self._db, _OWNER):
            case [(bytes(owner),)]:
                return owner.decode("ascii", "replace")
            case _:
                raise UnreadableError("The vault does not say whose it is.")

    def lines_of(self, seq: int, root: bytes) -> list[Line]:
        """Return what an entry keeps or kept, in order; nothing where no list of it is there.

        Args:
            seq: of the entry.
            root: that its `kept` names.

        Raises:
            VaultDamagedError: the list cannot be read.
        """
        rows = query(self._db, _LINES, seq, root)
        return listed.unpack(rows[0][0]) if rows else []

    def stored(self, ref: str) -> int | None:
        """Return how many bytes a payload takes in the file; None once it is gone.

        Raises:
            VaultDamagedError: the row cannot be read.
        """
        rows = select(self._db, (int,), _STORED, ref)
        return int(rows[0][0]) if rows else None
