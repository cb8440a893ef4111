"""Making a ledger: its keys, its first two entries, its enrolment.

A new ledger is made under another name and moved into place when it is complete, so `ledger.db`
always holds a whole log. The enrolment is the last thing written to the keystore: a half-made
ledger without one was never anybody's, and is removed together with its keys.
Specification: `resources/docs/ledger.md`, sections "The first two entries" and "Recovery".
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, LedgerInvalidError, StorageError
from desktop_app.ledger import epochs, schema
from desktop_app.ledger.connection import (
    close,
    open_reader,
    open_writer,
    query,
    storage_errors,
)
from desktop_app.ledger.custody import ROOT_ED25519, ROOT_MLDSA44, signers
from desktop_app.ledger.guard import Guard
from desktop_app.ledger.log import Log, Place
from desktop_app.ledger.pin import (
    ENROLMENT,
    PIN,
    Enrolment,
    Pin,
    format_enrolment,
    format_pin,
    root_digest,
)
from desktop_app.ledger.tree import load
from desktop_app.model.entry import NO_PREV, RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.keys import SEED_BYTES
from desktop_app.signing.statements import keys_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore

_SUFFIXES = ("", "-wal", "-shm")
_INSTALL_BYTES = 8
_WINDOWS = os.name == "nt"  # folders cannot be synced there
_ASIDE = "aside"


def new_path(path: Path) -> Path:
    """Return where a ledger is made before it is moved to `path`."""
    return path.with_name(path.name + ".new")


def create(
    path: Path,
    *,
    keystore_for: Callable[[str], KeyStore],
    clock: Clock,
    ids: IdSource,
    version: str,
    adopted: Mapping[str, JSON] | None = None,
    aside: str = "",
) -> str:
    """Make a ledger at `path`; return its install id.

    Args:
        path: where it shall be; with `aside` an older one is there, and is moved out of the way.
        keystore_for: install id -> keystore.
        clock: for the first entries.
        ids: for install id and keys.
        version: of the recorder, for entry 0.
        adopted: reason and old checkpoints, when the log goes on from another one.
        aside: file name for the older ledger.
    """
    install = ids.random_bytes(_INSTALL_BYTES).hex()
    made = new_path(path)
    log = _empty(made, install, aside, clock, ids)
    keystore = keystore_for(install)
    seeds, epoch = ids.random_bytes(2 * SEED_BYTES), epochs.new_epoch(1, ids)
    keystore.put(ROOT_ED25519, seeds[:SEED_BYTES])
    keystore.put(ROOT_MLDSA44, seeds[SEED_BYTES:])
    keystore.put(epoch.name, epoch.secret)
    root = signers(seeds)
    subject: dict[str, JSON] = {
        "install": install,
        "version": version,
        "custody": str(keystore.custody),
        "root": keys_to_json(root.public),
        **(adopted or {}),
    }
    kind = EntryKind.LOG_START if adopted is None else EntryKind.LOG_ADOPTED
    reason = "start" if adopted is None else "adopted"
    try:
        log.begin()
        log.begin_epoch(1)
        log.append([Draft(kind, RECORDER, subject)], epoch.keys)
        epochs.introduce(log, epoch, root=root, previous=None, reason=reason)
        note = log.checkpoint(epoch.keys, "start", cosign=True)
        log.commit()
        pin = Pin(
            log.place.origin,
            log.size,
            log.place.tree.frontier.root(),
            note.note.decode(),
            note.ts_us,
        )
        enrolment = Enrolment(
            log.place.origin, root.public, epoch.keys.signers.public, (root_digest(root.public),)
        )
        keystore.put(PIN, format_pin(pin))
        keystore.put(ENROLMENT, format_enrolment(enrolment))
    finally:
        close(log.db)
    _move(path, aside)
    return install


def finish(path: Path, keystore_for: Callable[[str], KeyStore]) -> None:
    """Deal with a ledger whose making was cut off: finish when it was enrolled, else remove it."""
    made = new_path(path)
    if not made.exists():
        return
    try:
        facts = _facts(made)
    except CountersignError:
        facts = {}
    if "install" not in facts:
        _remove(made)
        return
    keystore = keystore_for(facts["install"])
    if keystore.get(ENROLMENT) is not None:
        _move(path, facts.get(_ASIDE, ""))
        return
    for name in (ROOT_ED25519, ROOT_MLDSA44, epochs.item_name(1), PIN):
        keystore.delete(name)
    _remove(made)


def require_none(path: Path) -> None:
    """Check that a new ledger would not take the place of one that somebody removed in part.

    Raises:
        LedgerInvalidError: a write-ahead log lies there without its database.
    """
    if Path(f"{path}-wal").exists():
        raise LedgerInvalidError(
            f"{path} is gone and its write-ahead log is still here: somebody removed the ledger.",
            hint="Put the file back from a backup, or move the -wal file away to begin a new log.",
        )


def _empty(path: Path, install: str, aside: str, clock: Clock, ids: IdSource) -> Log:
    _remove(path)
    with storage_errors():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    db = open_writer(path, create=True)
    with storage_errors():
        db.execute("BEGIN IMMEDIATE")
        schema.create(db)
        facts = (("install", install), (epochs.ROOT_SEQ, "0"), (_ASIDE, aside))
        db.executemany("INSERT INTO main.meta VALUES (?, ?)", [fact for fact in facts if fact[1]])
        db.execute("COMMIT")
    place = Place(f"countersign/{install}", load(db, 0), NO_PREV, 1, 0, epochs.no_macs())
    return Log(db, Guard(db), place, clock, ids)


def _facts(path: Path) -> dict[str, str]:
    db = open_reader(path)
    try:
        schema.check(db)
        return {
            str(key): str(value) for key, value in query(db, "SELECT key, value FROM main.meta")
        }
    finally:
        close(db)


def _move(path: Path, aside: str) -> None:
    """Move an older ledger aside and the new one into place; may be cut off and done again."""
    made = new_path(path)
    close(open_writer(made))  # merges its WAL, so that it is one file
    if Path(f"{made}-wal").exists():
        raise StorageError(f"{made} is held open by another program.")
    if aside:
        for suffix in _SUFFIXES:
            _rename(Path(f"{path}{suffix}"), path.with_name(f"{aside}{suffix}"))
    if path.exists():
        raise StorageError(f"{path} is there already.", hint="Move one of the two ledgers away.")
    _rename(made, path)
    sync_folder(path.parent)


def _rename(old: Path, new: Path) -> None:
    with storage_errors():
        if old.exists():
            old.rename(new)


def _remove(path: Path) -> None:
    with storage_errors():
        for suffix in _SUFFIXES:
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable, where the system can."""
    if _WINDOWS:
        return
    with storage_errors():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
