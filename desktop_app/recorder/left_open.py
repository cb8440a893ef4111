"""Finds the runs that a recorder which crashed left without their `run.end`.

It reads backwards from this recorder's own start to the newest orderly stop, and not further than
`MAX_ENTRIES`; after an orderly stop there is nothing to read. It runs beside the receivers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry

MAX_ENTRIES = 200_000
_WINDOW = 1_000


def runs_left_open(
    ledger: LedgerReader, before: int, *, max_entries: int = MAX_ENTRIES
) -> list[Run]:
    """Return the runs without an end, the one that began to be silent first at the front.

    Args:
        ledger: read backwards.
        before: position of the `recorder.start` of the recorder that asks.
        max_entries: how far back to look.
    """
    is_open: dict[Run, bool] = {}
    for entry in _backwards(ledger, before, max(0, before - max_entries)):
        if entry.kind is EntryKind.RECORDER_STOP:
            break
        if entry.run_id is not None:
            run = Run(str(entry.actor.get("sender", "")), entry.run_id)
            is_open.setdefault(run, entry.kind is not EntryKind.RUN_END)
    return [run for run, left in reversed(is_open.items()) if left]


def _backwards(ledger: LedgerReader, before: int, lowest: int) -> Iterator[Entry]:
    while before > lowest:
        start = max(lowest, before - _WINDOW)
        yield from reversed(list(ledger.entries(start, before)))
        before = start
