"""The open end of a ledger: where the next entry goes, and the transaction it goes in.

`Log` knows nothing of threads, keystores or time-outs. Everything between `begin` and `commit` is
one SQLite transaction; after any error the object is worthless and `recovery` makes a new one.

MUST NOT: tell anyone of an entry before `commit` returned.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.ledger.connection import query, storage_errors
from desktop_app.ledger.records import Appended, StoredCheckpoint
from desktop_app.ledger.runseqs import RunKey, RunSeqs
from desktop_app.model.kinds import EntryKind, lasts
from desktop_app.model.leaf import encode_leaf
from desktop_app.retention.ranges import number_hash
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.signing.statements import entry_mac
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.merkle import Frontier, leaf_hash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from hashlib import _Hash

    import apsw

    from desktop_app.ledger.guard import Guard
    from desktop_app.ledger.tree import Tree
    from desktop_app.model.clock import Clock
    from desktop_app.model.entry import Draft
    from desktop_app.model.ids import IdSource
    from desktop_app.signing.keys import EpochKeys

_NONCE_BYTES = 16
_ENTRY = "INSERT INTO main.entries (seq, leaf, leaf_hash, mac) VALUES (?, ?, ?, ?)"
_BODY = "INSERT INTO main.bodies (seq, body, secret) VALUES (?, ?, ?)"
_TILE = "INSERT INTO main.tiles (level, idx, hashes) VALUES (?, ?, ?)"
_EPOCH = "INSERT INTO main.epochs (epoch, first_seq) VALUES (?, ?)"
_RUN_KEY = (
    "INSERT INTO main.run_keys (sender, run_id, secret) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
)
_META = (
    "INSERT INTO main.meta (key, value) VALUES (?, ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)
_CHECKPOINT = (
    "INSERT INTO main.checkpoints (id, size, ts, reason, note) "
    "VALUES ((SELECT coalesce(max(id), 0) + 1 FROM main.checkpoints), ?, ?, ?, ?) RETURNING id"
)


@dataclass(slots=True)
class Place:
    """Where the log stands.

    Attributes:
        origin: `countersign/<install-id>`.
        tree: over all entries; its size is the next seq.
        prev: leaf hash of the newest entry.
        epoch: the running epoch's number.
        first_seq: its first entry.
        macs: SHA-256 over the MACs of its entries so far.
        lasting: the tree over the numbers of those whose kind lasts.
    """

    origin: str
    tree: Tree
    prev: bytes
    epoch: int
    first_seq: int
    macs: _Hash
    lasting: Frontier = field(default_factory=Frontier)


class Log:
    """One open ledger, on one thread."""

    def __init__(
        self, db: apsw.Connection, guard: Guard, place: Place, clock: Clock, ids: IdSource
    ) -> None:
        self.db, self.guard, self.place = db, guard, place
        self.clock, self.ids = clock, ids
        self._runs = RunSeqs(db)
        self._version = self._data_version()
        self._ts_us = 0
        self.root_signed = b""  # root of the newest checkpoint made here

    @property
    def size(self) -> int:
        """Number of entries, those of the open transaction included."""
        return self.place.tree.size

    def begin(self) -> bool:
        """Begin a transaction; False when someone else wrote to the file since our last one."""
        with storage_errors():
            self.db.execute("BEGIN IMMEDIATE")
        return self._data_version() == self._version

    def commit(self) -> None:
        """Make the transaction durable; returns after the sync."""
        with storage_errors():
            self._runs.flush()
            self.db.execute("COMMIT")

    def rollback(self) -> None:
        """Leave the transaction, where one is open."""
        with storage_errors():
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    def append(self, drafts: Sequence[Draft], keys: EpochKeys) -> list[Appended]:
        """Give drafts their places and store them in the open transaction.

        Raises:
            BadEncodingError: one of them has no canonical form; none of them was stored.
        """
        leaves = self._leaves(drafts)
        entries, bodies, tiles = [], [], []
        seq = self.size
        for draft, leaf, hashed in leaves:
            entries.append((seq, leaf, hashed, self._mac(draft.kind, hashed, keys.mac)))
            if draft.body is not None:
                bodies.append((seq, draft.body, draft.secret))
            if lasts(draft.kind):
                self.place.lasting.append(number_hash(seq))
            tiles += self.place.tree.append(hashed)
            seq += 1
        with storage_errors():
            self.db.executemany(_ENTRY, entries)
            if bodies:
                self.db.executemany(_BODY, bodies)
            if tiles:
                self.db.executemany(_TILE, tiles)
        return [Appended(row[0], row[2], self._ts_us) for row in entries]

    def begin_epoch(self, number: int) -> None:
        """Say that the next entry is the first of an epoch."""
        query(self.db, _EPOCH, number, self.size)
        self.place.epoch, self.place.first_seq, self.place.macs = number, self.size, sha256()
        self.place.lasting = Frontier()

    def checkpoint(self, keys: EpochKeys, reason: str, *, cosign: bool) -> StoredCheckpoint:
        """Sign the log as it stands and store the note in the open transaction."""
        now_us = self.clock.now_us()
        self.root_signed = self.place.tree.frontier.root()
        note = sign_checkpoint(
            Checkpoint(self.place.origin, self.size, self.root_signed),
            ed25519=keys.signers.ed25519,
            mldsa44=keys.signers.mldsa44 if cosign else None,
            time_s=now_us // 1_000_000 if cosign else None,
        )
        number = query(self.db, _CHECKPOINT, self.size, now_us, reason, note)[0][0]
        return StoredCheckpoint(number, self.size, now_us, reason, note)

    def put_run_key(self, key: RunKey, secret: bytes) -> None:
        """Store a run's secret in the open transaction."""
        query(self.db, _RUN_KEY, *key, secret)

    def put_meta(self, key: str, value: str) -> None:
        """Store one fact about the file in the open transaction."""
        query(self.db, _META, key, value)

    def drop_meta(self, key: str) -> None:
        """Forget one fact about the file in the open transaction."""
        query(self.db, "DELETE FROM main.meta WHERE key = ?", key)

    def _leaves(self, drafts: Sequence[Draft]) -> list[tuple[Draft, bytes, bytes]]:
        """Encode all drafts before anything changes, so that one bad draft changes nothing."""
        self._ts_us = self.clock.now_us()
        boot_id, boot_us = self.clock.boot_id(), self.clock.boot_us()
        seq, prev = self.size, self.place.prev
        ahead: dict[RunKey, int] = {}
        result = []
        for item in drafts:
            draft, run_seq = self._numbered(item, ahead)
            leaf = encode_leaf(
                draft,
                log=self.place.origin,
                seq=seq,
                epoch=self.place.epoch,
                ts_us=self._ts_us,
                boot_id=boot_id,
                boot_us=boot_us,
                nonce=self.ids.random_bytes(_NONCE_BYTES),
                run_seq=run_seq,
                prev=prev,
            )
            prev = leaf_hash(leaf)
            seq += 1
            result.append((draft, leaf, prev))
        for key, value in ahead.items():
            self._runs.set(key, value)
        self.place.prev = prev
        return result

    def _numbered(self, draft: Draft, ahead: dict[RunKey, int]) -> tuple[Draft, int | None]:
        """Return the draft with its run_seq; `run.end` carries the count of its run."""
        if draft.run_id is None:
            return draft, None
        key = (str(draft.actor.get("sender", "")), draft.run_id)
        run_seq = ahead[key] if key in ahead else self._runs.next(key)
        ahead[key] = run_seq + 1
        if draft.kind is EntryKind.RUN_END:
            draft = replace(draft, subject={**draft.subject, "entries": run_seq})
        return draft, run_seq

    def _mac(self, kind: EntryKind, hashed: bytes, key: bytes) -> bytes:
        if kind is EntryKind.EPOCH_SEAL:
            return self.place.macs.digest()
        mac = entry_mac(key, hashed)
        self.place.macs.update(mac)
        return mac

    def _data_version(self) -> int:
        return int(query(self.db, "PRAGMA data_version")[0][0])
