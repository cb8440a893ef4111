"""What the gate knew before this recorder started, read back from the ledger's newest entries.

A fold: the same entries give the same. Promise: an answer is "allow" only where a rule or a grant
allowed at once, or a person's answer is in the ledger; whatever a crash left open is denied. How
far back is read: `resources/docs/ledger.md`, "What the gate reads back".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.records import By, State, approver, parse_record
from desktop_app.model.action import Allowed, Because, Denied, MustAsk, NoOpinion
from desktop_app.model.kinds import EntryKind
from desktop_app.policy.decide import Outcome
from desktop_app.recorder import futures, unanswered
from desktop_app.recorder.decided import Decided
from desktop_app.recorder.gate_runs import RunSoFar, parse_so_far
from desktop_app.recorder.repeats import WRITES
from desktop_app.recorder.runs import Run
from desktop_app.recorder.unsettled import finding
from desktop_app.recorder.verdict import Verdict, answered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.consent.records import ConsentRecord
    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.action import Decision
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.recorder.repeats import Key

MAX_LOOKED = 200_000  # entries, of which SQLite looks at the kind
MAX_READ = 5_000  # entries of the gate: 0.1 ms each, and the recorder is to be ready at once
WINDOW_US = 86_400_000_000
_KINDS = (
    EntryKind.ACTION_INTENT,
    EntryKind.ACTION_EFFECT,
    EntryKind.CONSENT_RECORD,
    EntryKind.GATE_FAILED_OPEN,
)
_NO_PERSON = frozenset((None, By.NOBODY, By.POLICY, By.AGENT_PROMPT))
_NOS = frozenset((State.REFUSED, State.TIMED_OUT, State.EXPIRED))
_ABANDONED = "Nobody answered before Countersign ended; it is denied, once."


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known again.

    Attributes:
        decided: intents with their answers, oldest first.
        keys: of each idempotency key the intent that counts.
        runs: their counters.
        told: calls that were written down as having failed open.
        unsettled: likewise runs of agents whose settings did not hold, with what was found.
        start, size: what was looked at: entries from the one, below the other.
    """

    decided: Mapping[int, Decided]
    keys: Mapping[Key, Decided]
    runs: Mapping[Run, RunSoFar]
    told: tuple[tuple[Run, str], ...]
    unsettled: tuple[tuple[Run, str], ...] = ()
    start: int = 0
    size: int = 0


def recall(ledger: LedgerReader, now_us: int) -> Recalled:
    """Read it back."""
    size = ledger.size()
    start = max(0, size - MAX_LOOKED)
    newest = ledger.newest(_KINDS, start, MAX_READ)
    entries = [entry for entry in newest if entry.ts_us >= now_us - WINDOW_US]
    return replace(fold(reversed(entries)), start=start, size=size)


def fold(entries: Iterable[Entry]) -> Recalled:
    """Return what entries say, oldest first; one of another shape says nothing."""
    book = _Fold()
    for entry in entries:
        match entry.kind:
            case EntryKind.ACTION_INTENT:
                book.intent(entry)
            case EntryKind.ACTION_EFFECT:
                book.effect(entry)
            case EntryKind.CONSENT_RECORD:
                book.record(entry)
            case _:
                book.failed_open(entry)
    return book.found()


