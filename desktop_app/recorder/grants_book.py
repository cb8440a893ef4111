"""What a person allowed and is in force, as the gate asks for it: the ledger's fold, kept live.

At the start it reads the consent records of the ledger, later it takes each one up as soon as it
is durable. What `policy.decide` needs of it is `covering`; 10,000 other grants cost nothing.
Thread safe.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.grants import Grants
from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import ConsentRecord, State, parse_record
from desktop_app.model.action import Lasts
from desktop_app.model.kinds import EntryKind
from desktop_app.policy.cover import covers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.action import Action, Grant
    from desktop_app.recorder.runs import Run


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that an earlier recorder left: the record that asked it."""

    seq: int
    record: ConsentRecord


class GrantsBook:
    """The grants in force."""

    def __init__(self) -> None:
        self._fold = Grants()
        self._lock = Lock()
        self._ends: list[tuple[int, int]] = []  # (until_us, seq), soonest first

    def load(self, ledger: LedgerReader) -> list[Unanswered]:
        """Take up what the ledger holds; return the questions that nobody answered."""
        open_questions: dict[int, Unanswered] = {}
        for entry in ledger.of_kinds((EntryKind.CONSENT_RECORD,)):
            try:
                record = parse_record(entry.subject)
            except BadRecordError:
                continue
            self.take(entry.seq, record)
            if record.intent is None:
                continue
            if record.state is State.REQUESTED:
                open_questions[record.intent] = Unanswered(entry.seq, record)
            else:
                open_questions.pop(record.intent, None)
        self._end_runs(ledger)
        return list(open_questions.values())

    def take(self, seq: int, record: ConsentRecord) -> None:
        """Take up a record that is durable."""
        with self._lock:
            self._fold.apply(seq, record)
            lasting = record.state is State.GIVEN and record.lasts is not None
            if lasting and record.until_us is not None:
                heapq.heappush(self._ends, (record.until_us, seq))

    def used(self, intent: int, grant: int) -> None:
        """Take up that a grant allowed an action."""
        with self._lock:
            self._fold.use(intent, grant)

    def run_ended(self, seq: int, run: Run) -> None:
        """Take up a `run.end`."""
        with self._lock:
            self._fold.end_run(seq, (run.sender, run.run_id))

    def covering(self, action: Action, now_us: int) -> Grant | None:
        """Return the newest grant that covers an action; None for none."""
        with self._lock:
            found = [
                grant
                for grant in self._fold.candidates(action, now_us)
                if grant.purpose == ACTION and covers(grant.scope, action)
            ]
        return found[-1] if found else None

    def allowed(self, purposes: Iterable[str], now_us: int) -> frozenset[str]:
        """Return those of some purposes without scope for which a grant is in force."""
        with self._lock:
            return frozenset(
                purpose for purpose in purposes if self._fold.allows(purpose, now_us) is not None
            )

    def find(self, seq: int) -> Grant | None:
        """Return the grant that a record gave, in force or not."""
        with self._lock:
            return self._fold.find(seq)

    def holds(self, seq: int, now_us: int) -> bool:
        """Return whether the grant of a record is in force."""
        with self._lock:
            return self._fold.holds(seq, now_us)

    def in_force(self, now_us: int) -> list[Grant]:
        """Return all grants in force, the oldest first."""
        with self._lock:
            return self._fold.in_force(now_us)

    def run_out(self, now_us: int) -> list[int]:
        """Return the grants whose time came to its end since this was asked, each once."""
        ended: list[int] = []
        with self._lock:
            while self._ends and self._ends[0][0] <= now_us:
                until_us, seq = heapq.heappop(self._ends)
                if self._fold.holds(seq, until_us - 1):
                    ended.append(seq)
        return ended

    def _end_runs(self, ledger: LedgerReader) -> None:
        """Find the runs that are over among those that a grant was given for."""
        runs = {
            grant.run: grant.seq
            for grant in self.in_force(0)
            if grant.lasts is Lasts.RUN and grant.run is not None
        }
        for run, given in runs.items():
            for entry in ledger.of_run(*run, start=given):
                if entry.kind is EntryKind.RUN_END:
                    with self._lock:
                        self._fold.end_run(entry.seq, run)
