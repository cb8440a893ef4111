"""Loading the end of a ledger for appending: what must recompute before one more entry may follow.

From the newest checkpoint on everything is recomputed from leaf bytes; before it, the tiles must
lead to the root that the checkpoint's signature covers. The rest is for `audit`.

Refuses with `LedgerInvalidError`: a ledger that does not recompute is never appended to.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.errors import (
    BadEncodingError,
    BadSignatureError,
    LedgerInvalidError,
)
from desktop_app.ledger import epochs, finding, tree
from desktop_app.ledger.connection import query
from desktop_app.ledger.log import Place
from desktop_app.ledger.records import StoredCheckpoint
from desktop_app.ledger.runseqs import RunKey, stored
from desktop_app.model.entry import NO_PREV
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.retention.ranges import number_hash
from desktop_app.signing.notes import open_checkpoint
from desktop_app.signing.statements import entry_mac, keys_from_json, mac_commitment
from desktop_app.tlog.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    import apsw

    from desktop_app.model.entry import Entry
    from desktop_app.signing.keys import EpochKeys, PublicPair

FIRST = frozenset((EntryKind.LOG_START, EntryKind.LOG_ADOPTED))
INTRODUCTIONS = frozenset((EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED))
GENESIS_SIZE = 2
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Introduced:
    """An epoch as its introducing entry names it.

    Attributes:
        number: 1, 2, ...
        first_seq: its first entry.
        keys: its public keys.
        mac: commitment to its MAC key.
    """

    number: int
    first_seq: int
    keys: PublicPair
    mac: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a ledger that recomputed, MACs aside.

    Attributes:
        place: where the next entry goes; `macs` covers what is stored, see `check_macs`.
        install: the install id.
        root: public keys of the current root.
        epoch: the running or last epoch.
        sealed: the newest entry is that epoch's seal.
        checkpoint: the newest one.
    """

    place: Place
    install: str
    root: PublicPair
    epoch: Introduced
    sealed: bool
    checkpoint: StoredCheckpoint


def load(db: apsw.Connection) -> Tail:
    """Recompute the end of a ledger.

    1. Entry 0 starts the log that the file says it is.
    2. The newest checkpoint is signed by its epoch's keys, and the tiles lead to its root.
    3. Every later entry is canonical, in place, chained, and counted in its run.
    4. The newest entry belongs to the newest epoch.

    Raises:
        LedgerInvalidError: one of these does not hold.
        NewerFormatError: a later version wrote an entry.
    """
    try:
        return _load(db)
    except (BadEncodingError, BadSignatureError, KeyError, TypeError, ValueError) as error:
        raise LedgerInvalidError(f"The ledger's end does not recompute: {error}") from error


def check_macs(db: apsw.Connection, tail: Tail, keys: EpochKeys) -> None:
    """Check the MACs of the running epoch.

    Raises:
        LedgerInvalidError: one is not what its entry's leaf hash gives.
    """
    for seq, stored_mac, hashed in _macs(db, tail.epoch.first_seq, tail.place.tree.size):
        if entry_mac(keys.mac, hashed) != stored_mac:
            raise LedgerInvalidError(f"The MAC of entry {seq} is not that of its epoch's key.")


def owns(epoch: Introduced, keys: EpochKeys) -> bool:
    """Tell whether these secrets are those that an epoch was introduced with."""
    return epoch.keys == keys.signers.public and epoch.mac == mac_commitment(keys.mac)


def first_entries(db: apsw.Connection) -> tuple[Entry, Entry]:
    """Return entries 0 and 1, which name the install, the first root and the first epoch's keys."""
    first, second = _entry(db, 0), _entry(db, 1)
    if first.kind not in FIRST or second.kind is not EntryKind.EPOCH_START:
        raise LedgerInvalidError("The ledger does not begin with log.start and epoch.start.")
    return first, second


def _load(db: apsw.Connection) -> Tail:
    install, root_seq = _meta(db, "install"), int(_meta(db, epochs.ROOT_SEQ))
    first, _ = first_entries(db)
    origin = f"countersign/{install}"
    if first.log != origin or first.subject["install"] != install:
        raise LedgerInvalidError("Entry 0 starts another log than the file says.")
    newest = _entry(db, _size(db) - 1)
    epoch = _introduced(db, newest.epoch)
    checkpoint = _check_checkpoint(db, origin)
    prev, grown = _walk(db, checkpoint, origin)
    place = Place(origin, grown, prev, epoch.number, epoch.first_seq, sha256())
    sealed = newest.kind is EntryKind.EPOCH_SEAL
    for _, mac, _ in _macs(db, epoch.first_seq, grown.size - int(sealed)):
        place.macs.update(mac)
    if not sealed:  # else nobody asks: the next entry begins an epoch
        for seq in finding.lasting(db, epoch.first_seq, grown.size):
            place.lasting.append(number_hash(seq))
    return Tail(place, install, _root(db, root_seq), epoch, sealed, checkpoint)


