"""Each list has its entry and each entry its list; lines give the root; what they name is there.

Lists and entries are merged in order of seq: nothing is held but the line that is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, VaultDamagedError
from desktop_app.model import formats
from desktop_app.model.content import parse_kept
from desktop_app.vault import lines as listed
from desktop_app.vault.rows import select, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import apsw

    from desktop_app.ledger.connection import Row
    from desktop_app.model.content import Kept
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.vault.lines import Line

_SETTLED = "SELECT seq, id, root, lines FROM main.lists WHERE seq IS NOT NULL ORDER BY seq"
_SETTLED_TYPES = (int, int, bytes, bytes)
_PENDING = "SELECT id, after, root, lines FROM main.lists WHERE seq IS NULL AND root = ?"
_USED = "SELECT 1 FROM main.uses WHERE payload = ? AND list = ?"


class Lists:
    """Compares lists with entries.

    Attributes:
        checked: lists whose entry was found.
        pending: lists whose entry is not written down yet; see `count_pending`.
    """

    def __init__(self, db: apsw.Connection, purged: Callable[[int], bool], found: Findings) -> None:
        self._db, self._purged, self._found = db, purged, found
        self._rows = stream(db, _SETTLED_TYPES, _SETTLED)
        self._next = next(self._rows, None)
        self._taken: set[int] = set()
        self.checked = self.pending = 0

    def run(self, entries: Iterable[Entry], size: int) -> None:
        """Compare everything.

        Args:
            entries: those with `kept` in their subject, ascending.
            size: entries of the ledger that is compared with; lists of later ones are passed over.

        Raises:
            VaultDamagedError, UnreadableError, StorageError: a row cannot be read.
        """
        for entry in entries:
            self._stray(entry.seq)
            try:
                kept = parse_kept(entry.subject["kept"])
            except BadEncodingError:
                text = f"Entry {entry.seq} does not say in its form what is kept for it."
                self._found.invalid("vault_kept", text, seq=entry.seq)
                self._take(entry.seq)
                continue
            self._entry(entry.seq, kept)
        self._stray(size)
        self._count_pending()

    def _entry(self, seq: int, kept: Kept) -> None:
        row = self._take(seq) or self._waiting(seq, kept.root)
        if row is not None:
            self.checked += 1
            self._list(seq, row, kept)
        elif not self._purged(seq):
            text = f"The vault has no list of what entry {seq} keeps."
            self._found.invalid("vault_list", text, seq=seq)

    def _take(self, seq: int) -> Row | None:
        """Return the row of an entry, where the walk has come to it."""
        row = self._next
        if row is None or row[0] != seq:
            return None
        self._next = next(self._rows, None)
        return row

    def _waiting(self, seq: int, root: bytes) -> Row | None:
        """Return a list of that root whose entry a recorder has not written down yet."""
        for number, after, stored, lines in select(
            self._db, (int, int, bytes, bytes), _PENDING, root
        ):
            if after <= seq and number not in self._taken:
                self._taken.add(number)
                return seq, number, stored, lines
        return None

    def _stray(self, before: int) -> None:
        """Pass over the lists of lower entries: those entries keep nothing."""
        while self._next is not None and self._next[0] < before:
            seq = self._next[0]
            text = (
                f"The vault has a list of what entry {seq} keeps, which says that it keeps nothing."
            )
            self._found.invalid("vault_list", text, seq=seq)
            self._next = next(self._rows, None)

    def _list(self, seq: int, row: Row, kept: Kept) -> None:
        _, number, root, packed = row
        try:
            lines = listed.unpack(packed)
        except VaultDamagedError as error:
            self._found.invalid("vault_lines", f"{error.message} Entry {seq}.", seq=seq)
            return
        if root != kept.root or listed.kept(lines) != kept:
            text = f"What the vault lists for entry {seq} is not what the entry says."
            self._found.invalid("vault_lines", text, seq=seq)
        elif self._purged(seq):
            self._ended(seq, number)
        else:
            for line in lines:
                self._line(seq, number, line)

    def _ended(self, seq: int, number: int) -> None:
        if select(self._db, (int,), "SELECT 1 FROM main.uses WHERE list = ? LIMIT 1", number):
            text = f"What entry {seq} kept is purged, and not all of it is gone yet."
            self._found.warn("vault_unfinished", text, seq=seq)

    def _line(self, seq: int, number: int, line: Line) -> None:
        sql = "SELECT id, bytes FROM main.payloads WHERE ref = ?"
        rows = select(self._db, (int, int), sql, line.ref)
        if not rows:
            text = f"{line.label!r} of entry {seq} is gone from the vault, and no purge names it."
            self._found.invalid("payload_missing", text, seq=seq)
        elif rows[0][1] != line.size:
            text = f"{line.label!r} of entry {seq} has another size in the vault."
            self._found.invalid("payload_size", text, seq=seq)
        elif not select(self._db, (int,), _USED, rows[0][0], number):
            text = f"The vault does not hold {line.label!r} for entry {seq}."
            self._found.invalid("vault_use", text, seq=seq)

    def _count_pending(self) -> None:
        sql = "SELECT count(*) FROM main.lists WHERE seq IS NULL"
        self.pending = select(self._db, (int,), sql)[0][0]
        if self.pending:
            lists = formats.counted(self.pending, "list")
            their = "its entry" if self.pending == 1 else "their entries"
            self._found.note(
                "vault_pending",
                f"{lists} of the vault: the recorder notes {their} with its next change.",
            )
