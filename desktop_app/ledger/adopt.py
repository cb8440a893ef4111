"""Going on from a ledger that must not be appended to: a restored backup, say, or lost keys.

The old file is kept, under another name, for whoever wants to look into it. The new log has a new
install id and new keys; its first entry names the old log's newest checkpoint as the file has it
and as the keystore last saw it, so both logs together tell what happened.
Specification: `resources/docs/ledger.md`, section "Recovery".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, CountersignError, NotFoundError
from desktop_app.ledger import genesis
from desktop_app.ledger.pin import PIN, parse_pin
from desktop_app.ledger.reader import LedgerReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore

MAX_NOTE_BYTES = 16_384  # both notes and the reason fit one leaf
MAX_REASON = 1_000


def adopt(
    path: Path,
    reason: str,
    *,
    keystore_for: Callable[[str], KeyStore],
    clock: Clock,
    ids: IdSource,
    version: str,
    lost: str | None = None,
) -> Path | None:
    """Begin a new log in place of the one at `path`; return where the old file is now.

    No writer may have it open. The reason (at most 1,000 characters) goes into the first entry.
    `lost` is the install id of the log that was there, should it be gone; then None is returned.

    Raises:
        NotFoundError: there is no ledger, and none is known to have been there.
        LedgerInvalidError: it is gone and its write-ahead log is not.
        KeychainLockedError: wait, then try again.
        StorageError: the system refuses; the old ledger is still in its place.
    """
    genesis.finish(path, keystore_for)
    gone = not path.exists()
    if gone and lost is None:
        raise NotFoundError(f"There is no ledger at {path}.")
    if gone:
        genesis.require_none(path)
    install, checkpoint = (lost or "unknown", "") if gone else _found(path)
    last_seen = "" if install == "unknown" else _last_seen(keystore_for(install))
    aside = "" if gone else f"ledger-{install}-{clock.now_us() // 1_000_000}.db"
    genesis.create(
        path,
        keystore_for=keystore_for,
        clock=clock,
        ids=ids,
        version=version,
        adopted={
            "reason": reason[:MAX_REASON],
            "old": {"checkpoint": checkpoint, "last_seen": last_seen},
        },
        aside=aside,
    )
    return path.with_name(aside) if aside else None


def _found(path: Path) -> tuple[str, str]:
    """Return install id and newest checkpoint of the old file, as far as it can be read."""
    try:
        with LedgerReader(path) as reader:
            newest = reader.latest_checkpoint()
            note = b"" if newest is None else newest.note
            return reader.install_id(), note.decode() if len(note) <= MAX_NOTE_BYTES else ""
    except (CountersignError, UnicodeDecodeError):
        return "unknown", ""


def _last_seen(keystore: KeyStore) -> str:
    pin = keystore.get(PIN)
    try:
        return "" if pin is None else parse_pin(pin).note
    except BadEncodingError:
        return ""
