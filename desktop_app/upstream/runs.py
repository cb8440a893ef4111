"""Sampling: of N runs one goes as it comes; of the others, those that met trouble when they end.

Promise: an answer depends on the ledger up to where it is asked for, not on what was asked before.
Nothing is held in memory while a run goes on: what it sent is in the ledger, and is fetched from
there. A run that goes on is decided of whenever an epoch begins, at least daily, as at an end: one
that never ends comes, too.

Of a run's entries the last `LOOK_BACK` before that are looked at.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import OrderedDict
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.agents import run_digest
from desktop_app.upstream import trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.signals import Signal

LOOK_BACK: Final = 200_000
MAX_OPEN: Final = 10_000
_SEQ = attrgetter("seq")
_BY_SEQ = (EntryKind.CONSENT_RECORD,)
_OF_NO_RUN = (*_BY_SEQ, EntryKind.EPOCH_START)


def chosen(sender: str, run_id: str, one_of: int) -> bool:
    """Tell whether the hash of a run chooses it; with no key, so that anybody can tell which."""
    return int.from_bytes(run_digest(sender, run_id), "big") % one_of == 0


class Ended(NamedTuple):
    """What becomes of a run that its hash did not choose, where it is decided of.

    Attributes:
        troubled: whether it met trouble by then, and so goes.
        telemetry: its entries of telemetry that are decided of here, in order.
    """

    troubled: bool
    telemetry: Sequence[Entry]


class Runs:
    """Looks at ends of runs, and of epochs.

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

        What it sent before it was decided of earlier was decided of there; only when that was no,
        and there was trouble since, it goes now.
        """
        found = self._decided(end, end.seq)
        self._begins.pop(_key(end), None)
        return found

    def turned(self, turn: Entry, waits: Callable[[Entry], bool]) -> Iterator[Ended]:
        """Yield what becomes of each run that goes on when an epoch begins.

        Args:
            turn: the `epoch.start`.
            waits: whether an entry's run is one that its hash did not choose.
        """
        last = self._ledger.latest_of(EntryKind.EPOCH_START, before=turn.seq)
        start = max(0 if last is None else last.seq, turn.seq - LOOK_BACK)
        newest: dict[bytes, Entry] = {}
        for entry in self._ledger.entries(start, turn.seq):
            if entry.run_id is not None and waits(entry):
                newest[_key(entry)] = entry
        for entry in newest.values():
            if not _ends(entry):
                yield self._decided(entry, turn.seq)

    def _decided(self, newest: Entry, place: int) -> Ended:
        """Return what becomes of a run at a place; `newest` is its last entry up to there."""
        sender, run_id = sender_of(newest), newest.run_id or ""
        begin = max(self._beginning(newest), place - LOOK_BACK)
        own = list(self._ledger.of_run(sender, run_id, begin, place + 1))
        others = list(self._ledger.of_kinds(_OF_NO_RUN, begin, place + 1))
        answers = [entry for entry in others if entry.kind in _BY_SEQ]
        turns = [entry.seq for entry in others if entry.kind is EntryKind.EPOCH_START]
        before = max(_decisions(own, turns, place), default=begin - 1)
        troubled = self._troubled(own, answers, place)
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

    def _beginning(self, newest: Entry) -> int:
        """Return where a run began, as far back as is looked."""
        known = self._begins.get(_key(newest))
        if known is not None:
            return known
        for entry in self._ledger.backwards(EntryKind.RUN_START, newest.seq + 1):
            if entry.seq < newest.seq - LOOK_BACK:
                break
            if entry.run_seq == 0 and _key(entry) == _key(newest):
                return entry.seq
        return 0


def sender_of(entry: Entry) -> str:
    """Return who sent what an entry is of."""
    return str(entry.actor.get("sender", ""))


def _key(entry: Entry) -> bytes:
    return run_digest(sender_of(entry), entry.run_id)


def _ends(entry: Entry) -> bool:
    return entry.kind is EntryKind.RUN_END


def _decisions(own: Sequence[Entry], turns: Sequence[int], place: int) -> Iterator[int]:
    """Yield where a run was decided of before a place: at its ends, and at turns of epochs.

    At a turn it was when it had said something since the turn before, and not ended with that.
    """
    yield from (entry.seq for entry in own if _ends(entry) and entry.seq < place)
    seqs = list(map(_SEQ, own))
    for before, turn in pairwise((-1, *turns)):
        at = bisect_left(seqs, turn) - 1
        is_there = at >= 0 and seqs[at] >= max(before, turn - LOOK_BACK)
        if turn < place and is_there and not _ends(own[at]):
            yield turn
