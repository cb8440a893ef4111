"""A person's answer to a question: checked, claimed, written down, and only then told the agent.

Promise: an answer counts for the very text that was shown (its digest), once, and gives nothing
wider than the question offered. Where policy names a role, "yes" needs its passphrase, which is in
no entry, log or message. A second answer is refused, and that it came is written down.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import MAX_LATENCY_MS, By, ConsentRecord, Shown, State, approver
from desktop_app.consent.scopes import parse_scope
from desktop_app.errors import (
    AlreadyAnsweredError,
    CountersignError,
    NotAnsweredByPersonError,
    UsageError,
)
from desktop_app.model.action import Lasts, Scope
from desktop_app.recorder.gate_entries import run_of
from desktop_app.recorder.offers import is_within
from desktop_app.recorder.question_json import may_run
from desktop_app.recorder.verdict import Verdict, answered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.clock import Clock
    from desktop_app.recorder.by_role import ByRole
    from desktop_app.recorder.gate import Gate
    from desktop_app.recorder.gate_entries import GateEntries
    from desktop_app.recorder.questions import Question

MAX_REASON = 500  # characters
RUN_US = 8 * 3_600_000_000  # a run that never ends does not keep its grant
LONGEST_US = 366 * 86_400_000_000
Kind = Literal["deny", "once", "run", "grant"]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it came: typed, not yet checked against its question."""

    question: str
    kind: Kind
    digest: str
    latency_ms: int
    by: By
    reason: str = ""
    scope: Scope | None = None
    lasts: Lasts | None = None
    until_us: int | None = None
    passphrase: str = field(default="", repr=False)


def parse_answer(args: Mapping[str, JSON]) -> Given:
    """Return the answer that the arguments of the verb `answer` hold.

    Raises:
        UsageError: they hold none.
    """
    match args:
        case {
            "id": str(question),
            "answer": ("deny" | "once" | "run" | "grant") as kind,
            "digest": str(digest),
            "latency_ms": int(latency_ms),
        }:
            pass
        case _:
            raise UsageError(
                "An answer has id, answer (deny, once, run, grant), digest, latency_ms."
            )
    reason, until_us = args.get("reason") or "", args.get("until_us")
    if not isinstance(reason, str) or len(reason) > MAX_REASON:
        raise UsageError(f"A reason is a text of at most {MAX_REASON} characters.")
    if until_us is not None and type(until_us) is not int:
        raise UsageError("until_us is a time in microseconds.")
    passphrase = args.get("passphrase") or ""
    if not isinstance(passphrase, str):
        raise UsageError("passphrase is a text.")
    return Given(
        question,
        kind,
        digest,
        min(max(int(latency_ms), 0), MAX_LATENCY_MS),
        _by(args.get("by")),
        reason,
        _scope(args.get("scope")),
        _lasts(args.get("lasts")),
        until_us,
        passphrase,
    )


