"""No new log in place of a lost one, and none in place of another: looked at before opening.

The keystore tells a changed or shortened log from the true one, but it is found by the log's own
name: a log that was removed, or exchanged for one with keys of its own, asks for nothing. What the
data directory held last (`host.lastlog`) does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, LedgerDivergedError
from desktop_app.host.lastlog import LastLog
from desktop_app.ledger import genesis
from desktop_app.ledger.reader import LedgerReader

if TYPE_CHECKING:
    from desktop_app.host.paths import Paths
    from desktop_app.model.entry import Entry


def check(paths: Paths) -> None:
    """Refuse to open, or begin, another log than the one that was here last.

    A ledger that cannot be read is left to the opening, which says what is wrong with it.

    Raises:
        LedgerDivergedError: the log is gone, or another one lies in its place.
    """
    known = LastLog(paths).install()
    if known is None or genesis.new_path(paths.ledger).exists():
        return  # a log whose making was cut off is finished first
    if not paths.ledger.exists():
        raise LedgerDivergedError(
            f"The log {known} was in {paths.data_dir} and is gone.",
            hint="Put ledger.db back, or begin a new log that names the lost one: "
            "`countersign ledger adopt --reason TEXT`.",
        )
    try:
        with LedgerReader(paths.ledger) as reader:
            install, first = reader.install_id(), reader.entry(0)
    except CountersignError:
        return
    if install != known and not _goes_on_from(first, known):
        raise LedgerDivergedError(
            f"The log {known} was in {paths.data_dir}; what lies there now is {install}.",
            hint="Put the other ledger.db back. If you brought this one here on purpose, bring "
            "its keys with `countersign keys restore FILE`.",
        )


def _goes_on_from(first: Entry, known: str) -> bool:
    """Whether a log's first entry names `known` as the one it was adopted from."""
    old = first.subject.get("old")
    notes = old.values() if isinstance(old, dict) else ()
    return any(str(note).startswith(f"countersign/{known}\n") for note in notes)
