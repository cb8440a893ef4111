"""Compares the vault beside a ledger with the ledger that was just recomputed.

Promise: reads only. The ledger is read a second time, entry by entry, after the state of the vault
is fixed: nothing but the place of a purge is held of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, NotFoundError
from desktop_app.host.paths import VAULT_FILE
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.sentences import with_vault
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import Purged
from desktop_app.vault.check import Told, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.ledger.report import Report
    from desktop_app.model.entry import Entry


def verify_vault(
    report: Report,
    ledger: Path,
    *,
    vault_key: bytes | None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Return the report on a ledger with what its vault came to.

    Args:
        report: of `ledger`; one that is not even readable is returned as it is.
        ledger: the file; `vault.db` lies beside it.
        vault_key: from the keystore; None: the content itself is not checked.
        progress: called with (payloads done, payloads in all), now and then.
    """
    if report.origin is None:
        return report
    found, part = Findings(), None
    try:
        with LedgerReader(ledger) as reader:
            part = check(
                ledger.with_name(VAULT_FILE),
                told_by(reader, report.origin.partition("/")[2], report.size),
                vault_key=vault_key,
                found=found,
                progress=progress,
            )
    except CountersignError as error:  # the ledger's own, and in its findings already
        found.note("vault_not_examined", f"The vault was not examined to its end: {error.message}")
    return with_vault(report, part, found)


def told_by(reader: LedgerReader, install: str, size: int) -> Told:
    """Return what the first `size` entries of a ledger say of its vault."""

    def entries() -> Iterator[Entry]:
        for entry in reader.keeping():
            if entry.seq >= size:
                return
            yield entry

    def revealed(seq: int) -> frozenset[str]:
        try:
            entry = reader.entry(seq)
        except NotFoundError:
            return frozenset()
        if entry.kind is not EntryKind.VAULT_REVEAL:
            return frozenset()
        one, many = entry.subject.get("ref"), entry.subject.get("refs", ())
        named = [one, *many] if isinstance(many, (list, tuple)) else [one]
        return frozenset(ref for ref in named if isinstance(ref, str))

    return Told(install, size, entries(), _purged(reader), revealed)


def _purged(reader: LedgerReader) -> Callable[[int], bool]:
    """Return what tells whether a purge entry names the payloads of an entry.

    The ledger is read for it when that is first asked, which is after the vault was.
    """

    @cache
    def folded() -> Purged:
        found = Purged()
        for entry in reader.of_kinds({EntryKind.PURGE}):
            found.see(entry)
        return found

    return lambda seq: folded().has(Class.PAYLOADS, seq)
