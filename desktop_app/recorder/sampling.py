"""Adaptive sampling: what a run without trouble kept goes when it ends, where a person wants that.

Promise: the ledger is never sampled, nor is what a hold covers or what is there so that changes can
be undone. Each run is a purge entry of its own, durable before anything goes; nothing happens while
the setting `keep.runs` is "all", or in profile "compliance". Which runs wait is forgotten at a kill
and found again at the next start. A run that ended only because the recorder did is left alone.

Specification: `resources/docs/retention.md`, section "Sampling".
"""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.canonical import MAX_INT
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES
from desktop_app.recorder.runs import Run
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.due import Due, Wish, purges
from desktop_app.retention.policy import RUNS, TROUBLED, Class
from desktop_app.retention.purges import By, loses, size_of
from desktop_app.retention.scopes import RunScope
from desktop_app.retention.troubles import Troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.model.entry import Entry
    from desktop_app.recorder.purging import Purging
    from desktop_app.recorder.settings import Value
    from desktop_app.retention.purges import Purge
    from desktop_app.retention.state import Retention
    from desktop_app.vault.lines import Line

LOOK_BACK: Final = 1_000
_CUT_OFF: Final = ("stop", "crash")


class Sampling:
    """Samples the runs of one ledger. Thread safe.

    Args:
        ledger: its path.
        purging: what names and destroys.
        lines_of: returns what an entry keeps; nothing where no vault is open.
        setting: returns the setting `keep.runs`.
    """

    def __init__(
        self,
        ledger: Path,
        purging: Purging,
        *,
        lines_of: Callable[[int], Sequence[Line]],
        setting: Callable[[], Value],
    ) -> None:
        self._path, self._purging = ledger, purging
        self._lines_of, self._setting = lines_of, setting
        self._ended: deque[Run] = deque(maxlen=LOOK_BACK)

    def ended(self, run: Run) -> None:
        """Hear of a run's end; it is sampled with the next tick."""
        self._ended.append(run)

    def look_back(self) -> None:
        """Take up the runs that ended before this recorder began, and were not looked at."""
        if self._setting() != TROUBLED:
            return
        with LedgerReader(self._path) as ledger:
            since = _unseen_since(ledger)
            ends = list(ledger.newest({EntryKind.RUN_END}, since, LOOK_BACK))
        self._ended.extendleft(_run_of(entry) for entry in ends)

    def tick(self) -> None:
        """Sample the runs that ended since the last tick."""
        while self._ended:
            run = self._ended.popleft()
            if self._setting() == TROUBLED:
                self._purging.by_rule(partial(self._due, run))

    def _due(self, run: Run, known: Retention) -> list[Purge]:
        """Return the purge entries of a run; none where it goes on or met trouble."""
        if not known.policy.samples:
            return []
        scope, agents = RunScope(*run), RunAgents()
        with LedgerReader(self._path) as ledger:
            entries = list(ledger.of_run(*run, start=_beginning(ledger, run)))
            if not entries or not _has_ended(entries[-1]):
                return []
            limit_us = entries[-1].ts_us + 1
            if _met_trouble(ledger, entries, scope):
                return []
        due = Due()
        for entry in entries:
            agents.see(entry)
            held = known.holds.holding(entry, agents) is not None
            if not held and entry.ts_us < limit_us and self._goes(known, entry):
                due.entries[Class.PAYLOADS].add(entry.seq, entry.seq)
                due.sizes[Class.PAYLOADS].append(size_of(Class.PAYLOADS, entry))
        return purges(due, Wish(By.SAMPLING, {Class.PAYLOADS: limit_us}, scope), known.policy)

    def _goes(self, known: Retention, entry: Entry) -> bool:
        """Tell whether an entry keeps something, and no copies by which changes can be undone."""
        if not loses(Class.PAYLOADS, entry) or known.purged.has(Class.PAYLOADS, entry.seq):
            return False
        lines = self._lines_of(entry.seq)
        return bool(lines) and all(line.purpose != COPIES for line in lines)


def _beginning(ledger: LedgerReader, run: Run) -> int:
    """Return where a run began; looked for from the end, for it is hardly long ago."""
    for entry in ledger.backwards(EntryKind.RUN_START):
        if entry.run_seq == 0 and _run_of(entry) == run:
            return entry.seq
    return 0


def _has_ended(newest: Entry) -> bool:
    """Tell whether a run ended by itself; one that only the recorder left may go on."""
    return newest.kind is EntryKind.RUN_END and newest.subject.get("reason") not in _CUT_OFF


def _met_trouble(ledger: LedgerReader, entries: Sequence[Entry], run: RunScope) -> bool:
    """Tell whether a run ever met trouble; answers to its questions are entries of no run."""
    troubles = Troubles()
    for entry in entries:
        troubles.see(entry)
    for entry in ledger.of_kinds({EntryKind.CONSENT_RECORD}, entries[0].seq):
        troubles.see(entry)
    return troubles.before(run, MAX_INT)  # the clock may have been set back since


def _unseen_since(ledger: LedgerReader) -> int:
    """Return where the recorder before this one began, or the setting was changed last if later.

    What ended earlier was looked at, or is not to be sampled.
    """
    starts = [entry.seq for entry in islice(ledger.backwards(EntryKind.RECORDER_START), 2)]
    for entry in ledger.backwards(EntryKind.CONFIG_CHANGED):
        if entry.subject.get("name") == RUNS:
            return max(entry.seq, starts[-1])
    return starts[-1]


def _run_of(entry: Entry) -> Run:
    return Run(str(entry.actor.get("sender", "")), entry.run_id or "")
