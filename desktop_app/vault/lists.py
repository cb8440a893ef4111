"""Which entry keeps which payloads: the tables `lists` and `uses`.

Promise: a payload that no list uses is destroyed with the use that ends. The caller holds the
vault's lock and a transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.vault import lines as listed
from desktop_app.vault.rows import execute, select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import apsw

    from desktop_app.vault.lines import Line
    from desktop_app.vault.payloads import Payloads

_UNUSED = (
    "SELECT stored FROM main.payloads WHERE id = ? AND NOT EXISTS "
    "(SELECT 1 FROM main.uses WHERE payload = ?)"
)
_IN_USE = (
    "SELECT seq FROM main.lists WHERE seq BETWEEN ? AND ? "
    "AND EXISTS (SELECT 1 FROM main.uses WHERE list = lists.id) ORDER BY seq"
)
_STORED = (
    "SELECT coalesce(sum(stored), 0) FROM main.payloads WHERE id IN (SELECT u.payload "
    "FROM main.uses u JOIN main.lists l ON l.id = u.list WHERE l.seq BETWEEN ? AND ?)"
)
_OF_SUBJECT = (
    "SELECT l.seq FROM main.subjects s JOIN main.uses u ON u.payload = s.payload "
    "JOIN main.lists l ON l.id = u.list WHERE s.subject = ? AND l.seq >= 0"
)
_OF_PAYLOAD = (
    "SELECT l.seq, l.lines FROM main.payloads p JOIN main.uses u ON u.payload = p.id "
    "JOIN main.lists l ON l.id = u.list WHERE p.ref = ? AND l.seq >= 0 ORDER BY l.seq LIMIT 1"
)


class Lists:
    """The lists of one open vault."""

    def __init__(self, db: apsw.Connection, payloads: Payloads) -> None:
        self._db, self._payloads = db, payloads

    def add(self, lines: Sequence[Line], root: bytes, after: int, payloads: Iterable[int]) -> int:
        """Write a pending list; return its number."""
        sql = "INSERT INTO main.lists (root, after, lines) VALUES (?, ?, ?)"
        execute(self._db, sql, root, after, listed.pack(lines))
        number = self._db.last_insert_rowid()
        sql = "INSERT OR IGNORE INTO main.uses (list, payload) VALUES (?, ?)"
        for payload in payloads:
            execute(self._db, sql, number, payload)
        return number

    def settle(self, number: int, seq: int) -> None:
        """Say which entry a list belongs to."""
        execute(self._db, "UPDATE main.lists SET seq = ? WHERE id = ?", seq, number)

    def pending(self) -> list[tuple[int, bytes, int]]:
        """Return number, root and `after` of the lists whose entry is not known, oldest first."""
        sql = "SELECT id, root, after FROM main.lists WHERE seq IS NULL ORDER BY id"
        rows = select(self._db, (int, bytes, int), sql)
        return [(row[0], row[1], row[2]) for row in rows]

    def recover(self, entries: Mapping[bytes, Sequence[int]]) -> tuple[int, int]:
        """Settle the pending lists whose entry is there, remove the others; return both counts."""
        pending, settled = self.pending(), 0
        for number, root, after in pending:
            fitting = (seq for seq in entries.get(root, ()) if seq >= after)
            seq = next((seq for seq in fitting if not self.of((seq,))), None)
            if seq is None:
                self.remove((number,))
            else:
                settled += 1
                self.settle(number, seq)
        return settled, len(pending) - settled

    def of(self, seqs: Iterable[int]) -> list[int]:
        """Return the lists of entries."""
        sql = "SELECT id FROM main.lists WHERE seq = ?"
        return [row[0] for seq in seqs for row in select(self._db, (int,), sql, seq)]

    def in_use(self, first: int, last: int) -> list[int]:
        """Return those of the entries from first to last that still keep something."""
        return [row[0] for row in select(self._db, (int,), _IN_USE, first, last)]

    def stored(self, first: int, last: int) -> int:
        """Return the bytes that lie in the file for what the entries from first to last keep."""
        return int(select(self._db, (int,), _STORED, first, last)[0][0])

    def lines(self, seq: int) -> list[Line]:
        """Return what an entry keeps or kept; empty for one that never did."""
        rows = select(self._db, (bytes,), "SELECT lines FROM main.lists WHERE seq = ?", seq)
        return listed.unpack(rows[0][0]) if rows else []

    def of_payload(self, ref: str) -> tuple[int, Line] | None:
        """Return the first entry that keeps a payload, and its line; None where none does."""
        for seq, stored in select(self._db, (int, bytes), _OF_PAYLOAD, ref):
            for line in listed.unpack(stored):
                if line.ref == ref:
                    return seq, line
        return None

    def of_subject(self, subject: str) -> list[int]:
        """Return the entries that keep something in which a data subject occurs."""
        return [row[0] for row in select(self._db, (int,), _OF_SUBJECT, subject)]

    def remove(self, numbers: Iterable[int]) -> None:
        """End what lists use, and delete them."""
        for number in numbers:
            self.end_uses(number)
            execute(self._db, "DELETE FROM main.lists WHERE id = ?", number)

    def end_uses(self, number: int) -> tuple[int, int]:
        """End what a list uses; return how many payloads went by it, and their stored bytes."""
        rows = select(self._db, (int,), "SELECT payload FROM main.uses WHERE list = ?", number)
        execute(self._db, "DELETE FROM main.uses WHERE list = ?", number)
        count = size = 0
        for (payload,) in rows:
            if unused := select(self._db, (int,), _UNUSED, payload, payload):
                count, size = count + 1, size + unused[0][0]
                self._payloads.end(payload)
        return count, size