@dataclass(slots=True)
class _Fold:
    subjects: dict[int, Mapping[str, JSON]] = field(default_factory=dict)
    decided: dict[int, Decided] = field(default_factory=dict)
    answers: dict[int, tuple[int, ConsentRecord]] = field(default_factory=dict)
    runs: dict[Run, RunSoFar] = field(default_factory=dict)
    told: list[tuple[Run, str]] = field(default_factory=list)
    unsettled: list[tuple[Run, str]] = field(default_factory=list)

    def intent(self, entry: Entry) -> None:
        run, subject = _run(entry), entry.subject
        if "repeats" in subject:
            return  # the first one under its key speaks for it
        self.step(run, entry)
        self.subjects[entry.seq] = subject
        self.decided[entry.seq] = Decided(
            intent=entry.seq,
            at_us=entry.ts_us,
            run=run,
            agent=_text(subject, "agent"),
            tool=_text(subject, "tool"),
            call_id=_text(subject, "call_id") or None,
            args_digest=_text(subject, "args_digest"),
            outcome=Outcome(_decision(subject)),
            verdict=futures.done(Verdict("deny")),  # until all is read
        )

    def step(self, run: Run, entry: Entry) -> None:
        told = parse_so_far(entry.subject.get("so_far"), entry.ts_us)
        before = self.runs.get(run, told)
        hooked_us = told.hooked_us if told.hooked_us is not None else before.hooked_us
        if hooked_us is None and entry.subject.get("via") == "hook":
            hooked_us = entry.ts_us
        self.runs[run] = replace(
            told,
            steps=max(before.steps, told.steps) + 1,
            denied=max(before.denied, told.denied) + (entry.subject.get("decision") == "denied"),
            hooked_us=hooked_us,
            heard=hooked_us is not None,
        )

    def effect(self, entry: Entry) -> None:
        intent = entry.subject.get("intent")
        decided = self.decided.get(intent) if isinstance(intent, int) else None
        if decided is not None:
            decided.effect, decided.differs = entry.seq, entry.subject.get("differs") is True

    def record(self, entry: Entry) -> None:
        try:
            record = parse_record(entry.subject)
        except BadRecordError:
            return
        if record.intent is None or record.state is State.REQUESTED:
            return
        self.answers.setdefault(record.intent, (entry.seq, record))
        run = None if record.run is None else Run(record.run.sender, record.run.run_id)
        if record.state in _NOS and run in self.runs:
            self.runs[run] = replace(self.runs[run], denied=self.runs[run].denied + 1)

    def failed_open(self, entry: Entry) -> None:
        call_id, intent = entry.subject.get("call_id"), entry.subject.get("intent")
        found = entry.subject.get("found")
        if isinstance(found, list):  # about its run
            self.unsettled.append((_run(entry), finding(_text(entry.subject, "why"), found)))
        elif isinstance(call_id, str):
            self.told.append((_run(entry), call_id))
        elif isinstance(intent, int):
            self.told.append((_run(entry), f"intent {intent}"))

    def found(self) -> Recalled:
        keys: dict[Key, Decided] = {}
        for seq, decided in self.decided.items():
            verdict = verdict_of(decided, self.answers.get(seq))
            decided.verdict = futures.done(verdict)
            key = _key(decided, self.subjects[seq])
            if key is not None and not verdict.anew:
                keys[key] = decided
        return Recalled(self.decided, keys, self.runs, tuple(self.told), tuple(self.unsettled))


def verdict_of(decided: Decided, answer: tuple[int, ConsentRecord] | None) -> Verdict:
    """Return what an agent was told of an intent, or would have been had nobody crashed."""
    because = decided.outcome.decision.because
    by_rule = f"The rule {because.rule} decided it."
    match decided.outcome.decision:
        case Allowed() if because.grant is not None:
            return Verdict(
                "allow",
                "You allowed it.",
                because,
                decided.intent,
                because.grant,
                person=True,
                state="approved",
            )
        case Allowed():
            return Verdict("allow", by_rule, because, decided.intent)
        case NoOpinion():
            return Verdict("none", "No rule speaks of it.", because, decided.intent)
        case MustAsk():
            return _answered(decided, because, answer)
        case _:
            return Verdict("deny", by_rule, because, decided.intent, state="rejected")


def _answered(
    decided: Decided, because: Because, answer: tuple[int, ConsentRecord] | None
) -> Verdict:
    """Return what became of a question: only a person's own yes is one."""
    denied = Verdict("deny", _ABANDONED, because, decided.intent, state="rejected", anew=True)
    if answer is None:
        return denied
    seq, record = answer
    denied = replace(denied, consent=seq)
    if record.state is State.TIMED_OUT:
        reason = unanswered.IN_TIME.reason
        return replace(denied, reason=reason, state="timed_out", anew=False)
    person = record.by not in _NO_PERSON
    allowed = record.state is State.GIVEN and person
    if not allowed and record.state is not State.REFUSED:
        return denied
    role = record.role or ""
    return replace(
        denied,
        says="allow" if allowed else "deny",
        reason=answered(role, allowed=allowed) if person else "Countersign denied it.",
        state="approved" if allowed else "rejected",
        person=person,
        anew=False,
        latency_ms=record.latency_ms,
        by=approver(str(record.by or ""), role, record.state),
    )


def _decision(subject: Mapping[str, JSON]) -> Decision:
    grant = subject.get("grant")
    because = Because(
        rule=_text(subject, "rule"),
        policy=_text(subject, "policy"),
        grant=grant if isinstance(grant, int) else None,
    )
    decisions: dict[JSON, type[Decision]] = {
        "allowed": Allowed,
        "asked": MustAsk,
        "none": NoOpinion,
    }
    word = subject.get("decision")
    return decisions.get(word if isinstance(word, str) else "", Denied)(because)


def _key(decided: Decided, subject: Mapping[str, JSON]) -> Key | None:
    named, effect = _text(subject, "idempotency"), _text(subject, "side_effect")
    if not named or effect not in WRITES:
        return None
    return (*decided.run, named)


def _run(entry: Entry) -> Run:
    return Run(_text(entry.actor, "sender"), entry.run_id or "")


def _text(value: Mapping[str, JSON], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