class Answers:
    """Takes a person's answers. Whoever calls has made sure that it is a person's."""

    def __init__(self, gate: Gate, entries: GateEntries, clock: Clock, by_role: ByRole) -> None:
        self._gate, self._entries, self._clock, self._by_role = gate, entries, clock, by_role

    def take(self, given: Given, actor: Mapping[str, JSON]) -> dict[str, JSON]:
        """Take one answer; return what it came to.

        Raises:
            AlreadyAnsweredError, NotFoundError: the question is over, or there was none.
            NotAnsweredByPersonError: another text than ours was shown, or a role must allow it
                and there is no passphrase.
            WrongPassphraseError: it is not the role's; the question waits.
            UsageError: it asks for more than was offered.
            StorageError, OverloadedError: it could not be written down; the agent is denied.
        """
        with self._noting_late(given, actor):
            question = self._gate.questions.find(given.question)
        self._check_text(given, question)
        record = self._record(given, question)
        if given.kind != "deny":
            self._by_role.check(question, given.passphrase, given.by, actor)
        with self._noting_late(given, actor):
            self._gate.questions.claim(given.question)
        return self._write(given, question, record, actor)

    @contextmanager
    def _noting_late(self, given: Given, actor: Mapping[str, JSON]) -> Iterator[None]:
        """Write down that an answer came when the question was over."""
        try:
            yield
        except AlreadyAnsweredError:
            self._entries.late_answer(given.question, given.kind, actor)
            raise

    def _check_text(self, given: Given, question: Question) -> None:
        if given.digest != question.notice.digest:
            raise NotAnsweredByPersonError(
                "The answer is to another text than the question's.",
                hint="Ask again: the person must read what holds now.",
            )

    def _record(self, given: Given, question: Question) -> ConsentRecord:
        """Return the record of an answer; whatever it must not give is refused here."""
        scope, lasts, until_us = self._grant(given, question)
        notice = question.notice
        run = run_of(question.action)
        return ConsentRecord(
            purpose=ACTION,
            state=State.REFUSED if given.kind == "deny" else State.GIVEN,
            notice=Shown(notice.name, notice.version, notice.language, notice.digest),
            intent=question.intent,
            scope=scope,
            lasts=lasts,
            until_us=until_us,
            run=run,
            by=given.by,
            delegated_by=question.delegated_by or None,
            role=question.because.role or None,
            latency_ms=given.latency_ms,
            reason_digest=self._entries.reason_digest(run, given.reason),
            otherwise="denied",
        )

    def _grant(
        self, given: Given, question: Question
    ) -> tuple[Scope | None, Lasts | None, int | None]:
        if given.kind == "deny":
            return None, None, None
        if given.by is By.NOTIFICATION and not (question.in_notification and given.kind == "once"):
            raise NotAnsweredByPersonError(
                "From a notification this can only be denied.", hint="Allow it in the window."
            )
        if given.kind == "once":
            return None, None, None
        if not question.scopes:
            raise UsageError("This can be allowed once only.")
        if given.kind == "run" and not may_run(question):
            raise UsageError("It cannot be undone, or names no run: it is not allowed for a run.")
        scope = given.scope or question.scopes[0]
        if not is_within(scope, question.scopes, question.action):
            raise UsageError("The grant is wider than what the question offered.")
        lasts = Lasts.RUN if given.kind == "run" else given.lasts
        return scope, lasts, self._until(lasts, given.until_us, question)

    def _until(self, lasts: Lasts | None, until_us: int | None, question: Question) -> int | None:
        """Return when a grant ends."""
        now_us = self._clock.now_us()
        if until_us is not None and not now_us < until_us <= now_us + LONGEST_US:
            raise UsageError("A grant ends after now, and within a year.")
        match lasts:
            case Lasts.RUN:
                if not question.action.run_id:
                    raise UsageError("The agent names no run that it could be allowed for.")
                return min(until_us or now_us + RUN_US, now_us + RUN_US)
            case Lasts.UNTIL if until_us is not None:
                return until_us
            case Lasts.ALWAYS:
                return until_us
            case _:
                raise UsageError("A grant lasts for the run, until a time (until_us), or always.")

    def _write(
        self, given: Given, question: Question, record: ConsentRecord, actor: Mapping[str, JSON]
    ) -> dict[str, JSON]:
        denied = given.kind == "deny"
        how = f"{'denied' if denied else 'allowed'} by {given.by}"
        try:
            appended = self._entries.consent(record, actor)
        except CountersignError as error:
            reason = f"The answer could not be written down, so it is denied. {error.message}"
            refused = Verdict(
                "deny", reason, question.because, question.intent, person=True, state="rejected"
            )
            self._gate.answered(question, record, refused, "denied, since it could not be written")
            raise
        reason = _told(given, question.because.role)
        verdict = Verdict(
            "deny" if denied else "allow",
            reason,
            question.because,
            question.intent,
            appended.seq,
            person=True,
            state="rejected" if denied else "approved",
            latency_ms=given.latency_ms,
            by=approver(given.by, record.role, record.state),
        )
        self._gate.answered(question, record, verdict, how)
        return {"entry": appended.seq, "decision": verdict.says, "grant": record.lasts is not None}


def _told(given: Given, role: str) -> str:
    told = answered(role, allowed=given.kind != "deny")
    if given.kind == "deny" and given.reason:
        return f"{told.removesuffix('.')}: {given.reason}"
    return told


def _by(value: JSON) -> By:
    if value is None or value == By.YOU:
        return By.YOU
    if value == By.NOTIFICATION:
        return By.NOTIFICATION
    raise UsageError('by is "you" or "you, notification".')


def _scope(value: JSON) -> Scope | None:
    if value is None:
        return None
    try:
        return parse_scope(value if isinstance(value, dict) else {})
    except BadRecordError as error:
        raise UsageError(f"Not a scope: {error}") from error


def _lasts(value: JSON) -> Lasts | None:
    if value is None:
        return None
    if isinstance(value, str) and value in set(Lasts) - {Lasts.ONCE}:
        return Lasts(value)
    raise UsageError("lasts is run, until or always.")
