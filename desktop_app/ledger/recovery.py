"""Opening a ledger for writing, after a stop, a crash or an error: recompute first, then go on.

Promise: either everything that was acknowledged is there and the next entry continues it, or
opening raises and nothing is appended. A kill at any moment, here too, leaves a ledger that opens.
Specification: `resources/docs/ledger.md`, section "Recovery".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import (
    BadEncodingError,
    LedgerDivergedError,
    LedgerInvalidError,
    StorageError,
)
from desktop_app.ledger import epochs, schema, tree
from desktop_app.ledger.connection import PAGE_BYTES, close, open_writer, query
from desktop_app.ledger.custody import Secrets, destroy_epochs, load_secrets
from desktop_app.ledger.guard import Guard
from desktop_app.ledger.log import Log
from desktop_app.ledger.tail import GENESIS_SIZE, Tail, check_macs, load, owns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import apsw

    from desktop_app.ledger.epochs import NewEpoch
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore
    from desktop_app.tlog.merkle import Frontier


@dataclass(slots=True)
class Opened:
    """A ledger that is ready for its next entry.

    Attributes:
        log: the open end.
        epoch: the running epoch and its secrets.
        secrets: root, enrolment, pin.
        keystore: where they live.
        install: the install id.
        covered: entries that the newest checkpoint covers.
    """

    log: Log
    epoch: NewEpoch
    secrets: Secrets
    keystore: KeyStore
    install: str
    covered: int


def open_ledger(
    path: Path,
    *,
    keystore_for: Callable[[str], KeyStore],
    clock: Clock,
    ids: IdSource,
    vfs: str | None = None,
) -> Opened:
    """Open an existing ledger and begin a new epoch.

    1. The schema is ours; WAL and file are merged; no bytes lie behind the last page.
    2. The end recomputes (`tail.load`), keys and pin agree with it (`custody.load_secrets`).
    3. An epoch that a crash left open is sealed late; the next one is introduced.
    4. Secrets of epochs that are over are destroyed.

    Raises:
        KeyLostError, KeychainLockedError, LedgerDivergedError, LedgerInvalidError,
        NewerFormatError, SQLiteTooOldError, StorageError, UnreadableError.
    """
    db = open_writer(path, vfs=vfs)
    try:
        guard = _prepare(db, path, must_merge=False)
        tail = load(db)
        keystore = keystore_for(tail.install)
        secrets = load_secrets(keystore, db, tail)
        log = Log(db, guard, tail.place, clock, ids)
        epoch = _resume(log, tail, secrets, keystore)
        destroy_epochs(keystore, keep=epoch.number)
    except BaseException:
        close(db)
        raise
    covered = load_covered(db)
    return Opened(log, epoch, secrets, keystore, tail.install, covered)


def reopen(
    path: Path,
    *,
    known: Frontier,
    candidates: Iterable[NewEpoch],
    clock: Clock,
    ids: IdSource,
    vfs: str | None = None,
) -> tuple[Log, NewEpoch]:
    """Open again after an error, with the secrets in memory.

    The WAL must be merged into the file: after a failed fsync, what lies in the page cache and not
    on the disk may look written, so it is written anew before anything builds on it.

    Args:
        path: the ledger.
        known: the tree over what was acknowledged.
        candidates: epochs that may be running; an epoch change may have been cut off.
        clock: for the log.
        ids: for the log.
        vfs: name of an SQLite VFS, for tests.

    Raises:
        StorageError: it still fails; try again later.
        LedgerDivergedError, LedgerInvalidError, UnreadableError: never append to it again.
    """
    db = open_writer(path, vfs=vfs)
    try:
        guard = _prepare(db, path, must_merge=True)
        tail = load(db)
        epoch = _recognise(db, tail, known, candidates)
        check_macs(db, tail, epoch.keys)
        return Log(db, guard, tail.place, clock, ids), epoch
    except BaseException:
        close(db)
        raise


def load_covered(db: apsw.Connection) -> int:
    """Return how many entries the newest checkpoint covers."""
    covered: int = query(db, "SELECT coalesce(max(size), 0) FROM main.checkpoints")[0][0]
    return covered


def _recognise(
    db: apsw.Connection, tail: Tail, known: Frontier, candidates: Iterable[NewEpoch]
) -> NewEpoch:
    """Return the running epoch of a ledger that goes on from what was acknowledged."""
    if tail.place.tree.size < known.size or tree.root_at(db, known.size) != known.root():
        raise LedgerDivergedError(
            f"Of {known.size} acknowledged entries not all are in the file any more."
        )
    epoch = next((item for item in candidates if owns(tail.epoch, item.keys)), None)
    if epoch is None or tail.sealed:
        raise LedgerInvalidError("Somebody else began or sealed an epoch of this ledger.")
    return epoch


def _prepare(db: apsw.Connection, path: Path, *, must_merge: bool) -> Guard:
    schema.check(db)
    guard = Guard(db)
    busy = query(db, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    if busy and must_merge:
        raise StorageError("Another program holds the ledger open and keeps it from being mended.")
    pages = query(db, "PRAGMA page_count")[0][0]
    if not busy and path.stat().st_size != pages * PAGE_BYTES:
        raise LedgerInvalidError("There are bytes in the ledger's file behind its last page.")
    return guard


def _resume(log: Log, tail: Tail, secrets: Secrets, keystore: KeyStore) -> NewEpoch:
    """Return the epoch that runs from here on, begun if need be."""
    number = tail.epoch.number
    if tail.sealed:
        return _after_stop(log, tail, secrets, keystore)
    running = _held(keystore, number)
    if running is None or not owns(tail.epoch, running.keys):
        return _after_loss(log, tail, secrets, keystore)
    check_macs(log.db, tail, running.keys)
    if log.size == GENESIS_SIZE:
        return running  # the log was made a moment ago and nothing happened yet
    new = _new(log, keystore, number + 1)
    _begin(log)
    epochs.seal(log, running.keys, reason="crash", late=True)
    previous = running.keys.signers
    epochs.introduce(log, new, root=secrets.root, previous=previous, reason="start")
    log.commit()
    return new


def _after_stop(log: Log, tail: Tail, secrets: Secrets, keystore: KeyStore) -> NewEpoch:
    prepared = _held(keystore, tail.epoch.number + 1)
    rows = query(log.db, "SELECT value FROM main.meta WHERE key = ?", epochs.HANDOVER)
    if prepared is None or not rows:
        return _after_loss(log, tail, secrets, keystore)
    _begin(log)
    previous = tail.epoch.keys
    if epochs.take_over(log, prepared, rows[0][0], root=secrets.root, previous=previous):
        log.commit()
        return prepared
    log.rollback()
    return _after_loss(log, tail, secrets, keystore)


def _after_loss(log: Log, tail: Tail, secrets: Secrets, keystore: KeyStore) -> NewEpoch:
    new = _new(log, keystore, tail.epoch.number + 1)
    _begin(log)
    epochs.introduce_recovered(log, new, root=secrets.root, reason="start")
    log.drop_meta(epochs.HANDOVER)
    log.commit()
    return new


def _begin(log: Log) -> None:
    if not log.begin():
        raise StorageError("Another program wrote to the ledger while it was being opened.")


def _new(log: Log, keystore: KeyStore, number: int) -> NewEpoch:
    new = epochs.new_epoch(number, log.ids)
    keystore.put(new.name, new.secret)
    return new


def _held(keystore: KeyStore, number: int) -> NewEpoch | None:
    secret = keystore.get(epochs.item_name(number))
    if secret is None:
        return None
    try:
        return epochs.stored_epoch(number, secret)
    except BadEncodingError:
        return None
