"""Settings that were loosened while no recorder ran: somebody edited the file.

They hold (but for retention, `retention.policy`), so that a person can mend a broken file. What a
command would have asked a person for is said in `recorder.start`, and `verify` reads it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.settings import TABLE, loosens

if TYPE_CHECKING:
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.settings import Settings

_KINDS = frozenset((EntryKind.RECORDER_START, EntryKind.CONFIG_CHANGED))


def loosened(ledger: LedgerReader, settings: Settings) -> list[JSON]:
    """Return `name`, `old` and `new` of each setting that is looser than the ledger knows it.

    Call it before this recorder's own `recorder.start`; a log without one knows nothing yet.
    """
    known = _known(ledger)
    if known is None:
        return []
    return [
        {"name": row.name, "old": old, "new": settings[row.name]}
        for row in TABLE
        if (old := known.get(row.name, row.default)) != settings[row.name]
        and loosens(row.name, settings[row.name])
    ]


def _known(ledger: LedgerReader) -> dict[str, JSON] | None:
    """Return the settings as the ledger told them last; those at their default may be missing."""
    found: dict[str, JSON] = {}
    for entry in ledger.newest_first(_KINDS):
        if entry.kind is EntryKind.RECORDER_START:
            told = entry.subject.get("settings")
            return {**(told if isinstance(told, Mapping) else {}), **found}
        found.setdefault(str(entry.subject.get("name")), entry.subject.get("new"))
    return None
