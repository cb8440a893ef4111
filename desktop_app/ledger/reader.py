"""Reading a ledger: read-only, in a connection of its own, while the recorder writes.

Promise: what is returned was committed. Nothing is verified here beyond the schema: `audit` judges,
the reader shows. Long walks read in chunks, so that no reader holds the WAL back.

MUST NOT: be handed across a fork; hold a read transaction between calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import zstandard

from desktop_app.errors import NotFoundError, UnreadableError
from desktop_app.ledger import finding, schema
from desktop_app.ledger.connection import Row, close, open_reader, query
from desktop_app.ledger.records import StoredCheckpoint
from desktop_app.ledger.tree import tile_reader
from desktop_app.model.closing import Closing
from desktop_app.model.leaf import is_pruned, parse_leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from desktop_app.model.entry import Entry
    from desktop_app.model.kinds import EntryKind
    from desktop_app.tlog.tiles import TileReader

MAX_BODY_BYTES = 256 * 1024 * 1024
"""No body is larger after decompression; what claims to be is hostile."""

_CHUNK = 256
_ENTRIES = (
    f"SELECT seq, leaf FROM main.entries WHERE seq >= ? AND seq < ? AND {finding.WHOLE} "  # noqa: S608 - our own text
    "ORDER BY seq LIMIT ?"
)
_SMALL = 256 * 1024  # bytes of a stored body that comes with its chunk; larger ones one by one
_BODIES = (
    f"SELECT e.seq, e.leaf, iif(length(b.body) <= {_SMALL}, b.body, NULL), length(b.body) "  # noqa: S608 - a number
    "FROM main.entries e LEFT JOIN main.bodies b ON b.seq = e.seq "
    f"WHERE e.seq >= ? AND e.seq < ? AND {finding.WHOLE} ORDER BY e.seq LIMIT ?"
)
_BODY = "SELECT body FROM main.bodies WHERE seq = ?"
_END = 2**62


class LedgerReader(Closing):
    """Reads one ledger. Not thread safe: one reader a thread.

    Raises (all methods):
        UnreadableError: not a ledger, or a damaged one.
        StorageError: the system refuses.
    """

    def __init__(self, path: Path) -> None:
        self._db = open_reader(path)
        try:
            schema.check(self._db)
        except BaseException:
            close(self._db)
            raise

    def close(self) -> None:
        """Close the connection; twice is fine."""
        close(self._db)

    def size(self) -> int:
        """Return the number of entries."""
        rows = self._rows("SELECT max(seq) FROM main.entries")
        return 0 if rows[0][0] is None else int(rows[0][0]) + 1

    def install_id(self) -> str:
        """Return the 16 hex digits that name this log."""
        rows = self._rows("SELECT value FROM main.meta WHERE key = 'install'")
        if not rows:
            raise UnreadableError("The ledger names no install.")
        return str(rows[0][0])

    def entry(self, seq: int) -> Entry:
        """Return one entry.

        Raises:
            NotFoundError: there is none at that place.
        """
        return parse_leaf(self.leaf(seq))

    def leaf(self, seq: int) -> bytes:
        """Return the leaf bytes of one entry, unparsed.

        Raises:
            NotFoundError: there is none at that place, or it was pruned.
        """
        rows = self._rows("SELECT leaf FROM main.entries WHERE seq = ?", seq)
        if not rows:
            raise NotFoundError(f"The ledger has no entry {seq}.")
        if is_pruned(rows[0][0]):
            raise NotFoundError(
                f"Entry {seq} was pruned: only its hash and its proof are left.",
                hint="`countersign verify` says by which rule, and since which entry.",
            )
        return bytes(rows[0][0])

    def latest_of(self, *kinds: EntryKind, before: int = _END) -> Entry | None:
        """Return the newest entry of one of these kinds below a place, or None."""
        return next(finding.backwards(self._db, kinds, before), None)

    def backwards(self, kind: EntryKind, before: int = _END) -> Iterator[Entry]:
        """Yield the entries of a kind below a place, newest first."""
        return finding.backwards(self._db, (kind,), before)

    def newest_first(self, kinds: Collection[EntryKind]) -> Iterator[Entry]:
        """Yield the entries of these kinds, newest first; for who stops soon."""
        return finding.backwards(self._db, kinds, _END)

    def of_kinds(
        self, kinds: Collection[EntryKind], start: int = 0, stop: int = _END
    ) -> Iterator[Entry]:
        """Yield the entries of these kinds in [start, stop), in order; parses no others."""
        return finding.of_kinds(self._db, kinds, start, stop)

    def newest(self, kinds: Collection[EntryKind], start: int, limit: int) -> Iterator[Entry]:
        """Yield the newest `limit` entries of these kinds from `start` on, newest first."""
        return finding.newest(self._db, kinds, start, limit)

    def of_run(self, sender: str, run_id: str, start: int = 0, stop: int = _END) -> Iterator[Entry]:
        """Yield the entries of a run in [start, stop), in order; parses no others."""
        return finding.of_run(self._db, sender, run_id, start, stop)

    def keeping(self, start: int = 0) -> Iterator[Entry]:
        """Yield the entries from a place on that say that content is kept for them."""
        return finding.keeping(self._db, start)

    def epoch_edges(self, stop: int) -> Iterator[Entry]:
        """Yield entry 0, introductions, seals and rotations below `stop`, in order."""
        return finding.epoch_edges(self._db, stop)

    def between(self, since_us: int, until_us: int) -> tuple[int, int] | None:
        """Return the first and last entry of a stretch of wall time, or None."""
        return finding.between(self._db, since_us, until_us)

    def tiles(self, size: int) -> TileReader:
        """Return a reader of the tiles of the tree of `size`, partial ones too: a cache as well."""
        return tile_reader(self._db, size)

    def has_run_key(self, sender: str, run_id: str) -> bool:
        """Whether the secret behind a run's keyed digests is there."""
        sql = "SELECT 1 FROM main.run_keys WHERE sender = ? AND run_id = ?"
        return bool(self._rows(sql, sender, run_id))

    def run_keys(self) -> list[tuple[str, str]]:
        """Return (sender, run id) of every run that has a key."""
        return self._rows("SELECT sender, run_id FROM main.run_keys ORDER BY sender, run_id")

    def bodies_between(self, first: int, last: int) -> list[int]:
        """Return which of the entries from `first` to `last` have a body that is there."""
        sql = f"SELECT seq FROM main.bodies WHERE seq BETWEEN ? AND ? AND {finding.THERE}"  # noqa: S608 - our own text
        return [int(row[0]) for row in self._rows(f"{sql} ORDER BY seq", first, last)]

    def body_rows(self) -> Iterator[tuple[int, bool]]:
        """Yield each row of bodies in order: its entry, and whether the body is there still."""
        sql = (
            f"SELECT seq, {finding.THERE} FROM main.bodies "  # noqa: S608 - our own text
            "WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?"
        )
        for seq, there in self._walk(sql, 0, None):
            yield seq, bool(there)

    def leaves_between(self, first: int, last: int) -> list[int]:
        """Return which of the entries from `first` to `last` have their leaf."""
        sql = f"SELECT seq FROM main.entries WHERE seq BETWEEN ? AND ? AND {finding.WHOLE}"  # noqa: S608 - our own text
        return [int(row[0]) for row in self._rows(f"{sql} ORDER BY seq", first, last)]

    def blanked_between(self, first: int, last: int) -> list[int]:
        """Return which of the entries from `first` to `last` have zeros in place of their leaf."""
        sql = (
            "SELECT seq FROM main.entries WHERE seq BETWEEN ? AND ? AND length(leaf) > 0 "  # noqa: S608 - our own text
            f"AND NOT ({finding.WHOLE}) ORDER BY seq"
        )
        return [int(row[0]) for row in self._rows(sql, first, last)]

    def pruned(self, start: int = 0, stop: int = _END) -> int:
        """Return how many entries of [start, stop) lost their leaf."""
        if self._rows("PRAGMA user_version")[0][0] != schema.PRUNED_VERSION:
            return 0
        sql = (
            f"SELECT count(*) FROM main.entries WHERE seq >= ? AND seq < ? AND NOT {finding.WHOLE}"  # noqa: S608 - our own text
        )
        return int(self._rows(sql, start, stop)[0][0])

    def epoch_at(self, seq: int) -> int:
        """Return the epoch that an entry lies in, pruned or not: from a cache, not evidence."""
        sql = "SELECT coalesce(max(epoch), 0) FROM main.epochs WHERE first_seq <= ?"
        return int(self._rows(sql, seq)[0][0])

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Yield the entries [start, stop) in order; stop None: to the end there is on arrival.

        Those that were pruned are passed over, here and in the two that follow.
        """
        for _, leaf in self._walk(_ENTRIES, start, stop):
            yield parse_leaf(leaf)

    def leaves(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the leaf bytes of [start, stop) in order, unparsed."""
        for _, leaf in self._walk(_ENTRIES, start, stop):
            yield leaf

    def with_bodies(
        self, start: int = 0, stop: int | None = None
    ) -> Iterator[tuple[Entry, bytes | None]]:
        """Yield (entry, decompressed body or None) of [start, stop) in order."""
        for seq, leaf, small, stored_bytes in self._walk(_BODIES, start, stop):
            entry = parse_leaf(leaf)
            if stored_bytes is None or stored_bytes <= _SMALL:
                yield entry, None if small is None else decompress(small, _bound(entry))
            else:
                yield entry, self.body(seq)

    def body(self, seq: int) -> bytes | None:
        """Return the decompressed body of an entry; None when it has none, or it was purged."""
        rows = self._rows(_BODY, seq)
        if not rows or rows[0][0] is None:
            return None
        return decompress(rows[0][0], _bound(self.entry(seq)))

    def secret(self, seq: int) -> bytes | None:
        """Return the 32 bytes that the salts of an entry's commitment come from, or None."""
        rows = self._rows("SELECT secret FROM main.bodies WHERE seq = ?", seq)
        return rows[0][0] if rows else None

    def leaf_hash(self, seq: int) -> bytes:
        """Return the stored leaf hash of an entry: a cache, not evidence.

        Raises:
            NotFoundError: there is none at that place.
        """
        rows = self._rows("SELECT leaf_hash FROM main.entries WHERE seq = ?", seq)
        if not rows:
            raise NotFoundError(f"The ledger has no entry {seq}.")
        return bytes(rows[0][0])

    def checkpoints(self) -> list[StoredCheckpoint]:
        """Return all checkpoints, oldest first."""
        sql = "SELECT id, size, ts, reason, note FROM main.checkpoints ORDER BY id"
        return [StoredCheckpoint(*row) for row in self._rows(sql)]

    def checkpoints_of(self, size: int) -> list[StoredCheckpoint]:
        """Return the checkpoints of one size, oldest first."""
        sql = "SELECT id, size, ts, reason, note FROM main.checkpoints WHERE size = ? ORDER BY id"
        return [StoredCheckpoint(*row) for row in self._rows(sql, size)]

    def checkpoint_where(self, holds: Callable[[bytes], bool]) -> StoredCheckpoint | None:
        """Return the newest checkpoint of whose note something holds, or None."""
        sql = "SELECT id, size, ts, reason, note FROM main.checkpoints WHERE id < ? "
        before = _END
        while rows := self._rows(f"{sql} ORDER BY id DESC LIMIT ?", before, _CHUNK):
            points = (StoredCheckpoint(*row) for row in rows)
            if (found := next((one for one in points if holds(one.note)), None)) is not None:
                return found
            before = int(rows[-1][0])
        return None

    def latest_checkpoint(self) -> StoredCheckpoint | None:
        """Return the newest checkpoint, or None."""
        sql = "SELECT id, size, ts, reason, note FROM main.checkpoints ORDER BY id DESC LIMIT 1"
        return next((StoredCheckpoint(*row) for row in self._rows(sql)), None)

    def _rows(self, sql: str, *values: int | str | bytes) -> list[Row]:
        return query(self._db, sql, *values)

    def _walk(self, sql: str, start: int, stop: int | None) -> Iterator[Row]:
        end = _END if stop is None else stop
        while start < end:
            rows = query(self._db, sql, start, end, _CHUNK)
            yield from rows
            if len(rows) < _CHUNK:
                return
            start = int(rows[-1][0]) + 1


def decompress(body: bytes, bound: int = MAX_BODY_BYTES) -> bytes:
    """Return a stored body's bytes: one zstd frame, of at most `bound` bytes.

    Raises:
        UnreadableError: not zstd, larger than the bound, or cut.
    """
    bound = min(bound, MAX_BODY_BYTES)
    try:
        claimed = zstandard.get_frame_parameters(body).content_size
        if claimed == zstandard.CONTENTSIZE_UNKNOWN:
            return zstandard.ZstdDecompressor().decompress(body, max_output_size=bound)
        if claimed > bound:
            raise UnreadableError(f"A body claims {claimed} bytes; at most {bound} are expected.")
        return zstandard.ZstdDecompressor().decompress(body)
    except zstandard.ZstdError as error:
        raise UnreadableError(f"A body does not decompress: {error}.") from error


def _bound(entry: Entry) -> int:
    return MAX_BODY_BYTES if entry.payload is None else entry.payload.size
