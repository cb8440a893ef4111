"""Finding entries of a ledger without parsing all of them.

SQLite looks into the leaf bytes for what a wanted leaf must hold; what it found is parsed, and what
only looked like it (a subject may hold the same words) is passed over. A leaf is canonical, so a
field that is not nested has one spelling, and `kind` stands before all that a sender writes: no
actor has a field of that name. Everything is read in chunks, in order of `seq`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import LedgerInvalidError
from desktop_app.ledger.connection import query
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind, lasts
from desktop_app.model.leaf import is_pruned, parse_leaf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import apsw

    from desktop_app.ledger.connection import Value
    from desktop_app.model.entry import Entry

_CHUNK = 256
_END = 2**62
_LOOK = 20_000  # leaf ends that are read at a time
_TAIL = 40  # bytes at the end of a leaf that hold `"ts":` and what follows it
_ROTATED_BEFORE = 2  # keys.rotated, epoch.seal, epoch.start are one transaction
_EDGES = frozenset(
    (EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED, EntryKind.EPOCH_SEAL, EntryKind.KEYS_ROTATED)
)
_KIND = b'"kind":"'
_IS_KIND = f"substr(leaf, instr(leaf, x'{_KIND.hex()}') + {len(_KIND)}, ?) = ?"
_HAS = "instr(leaf, ?) > 0"
WHOLE = "substr(leaf, 1, 1) IS x'7b'"  # SQLite's NULL of an empty one
"""True of a leaf, which is an object; not of what is left of one that was pruned."""
THERE = "(body IS NOT NULL OR secret IS NOT NULL)"
"""True of a row of bodies; not of what is left of one that was purged."""
_KIND_BYTES = max(len(kind) for kind in EntryKind) + 1
_KEPT = b'"kept":{"bytes":'


def of_run(db: apsw.Connection, sender: str, run_id: str, start: int, stop: int) -> Iterator[Entry]:
    """Yield the entries of one run in [start, stop)."""
    needle = canonical.encode({"run_id": run_id})[1:-1]
    for entry in _where(db, _HAS, (needle,), start, stop):
        if entry.run_id == run_id and entry.actor.get("sender", "") == sender:
            yield entry


def keeping(db: apsw.Connection, start: int) -> Iterator[Entry]:
    """Yield the entries from `start` on that say that content is kept for them."""
    for entry in _where(db, _HAS, (_KEPT,), start, _END):
        if "kept" in entry.subject:
            yield entry


def of_kinds(
    db: apsw.Connection, kinds: Collection[EntryKind], start: int, stop: int
) -> Iterator[Entry]:
    """Yield the entries of these kinds in [start, stop)."""
    some, values = _of(kinds)
    yield from _where(db, f"({some})", values, start, stop)


def backwards(db: apsw.Connection, kinds: Collection[EntryKind], before: int) -> Iterator[Entry]:
    """Yield the entries of these kinds below `before`, newest first, each looked for by itself."""
    some, values = _of(kinds)
    sql = (
        f"SELECT leaf FROM main.entries WHERE seq < ? AND ({some}) "  # noqa: S608 - our own text
        "ORDER BY seq DESC LIMIT 1"
    )
    while rows := query(db, sql, before, *values):
        entry = parse_leaf(rows[0][0])
        before = entry.seq
        yield entry


def newest(
    db: apsw.Connection, kinds: Collection[EntryKind], start: int, limit: int
) -> Iterator[Entry]:
    """Yield the newest `limit` entries of these kinds from `start` on, newest first."""
    some, values = _of(kinds)
    sql = (
        f"SELECT leaf FROM main.entries WHERE seq >= ? AND seq < ? AND ({some}) "  # noqa: S608 - our own text
        "ORDER BY seq DESC LIMIT ?"
    )
    before = _END
    while limit > 0 and (rows := query(db, sql, start, before, *values, min(limit, _CHUNK))):
        for (leaf,) in rows:
            entry = parse_leaf(leaf)
            before = entry.seq
            yield entry
        limit -= len(rows)


def lasting(db: apsw.Connection, start: int, stop: int) -> Iterator[int]:
    """Yield the numbers of the entries in [start, stop) whose kind lasts; parses none.

    Raises:
        LedgerInvalidError: one has no kind, or one that is unknown.
    """
    sql = (
        f"SELECT seq, substr(leaf, instr(leaf, x'{_KIND.hex()}') + {len(_KIND)}, {_KIND_BYTES}) "  # noqa: S608 - our own text
        "FROM main.entries WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?"
    )
    while rows := query(db, sql, start, stop, _LOOK):
        for seq, text in rows:
            try:
                kind = EntryKind(bytes(text or b"").partition(b'"')[0].decode())
            except ValueError as error:
                raise LedgerInvalidError(f"Entry {seq} is of no kind.") from error
            if lasts(kind):
                yield int(seq)
        start = int(rows[-1][0]) + 1


def epoch_edges(db: apsw.Connection, stop: int) -> Iterator[Entry]:
    """Yield entry 0 and, for each epoch, what ends the one before and what begins it, below `stop`.

    By the table `epochs`, which `audit` compares with the leaves: a file whose table lies makes a
    key log that does not verify.
    """
    sql = "SELECT first_seq FROM main.epochs WHERE first_seq < ?"
    rows = query(db, sql, stop + _ROTATED_BEFORE)
    firsts = {int(row[0]) for row in rows if row[0]}
    wanted = {first - back for first in firsts for back in range(_ROTATED_BEFORE + 1)}
    for seq in sorted(wanted | {0, 1}):
        leaves = query(db, "SELECT leaf FROM main.entries WHERE seq = ?", seq)
        there = leaves and seq < stop and not is_pruned(leaves[0][0])
        entry = parse_leaf(leaves[0][0]) if there else None
        if entry is not None and (seq == 0 or entry.kind in _EDGES):
            yield entry


def between(db: apsw.Connection, since_us: int, until_us: int) -> tuple[int, int] | None:
    """Return the first and last entry whose wall time lies in [since, until], or None.

    A clock that was set back may leave others in between.
    """
    first = last = None
    sql = (
        f"SELECT seq, substr(leaf, -{_TAIL}) FROM main.entries WHERE seq >= ? ORDER BY seq LIMIT ?"  # noqa: S608 - a number
    )
    start = 0
    while rows := query(db, sql, start, _LOOK):
        for seq, tail in rows:
            if since_us <= _ts_us(tail) <= until_us:
                first = seq if first is None else first
                last = seq
        start = int(rows[-1][0]) + 1
    return None if first is None or last is None else (first, last)


def _ts_us(tail: bytes | None) -> int:
    """Return `ts` from the end of a leaf: `...,"ts":1789000000000000,"v":1}`; -1: it was pruned."""
    digits = (tail or b"").rpartition(b'"ts":')[2].partition(b",")[0]
    return int(digits) if digits.isdigit() else -1


def _where(
    db: apsw.Connection, condition: str, values: Sequence[Value], start: int, stop: int
) -> Iterator[Entry]:
    """Yield the entries of [start, stop) that SQLite finds a condition true of."""
    sql = (
        "SELECT seq, leaf FROM main.entries WHERE seq >= ? AND seq < ? "  # noqa: S608 - our own text
        f"AND {condition} ORDER BY seq LIMIT ?"
    )
    while rows := query(db, sql, start, stop, *values, _CHUNK):
        for _, leaf in rows:
            yield parse_leaf(leaf)
        start = int(rows[-1][0]) + 1


def _of(kinds: Collection[EntryKind]) -> tuple[str, list[Value]]:
    """Return what SQLite compares to find these kinds, and with which values."""
    values: list[Value] = [value for kind in sorted(kinds) for value in _spelled(kind)]
    return " OR ".join([_IS_KIND] * len(kinds)), values


def _spelled(kind: EntryKind) -> tuple[int, bytes]:
    """Return what `_IS_KIND` compares: how many bytes, and which."""
    text = f'{kind}"'.encode()
    return len(text), text
