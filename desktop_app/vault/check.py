"""Compare a vault with its ledger: what the entries say is kept is kept, and nothing else.

Promise: reads only; trusts nothing in the file; keeps to bounded memory; never raises for what the
file holds, but reports it. A recorder may go on meanwhile: the state of the vault is fixed before
the ledger is asked, so that each purge that it shows has its entry by then.

The steps and what each fails as: `resources/docs/vault.md`, section "Checking". Each step is a file
in `vault/checks/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import (
    KeyLostError,
    NewerFormatError,
    StorageError,
    UnreadableError,
    VaultDamagedError,
)
from desktop_app.ledger.report import VaultPart
from desktop_app.model.verdict import Verdict
from desktop_app.vault import schema
from desktop_app.vault.checks import source
from desktop_app.vault.checks.lists import Lists
from desktop_app.vault.checks.payloads import Stock
from desktop_app.vault.checks.reveals import check_reveals
from desktop_app.vault.classes import ClassKeys
from desktop_app.vault.payloads import Payloads

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping
    from pathlib import Path

    import apsw

    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.vault.checks.payloads import Progress


@dataclass(frozen=True, slots=True)
class Told:
    """What a ledger says of its vault. Nothing is asked before the vault's state is fixed.

    Attributes:
        install: 16 hex digits that name the log.
        size: entries that are compared with; the recorder may have written more since.
        entries: those of them with `kept` in their subject, ascending; iterated once.
        purged: whether a purge entry, however new, names the payloads of an entry.
        revealed: the refs that a `vault.reveal` entry names; none where there is no such entry.
    """

    install: str
    size: int
    entries: Iterable[Entry]
    purged: Callable[[int], bool]
    revealed: Callable[[int], Container[str]]


class _NoIds:
    """A checker makes no keys."""

    def random_bytes(self, count: int) -> bytes:
        raise AssertionError(count)


def check(
    path: Path,
    told: Told,
    *,
    vault_key: bytes | None,
    found: Findings,
    progress: Progress | None = None,
) -> VaultPart | None:
    """Compare the vault at `path` with its ledger.

    Args:
        path: the file `vault.db`; its -wal lies beside it.
        told: the ledger's side.
        vault_key: 32 bytes; None: everything but the content itself is checked.
        found: where findings go.
        progress: called with (payloads done, payloads in all), now and then.

    Returns:
        What was checked; None where there is no vault.
    """
    if not path.is_file():
        check_missing(told, found)
        return None
    part = VaultPart()
    try:
        with source.opened(path) as db:
            part = _run(db, told, vault_key, found, progress)
    except NewerFormatError as error:
        found.fail(Verdict.UNREADABLE, "vault_newer", error.message)
    except (UnreadableError, StorageError, VaultDamagedError) as error:
        found.invalid("vault_unreadable", error.message)
    return part


def check_missing(told: Told, found: Findings) -> None:
    """Without a vault, no entry may keep anything that is not purged."""
    for entry in told.entries:
        if not told.purged(entry.seq):
            text = f"The vault is gone, and entry {entry.seq} keeps content in it."
            found.fail(Verdict.INCOMPLETE, "vault_missing", text, seq=entry.seq)
            return


def _run(
    db: apsw.Connection,
    told: Told,
    vault_key: bytes | None,
    found: Findings,
    progress: Progress | None,
) -> VaultPart:
    source.check_integrity(db, found)
    meta = schema.read_meta(db)
    if meta[schema.INSTALL] != told.install.encode():
        text = "The vault belongs to another log: one of the two was exchanged."
        found.fail(Verdict.DIVERGED, "vault_install", text)
        check_missing(told, found)
        return VaultPart()
    payloads = _payloads(db, meta, vault_key, found)
    lists, stock = Lists(db, told.purged, found), Stock(db, payloads, found)
    lists.run(told.entries, told.size)
    stock.run(progress)
    reveals = check_reveals(db, told.revealed, found)
    return VaultPart(
        lists=lists.checked,
        pending=lists.pending,
        payloads=stock.count,
        decrypted=None if payloads is None else stock.decrypted,
        bytes=stock.size,
        reveals=reveals,
    )


def _payloads(
    db: apsw.Connection, meta: Mapping[str, bytes], vault_key: bytes | None, found: Findings
) -> Payloads | None:
    """Return what decrypts the payloads, or None without the vault's key."""
    if vault_key is None:
        found.note("vault_no_key", "What the vault keeps was not decrypted: its key is not here.")
        return None
    ids = _NoIds()
    classes = ClassKeys(db, vault_key, ids)
    try:
        classes.check(meta[schema.CHECK])
    except KeyLostError:
        found.invalid("vault_key", "The vault was not made with the key in the keystore.")
        return None
    return Payloads(db, classes, ids)
