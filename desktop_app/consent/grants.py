"""What a person allowed and is in force: a fold over consent records, intents and ends of runs.

Promise: the state is a function of *which* entries were taken, not of their order or how often
each was taken; so a replay after a crash, or two threads that bring their entries the other way
round, give the same. Nothing is in force past its time, its run, its one use or its revocation.
A record that cannot be read, or whose state this version does not know, changes nothing and is
counted. Kept in memory; `resources/docs/consent.md`, "What is in force".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import By, ConsentRecord, State, parse_record
from desktop_app.model.action import Grant, Lasts

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from desktop_app.model.action import Action, Scope
    from desktop_app.model.canonical import JSON

Run: TypeAlias = "tuple[str, str]"  # sender, run_id
Key: TypeAlias = "tuple[str, str, str, str]"  # agent, tool, first two words of the program

_ENDS = frozenset((State.WITHDRAWN, State.REVOKED, State.EXPIRED))
_NO = frozenset((State.REFUSED, State.WITHDRAWN, State.REVOKED))
_PERSON = frozenset((By.YOU, By.NOTIFICATION))
ANY = "*"


class Grants:
    """The grants that entries gave, and what became of them."""

    def __init__(self) -> None:
        self._given: dict[int, Grant] = {}
        self._puts_back: dict[int, int] = {}
        self._ended: set[int] = set()
        self._answered: dict[str, int] = {}  # purpose -> its newest answer
        self._uses: dict[int, set[int]] = {}
        self._runs_ended: dict[Run, int] = {}
        self._unread: set[int] = set()
        self._by_key: dict[Key, dict[int, None]] = {}

    @property
    def unread(self) -> int:
        """How many records could not be read, and changed nothing."""
        return len(self._unread)

    def take(self, seq: int, subject: Mapping[str, JSON]) -> None:
        """Take the subject of a `consent.record`."""
        try:
            record = parse_record(subject)
        except BadRecordError:
            self._unread.add(seq)
        else:
            self.apply(seq, record)

    def apply(self, seq: int, record: ConsentRecord) -> None:
        """Take one record; `seq` is its entry's."""
        if record.state in _ENDS and record.withdraws is not None:
            self._end(record.withdraws)
        if record.state is State.GIVEN:
            # Only what a person gave for longer counts, or ends what they gave before.
            if record.lasts is not None and record.by in _PERSON:
                self._give(seq, record, record.lasts)
                self._answer(seq, record.purpose)
        elif record.state in _NO:
            self._answer(seq, record.purpose)

    def use(self, intent: int, grant: int) -> None:
        """Take an `action.intent` that a grant allowed."""
        self._uses.setdefault(grant, set()).add(intent)
        self._drop_spent(grant)

    def end_run(self, seq: int, run: Run) -> None:
        """Take the end of a run (`run.end`): grants for it that were given before are over."""
        self._runs_ended[run] = max(seq, self._runs_ended.get(run, seq))

    def find(self, seq: int) -> Grant | None:
        """Return the grant that a record gave, in force or not; None where it gave none."""
        grant = self._given.get(seq)
        return None if grant is None else self._counted(grant)

    def holds(self, seq: int, now_us: int, ended_runs: Container[Run] = ()) -> bool:
        """Return whether the grant of a record is in force.

        Args:
            seq: of the record.
            now_us: wall clock.
            ended_runs: runs that are over, whether an entry said so or not.
        """
        grant = self._given.get(seq)
        return grant is not None and self._in_force(grant, now_us, ended_runs)

    def in_force(self, now_us: int, ended_runs: Container[Run] = ()) -> list[Grant]:
        """Return every grant in force, the oldest first, each with how often it was used."""
        return [
            self._counted(grant)
            for _, grant in sorted(self._given.items())
            if self._in_force(grant, now_us, ended_runs)
        ]

    def allows(self, purpose: str, now_us: int) -> Grant | None:
        """Return the grant in force for a purpose without scope (keeping content, say)."""
        seq = self._answered.get(purpose, -1)
        return self.find(seq) if self.holds(seq, now_us) else None

    def candidates(
        self, action: Action, now_us: int, ended_runs: Container[Run] = ()
    ) -> Iterator[Grant]:
        """Yield grants in force that may cover an action, the oldest first.

        Agent, tool, program's first two words and run fit already; folder, hosts and the other
        words are for whoever compares the scope. Found by key: 10,000 others cost nothing.
        """
        first, second = _two(action.program)
        seqs: set[int] = set()
        for agent in (action.agent, ANY):
            for words in ((first, second), (first, ""), ("", "")):
                seqs.update(self._by_key.get((agent, action.tool, *words), ()))
        run = (action.sender, action.run_id)
        for seq in sorted(seqs):
            grant = self._given[seq]
            if grant.run in (None, run) and self._in_force(grant, now_us, ended_runs):
                yield self._counted(grant)

    def _answer(self, seq: int, purpose: str) -> None:
        self._answered[purpose] = max(seq, self._answered.get(purpose, seq))

    def _give(self, seq: int, record: ConsentRecord, lasts: Lasts) -> None:
        # A run limits a grant that lasts for the run; elsewhere it says where it was given.
        bound = record.run if lasts is Lasts.RUN else None
        run = None if bound is None else (bound.sender, bound.run_id)
        self._given[seq] = Grant(seq, record.purpose, record.scope, lasts, run, record.until_us)
        if record.puts_back is not None and record.puts_back < seq:
            self._puts_back[seq] = record.puts_back
        if lasts is Lasts.ONCE and record.intent is not None:
            self._uses.setdefault(seq, set()).add(record.intent)  # the action that waited for it
        if record.scope is not None and seq not in self._ended:
            self._by_key.setdefault(_key(record.scope), {})[seq] = None
        self._drop_spent(seq)

    def _end(self, seq: int) -> None:
        self._ended.add(seq)
        self._forget_key(seq)

    def _drop_spent(self, seq: int) -> None:
        """Keep what is used up out of the way of `candidates`."""
        grant = self._given.get(seq)
        if grant is not None and grant.lasts is Lasts.ONCE and self._used(seq):
            self._forget_key(seq)

    def _forget_key(self, seq: int) -> None:
        grant = self._given.get(seq)
        if grant is not None and grant.scope is not None:
            self._by_key.get(_key(grant.scope), {}).pop(seq, None)

    def _counted(self, grant: Grant) -> Grant:
        used = self._used(grant.seq)
        return replace(grant, used=used) if used else grant

    def _used(self, seq: int) -> int:
        """Return how often it was used, also before it was put back."""
        if seq not in self._puts_back:
            return len(self._uses.get(seq, ()))
        uses, at = set(self._uses.get(seq, ())), seq
        while at in self._puts_back:
            at = self._puts_back[at]
            uses |= self._uses.get(at, set())
        return len(uses)

    def _in_force(self, grant: Grant, now_us: int, ended_runs: Container[Run]) -> bool:
        seq, run = grant.seq, grant.run
        over = (
            seq in self._ended
            or (grant.until_us is not None and now_us >= grant.until_us)
            or (run is not None and (run in ended_runs or self._runs_ended.get(run, -1) > seq))
            or (PURPOSES[grant.purpose].stands_alone and self._answered[grant.purpose] != seq)
        )
        return not over and not (grant.lasts is Lasts.ONCE and self._used(seq))


def _key(scope: Scope) -> Key:
    return (scope.agent, scope.tool, *_two(scope.program))


def _two(program: tuple[str, ...]) -> tuple[str, str]:
    """Return the first two words, "" for each that is not there."""
    return program[0] if program else "", program[1] if len(program) > 1 else ""
