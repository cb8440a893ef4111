"""Recomputes a whole ledger and its vault, and judges them by what is known from elsewhere.

Promise: reads only, in this process and thread; a big ledger takes seconds to minutes, so a window
asks `operations.judgement` instead, which runs this in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import (
    BadEncodingError,
    CountersignError,
    KeyLostError,
    LedgerDivergedError,
    NotFoundError,
    UsageError,
)
from desktop_app.host.lastlog import LastLog
from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks.outside import parse_given
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust, parse_fingerprint
from desktop_app.operations.kept_text import tidied
from desktop_app.operations.keystores import key_stores
from desktop_app.operations.verify_vault import verify_vault
from desktop_app.upstream.credentials import trusted_roots
from desktop_app.vault.classes import KEYSTORE_ITEM

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ledger.report import Report
    from desktop_app.operations.context import Context

MAX_ANCHOR_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class LedgerWish:
    """What to judge, and by what more than the keystore.

    Attributes:
        ledger: another ledger.db than the data directory's.
        fingerprint: the 30 digits of the person's paper.
        anchors: files with checkpoints that somebody else kept, or time stamps.
        require_anchor: without an agreeing one that is new, it does not pass.
        tsa_roots: files with certificates of time stamping authorities that are trusted, PEM.
    """

    ledger: Path | None = None
    fingerprint: str | None = None
    anchors: tuple[Path, ...] = ()
    require_anchor: bool = False
    tsa_roots: tuple[Path, ...] = ()


def verify_ledger(context: Context, wish: LedgerWish | None = None) -> Report:
    """Recompute everything from the stored leaves.

    Raises:
        LedgerDivergedError: there was a log here, and its file is gone.
        NotFoundError: there is no ledger.
        UsageError: an anchor, a trusted root or a fingerprint is none.
        KeyLostError: what the keystore remembers of this log is damaged.
        KeychainLockedError, KeychainUnavailableError: as the keystore says.
    """
    wish = wish or LedgerWish()
    path = wish.ledger or context.paths.ledger
    last = None if wish.ledger else LastLog(context.paths).install()
    if last is not None and not path.exists():
        raise LedgerDivergedError(
            f"The log {last} was at {path} and is gone.", hint="Put the file back from a backup."
        )
    if not path.is_file():  # a pipe would be waited for
        hint = "It is made at the first `countersign serve`." if wish.ledger is None else None
        raise NotFoundError(f"There is no ledger at {path}.", hint=hint)
    trust, vault_key = _known(context, path, wish.fingerprint, last)
    roots = tuple(_root(file) for file in wish.tsa_roots)
    trust = replace(trust, tsa_roots=(*trust.tsa_roots, *roots))
    with context.progress("Entry") as told:
        report = audit(
            path,
            trust=trust,
            now_us=context.clock.now_us(),
            anchors=[_anchor(file) for file in wish.anchors],
            require_anchor=wish.require_anchor,
            progress=told,
        )
    with context.progress("Payload") as told:
        return verify_vault(report, path, vault_key=vault_key, progress=told)


def _known(
    context: Context, path: Path, fingerprint: str | None, last: str | None
) -> tuple[Trust, bytes | None]:
    """Return what is known from elsewhere: the keystore's pin and enrolment, and paper.

    Beside it the vault key, where the keystore holds one.

    A ledger that cannot even name its install is judged without: the audit says what is wrong.
    """
    log = None if last is None else f"countersign/{last}"
    try:
        with LedgerReader(path) as reader:
            install = reader.install_id()
    except CountersignError:
        return Trust(fingerprint=fingerprint and parse_fingerprint(fingerprint), log=log), None
    store = key_stores(context).open(install)
    try:
        roots = trusted_roots(store)
        trust = Trust.from_keystore(store, fingerprint=fingerprint, log=log, tsa_roots=roots)
    except BadEncodingError as error:
        raise KeyLostError(f"The keystore's memory of {install} is damaged: {error}") from error
    return trust, store.get(KEYSTORE_ITEM)


def _anchor(file: Path) -> bytes:
    """Return what a person brings, with its name in the error where it is neither."""
    data = tidied(_small(file, "a checkpoint"))
    try:
        parse_given([data], ())
    except UsageError as error:
        hint = "`countersign ledger checkpoint --to FILE` writes a checkpoint."
        raise UsageError(f"{file} is neither a checkpoint nor a time stamp.", hint=hint) from error
    return data


def _root(file: Path) -> bytes:
    data = _small(file, "a certificate")
    try:
        parse_given((), [data])
    except UsageError as error:
        raise UsageError(
            f"{file} is not the root certificate of an authority.",
            hint="It is a text that begins with -----BEGIN CERTIFICATE-----, and nothing else.",
        ) from error
    return data


def _small(file: Path, what: str) -> bytes:
    if not file.is_file():  # a pipe would be waited for
        raise UsageError(f"{file} is no file.")
    with file.open("rb") as opened:
        data = opened.read(MAX_ANCHOR_BYTES + 1)
    if len(data) > MAX_ANCHOR_BYTES:
        raise UsageError(f"{file} is too large for {what}.")
    return data