def _check_checkpoint(db: apsw.Connection, origin: str) -> StoredCheckpoint:
    sql = "SELECT id, size, ts, reason, note FROM main.checkpoints ORDER BY id DESC LIMIT 1"
    rows = query(db, sql)
    if not rows:
        raise LedgerInvalidError("The ledger has no checkpoint.")
    checkpoint = StoredCheckpoint(*rows[0])
    if not GENESIS_SIZE <= checkpoint.size <= _size(db):
        raise LedgerInvalidError(f"The newest checkpoint covers {checkpoint.size} entries.")
    keys = _introduced(db, _entry(db, checkpoint.size - 1).epoch).keys
    opened = open_checkpoint(
        checkpoint.note, origin=origin, ed25519=keys.ed25519, mldsa44=keys.mldsa44
    ).checkpoint
    if opened.size != checkpoint.size or opened.root != tree.root_at(db, checkpoint.size):
        raise LedgerInvalidError(
            f"The entries up to {checkpoint.size} do not lead to the root of their checkpoint."
        )
    return checkpoint


def _walk(
    db: apsw.Connection, checkpoint: StoredCheckpoint, origin: str
) -> tuple[bytes, tree.Tree]:
    """Recompute the entries after the checkpoint; return the last leaf hash and the tree."""
    grown = tree.load(db, checkpoint.size)
    seq = checkpoint.size - 1
    prev = NO_PREV
    runs: dict[RunKey, int] = {}
    for entry, hashed in _parsed(db, seq):
        if entry.log != origin or entry.seq != seq:
            raise LedgerInvalidError(f"Entry {seq} is not what was written there.")
        if seq >= checkpoint.size:
            if entry.prev != prev:
                raise LedgerInvalidError(f"Entry {seq} does not follow the one before it.")
            grown.append(hashed)
        if entry.run_id is not None and entry.run_seq is not None:
            runs[str(entry.actor.get("sender", "")), entry.run_id] = entry.run_seq + 1
        prev = hashed
        seq += 1
    _check_counts(db, runs)
    return prev, grown


def _check_counts(db: apsw.Connection, runs: dict[RunKey, int]) -> None:
    for key, following in runs.items():
        if stored(db, key) != following:
            raise LedgerInvalidError(f"The entries of run {key[1]!r} are counted wrong.")


def _parsed(db: apsw.Connection, start: int) -> Iterator[tuple[Entry, bytes]]:
    """Yield the entries from `start` on and their leaf hashes, recomputed from the leaf bytes."""
    sql = "SELECT seq, leaf, leaf_hash FROM main.entries WHERE seq >= ? ORDER BY seq LIMIT ?"
    while rows := query(db, sql, start, _CHUNK):
        for seq, leaf, stored_hash in rows:
            hashed = leaf_hash(leaf)
            if hashed != stored_hash:
                raise LedgerInvalidError(f"Entry {seq} was altered.")
            yield parse_leaf(leaf), hashed
        start = int(rows[-1][0]) + 1


def _macs(db: apsw.Connection, start: int, stop: int) -> Iterator[tuple[int, bytes, bytes]]:
    sql = (
        "SELECT seq, mac, leaf_hash FROM main.entries WHERE seq >= ? AND seq < ? "
        "ORDER BY seq LIMIT ?"
    )
    while start < stop:
        rows = query(db, sql, start, stop, _CHUNK)
        if not rows or rows[-1][0] != start + len(rows) - 1:
            raise LedgerInvalidError(f"An entry at or soon after {start} is missing.")
        yield from rows
        start += len(rows)


def _introduced(db: apsw.Connection, number: int) -> Introduced:
    rows = query(db, "SELECT first_seq FROM main.epochs WHERE epoch = ?", number)
    if not rows:
        raise LedgerInvalidError(f"Epoch {number} has no beginning.")
    first_seq = int(rows[0][0])
    entry = _entry(db, first_seq + 1 if number == 1 else first_seq)
    if entry.kind not in INTRODUCTIONS or entry.epoch != number:
        raise LedgerInvalidError(f"Epoch {number} does not begin at entry {first_seq}.")
    keys = entry.subject["keys"]
    if not isinstance(keys, dict):
        raise LedgerInvalidError(f"Epoch {number} names no keys.")
    return Introduced(number, first_seq, keys_from_json(keys), bytes.fromhex(str(keys["mac"])))


def _root(db: apsw.Connection, seq: int) -> PublicPair:
    entry = _entry(db, seq)
    if entry.kind in FIRST:
        return keys_from_json(entry.subject["root"])
    if entry.kind is not EntryKind.KEYS_ROTATED:
        raise LedgerInvalidError(f"Entry {seq} names no root keys.")
    return keys_from_json(entry.subject["new"])


def _entry(db: apsw.Connection, seq: int) -> Entry:
    rows = query(db, "SELECT leaf FROM main.entries WHERE seq = ?", seq)
    if not rows:
        raise LedgerInvalidError(f"Entry {seq} is missing.")
    return parse_leaf(rows[0][0])


def _size(db: apsw.Connection) -> int:
    size: int = query(db, "SELECT coalesce(max(seq), -1) + 1 FROM main.entries")[0][0]
    return size


def _meta(db: apsw.Connection, key: str) -> str:
    rows = query(db, "SELECT value FROM main.meta WHERE key = ?", key)
    if not rows:
        raise LedgerInvalidError(f"The ledger's {key} is missing.")
    return str(rows[0][0])
