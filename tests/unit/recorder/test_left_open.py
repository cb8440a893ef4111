"""Runs without an end after a crash: which are found, and how far back is looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.left_open import runs_left_open
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from tests.fakes.recording import Recording


def put(recording: Recording, *things: tuple[EntryKind, str | None]) -> int:
    """Append entries; return the size of the ledger."""
    for kind, run_id in things:
        recording.writer.append(
            [Draft(kind, {"sender": "codex", "auth": "token"}, {}, run_id=run_id)]
        ).result(60)
    return recording.writer.state().size


def left(recording: Recording, before: int, **more: int) -> list[Run]:
    """Ask."""
    with LedgerReader(recording.place.path) as ledger:
        return runs_left_open(ledger, before, **more)


def test_what_has_no_end_since_the_last_stop_is_found(recording: Recording) -> None:
    """Ended runs, resumed and ended again too, are left alone; so is what an orderly stop saw."""
    start, end, work = EntryKind.RUN_START, EntryKind.RUN_END, EntryKind.COMMAND
    put(recording, (start, "old"), (EntryKind.RECORDER_STOP, None))
    put(recording, (EntryKind.RECORDER_START, None), (start, "a"), (start, "b"), (work, "a"))
    put(recording, (end, "a"), (start, "a"), (work, None), (start, "c"), (end, "c"))
    before = put(recording, (work, "b"))
    put(recording, (EntryKind.RECORDER_START, None), (start, "new"))
    assert left(recording, before) == [Run("codex", "a"), Run("codex", "b")]


def test_after_an_orderly_stop_there_is_nothing(recording: Recording) -> None:
    """The stop is the first thing that is read."""
    before = put(recording, (EntryKind.RUN_START, "a"), (EntryKind.RECORDER_STOP, None))
    assert left(recording, before) == []


def test_the_search_is_bounded(recording: Recording) -> None:
    """What lies further back than the bound stays as it is."""
    before = put(recording, (EntryKind.RUN_START, "far"), (EntryKind.RUN_START, "near"))
    assert left(recording, before, max_entries=1) == [Run("codex", "near")]
