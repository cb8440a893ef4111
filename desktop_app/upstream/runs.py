"""Sampling: of N runs one goes as it comes; of the others, those that met trouble when they end.

Promise: an answer depends on the ledger up to the run's end, not on what was asked before. Nothing
is held in memory while a run goes on: what it sent is in the ledger, and is fetched from there.

Of a run's entries the last `LOOK_BACK` before its end are looked at.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.agents import run_digest
from desktop_app.upstream import trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.signals import Signal

LOOK_BACK: Final = 200_000
MAX_OPEN: Final = 10_000
_SEQ = attrgetter("seq")
_BY_SEQ = (EntryKind.CONSENT_RECORD,)


def chosen(sender: str, run_id: str, one_of: int) -> bool:
    """Tell whether the hash of a run chooses it; with no key, so that anybody can tell which."""
    return int.from_bytes(run_digest(sender, run_id), "big") % one_of == 0


class Ended(NamedTuple):
    """What becomes of a run that its hash did not choose, at one of its ends.

    Attributes:
        troubled: whether it met trouble by then, and so goes.
        telemetry: its entries of telemetry that are decided of here, in order.
    """

    troubled: bool
    telemetry: Sequence[Entry]


class Runs:
    """Looks at ends of runs.

    Args:
        ledger: where they are.
        signals: the signal of each kind of entry that is telemetry.
    """

    def __init__(self, ledger: LedgerReader, signals: Mapping[EntryKind, Signal]) -> None:
        self._ledger, self._signals = ledger, signals
        self._begins: OrderedDict[bytes, int] = OrderedDict()  # to spare a search, for open runs

    def see(self, entry: Entry) -> None:
        """Hear of an entry on the way: where a run begins is remembered."""
        if entry.run_seq == 0:
            self._begins[_key(entry)] = entry.seq
            if len(self._begins) > MAX_OPEN:
                self._begins.popitem(last=False)

    def ended(self, end: Entry) -> Ended:
        """Return what becomes of a run at its `run.end`.

        What it sent before an earlier end was decided of there; only when that was no, and there
        was trouble since, it goes now.
        """
        sender, run_id = sender_of(end), end.run_id or ""
        begin = max(self._beginning(end), end.seq - LOOK_BACK)
        own = list(self._ledger.of_run(sender, run_id, begin, end.seq + 1))
        answers = list(self._ledger.of_kinds(_BY_SEQ, begin, end.seq + 1))
        before = next((e.seq for e in reversed(own) if _ends(e) and e.seq < end.seq), begin - 1)
        troubled = self._troubled(own, answers, end.seq)
        if troubled and before >= begin and not self._troubled(own, answers, before):
            before = begin - 1
        return Ended(troubled, [e for e in own if e.seq > before and e.kind in self._signals])

    def _troubled(self, own: Sequence[Entry], answers: Sequence[Entry], last: int) -> bool:
        """Tell whether a run met trouble up to an entry."""
        told = [entry for entry in heapq.merge(own, answers, key=_SEQ) if entry.seq <= last]
        if trouble.gate_says(told, sender_of(own[0]), own[0].run_id or ""):
            return True
        return any(
            body is not None and trouble.agent_says(signal, body)
            for signal, body in self._bodies(told)
        )

    def _bodies(self, entries: Sequence[Entry]) -> Iterator[tuple[Signal, bytes | None]]:
        for entry in entries:
            signal = self._signals.get(entry.kind)
            if signal is not None:
                yield signal, self._ledger.body(entry.seq)

    def _beginning(self, end: Entry) -> int:
        """Return where a run began, as far back as is looked."""
        known = self._begins.pop(_key(end), None)
        if known is not None:
            return known
        for entry in self._ledger.backwards(EntryKind.RUN_START, end.seq):
            if entry.seq < end.seq - LOOK_BACK:
                break
            if entry.run_seq == 0 and _key(entry) == _key(end):
                return entry.seq
        return 0


def sender_of(entry: Entry) -> str:
    """Return who sent what an entry is of."""
    return str(entry.actor.get("sender", ""))


def _key(entry: Entry) -> bytes:
    return run_digest(sender_of(entry), entry.run_id)


def _ends(entry: Entry) -> bool:
    return entry.kind is EntryKind.RUN_END
