"""The gate: an agent declares what it is about to do, and hears whether it may.

    declare -> redact what is kept -> classify -> decide -> append `action.intent` (durable)
            -> answer                                       where policy or a grant decides
            -> ask -> a person's answer, or the deadline -> append `consent.record` -> answer

MUST NOT: answer before the entry that says so is durable; answer "allow" when it could not be
    written, when nobody answered, or when the recorder ends. A pause stops recording, not the gate.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import ConsentRecord, Shown, State
from desktop_app.errors import AlreadyAnsweredError, CountersignError, NotFoundError
from desktop_app.host.notices import action_notice
from desktop_app.model.action import Allowed, Denied, MustAsk
from desktop_app.policy.decide import Outcome, decide
from desktop_app.recorder import futures, unanswered
from desktop_app.recorder.around import Witnesses
from desktop_app.recorder.gate_entries import run_of
from desktop_app.recorder.hooked import answer_stands
from desktop_app.recorder.offers import fits_notification, offered
from desktop_app.recorder.questions import Question, Questions
from desktop_app.recorder.runs import Run
from desktop_app.recorder.verdict import Verdict

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.ledger.writer import Appended
    from desktop_app.model.action import Action, Because
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.recorder.classing import Classing
    from desktop_app.recorder.decided import Decided, DecidedBook
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.gate_entries import GateEntries, Kept
    from desktop_app.recorder.gate_runs import GateRuns, RunSoFar
    from desktop_app.recorder.grants_book import GrantsBook
    from desktop_app.recorder.hooked import Hooked
    from desktop_app.recorder.policies import Policies
    from desktop_app.recorder.recent import Recent
    from desktop_app.recorder.repeats import Repeat, Repeats
    from desktop_app.recorder.unanswered import Ending

Ends: TypeAlias = "tuple[int | None, int]"  # the agent's, wall clock; ours, boot clock

LOG = logging.getLogger(__name__)
WAIT_S = 600.0  # for a caller that does not say how long it waits
MARGIN_S, MARGIN_SHARE = 1.0, 0.1  # our answer must come before the agent stops waiting


class Gate:
    """Decides, and asks. Thread safe; `begin` blocks for as long as an append takes."""

    def __init__(
        self,
        *,
        entries: GateEntries,
        classing: Classing,
        policies: Policies,
        book: GrantsBook,
        runs: GateRuns,
        decided: DecidedBook,
        recent: Recent,
        repeats: Repeats,
        hooked: Hooked,
        clock: Clock,
        ids: IdSource,
    ) -> None:
        self._entries, self._classing, self._policies = entries, classing, policies
        self._book, self._runs, self._decided = book, runs, decided
        self._recent, self._repeats, self._hooked = recent, repeats, hooked
        self._clock, self._ids = clock, ids
        self.witnesses = Witnesses()
        self.in_notifications = False  # whether the person chose to allow from notifications
        self.questions = Questions(clock, self.timed_out, self.abandoned)

    def begin(self, declared: Declared) -> Future[Verdict]:
        """Take one declared action; the future is done when it is decided.

        What cannot be decided or written is denied, with the reason.
        """
        try:
            return self._begin(declared)
        except CountersignError as error:
            LOG.warning("An action was denied: %s", error)
            return futures.done(_unwritten(error))

    def _begin(self, declared: Declared) -> Future[Verdict]:
        earlier = self._hooked.take(declared)
        if earlier is not None:  # the hook names the run of this call
            declared = replace(declared, run_id=earlier.first.run.run_id)
        kept = self._entries.keep(declared)
        action = self._classing.action(declared, kept)
        if earlier is None or earlier.same:
            if earlier is not None and self._stands(action, earlier.first):
                return self._once(kept, action, earlier.first)
            return self._take(kept, action, None)
        return self._take(kept, action, earlier.first.intent)

    def _stands(self, action: Action, first: Decided) -> bool:
        """Tell whether policy lets a hook's answer hold for the call as its proxy names it.

        Agents write a tool's name in other ways than the proxy, so other rules may speak of it.
        """
        usage = self._runs.usage(Run(action.sender, action.run_id), self._clock.now_us())
        usage = replace(usage, steps=max(0, usage.steps - 1))  # it was counted as its hook's
        now = decide(action, self._policies.current, self._book, usage)
        return answer_stands(first, now)

    def _take(self, kept: Kept, action: Action, instead_of: int | None) -> Future[Verdict]:
        """Decide about an action, and write down which approved call it stands in place of."""
        declared = kept.declared
        with self._repeats.taking(kept, action) as (earlier, ours):
            if earlier is not None:
                return self._again(kept, action, earlier)
            so_far = self._so_far(action)
            outcome = self._decide(action, declared)
            ends = self._deadline(declared, outcome)
            intent = self._entries.intent(
                kept,
                action,
                outcome,
                deadline_us=ends[0],
                instead_of=instead_of,
                so_far=so_far,
            )
            answer = futures.mapped(
                self._answer(kept, action, outcome, intent, ends),
                lambda told: self._witnessed(told, intent.seq, kept.declared, action),
            )
            self._count(declared, action, outcome)
            ours.became(intent.seq, outcome, answer)
        differs = instead_of is not None
        decided = self._decided.remember(intent, kept, outcome, answer, differs=differs)
        self._hooked.remember(declared, decided)
        answer.add_done_callback(lambda _: self._answered(decided))
        return answer

    def _witnessed(self, told: Verdict, intent: int, declared: Declared, action: Action) -> Verdict:
        """Let evidence be taken before a call that may run; then the agent hears the answer."""
        if told.says != "deny":
            self.witnesses.before(intent, declared, action)
        return told

    def _answered(self, decided: Decided) -> None:
        decided.answered_us = self._clock.boot_us()

    def _once(self, kept: Kept, action: Action, first: Decided) -> Future[Verdict]:
        """Give a proxy the answer that its agent's hook got for the same call.

        The intent that it hears of is the hook's, so that both speak of one action's effect.
        """
        self._entries.intent(kept, action, first.outcome, deadline_us=None, repeats=first.intent)
        first.told_twice = True
        return futures.mapped(first.verdict, lambda told: replace(told, repeated=True))

    def before_prompt(self, declared: Declared) -> Decided | None:
        """Return what was decided of a call that its agent is about to ask its person about."""
        decided = self._decided.of_arguments(self._entries.keep(declared))
        if decided is None or not decided.holds_for_prompt(self._clock.boot_us()):
            return None
        decided.prompted = True
        self.questions.joined(decided.intent, declared.gone)
        return decided

    def _answer(
        self, kept: Kept, action: Action, outcome: Outcome, intent: Appended, ends: Ends
    ) -> Future[Verdict]:
        """Return what the decision comes to, now or when a person answered."""
        if not isinstance(outcome.decision, MustAsk):
            return futures.done(self._decided_at_once(outcome, intent))
        try:
            return self._ask(kept, action, outcome.decision.because, intent, ends)
        except CountersignError as error:  # it is denied, and the intent is there
            return futures.done(_unwritten(error, intent.seq))

    def _so_far(self, action: Action) -> RunSoFar | None:
        run = Run(action.sender, action.run_id)
        return self._runs.of(run, self._clock.now_us()) if action.run_id else None

    def _decide(self, action: Action, declared: Declared) -> Outcome:
        usage = self._runs.usage(Run(action.sender, action.run_id), self._clock.now_us())
        outcome = decide(action, self._policies.current, self._book, usage)
        if isinstance(outcome.decision, MustAsk):
            try:
                self.questions.check_room(declared.size)
            except CountersignError as error:
                because = replace(outcome.decision.because, reason=error.message)
                return Outcome(Denied(because), outcome.shadows)
        return outcome

    def _decided_at_once(self, outcome: Outcome, intent: Appended) -> Verdict:
        because = outcome.decision.because
        if isinstance(outcome.decision, Denied):
            return Verdict("deny", because.reason, because, intent.seq, state="rejected")
        if because.grant is not None:
            self._book.used(intent.seq, because.grant)
            grant = because.grant
            return Verdict(
                "allow",
                because.reason,
                because,
                intent.seq,
                grant,
                person=True,
                state="approved",
            )
        allowed = isinstance(outcome.decision, Allowed)
        return Verdict("allow" if allowed else "none", because.reason, because, intent.seq)

    def _again(self, kept: Kept, action: Action, earlier: Repeat) -> Future[Verdict]:
        """Give the first answer to an action whose idempotency key was used before."""
        first, outcome, answer = earlier.first()
        self.questions.joined(first, kept.declared.gone)
        intent = self._entries.intent(kept, action, outcome, deadline_us=None, repeats=first)
        return futures.mapped(answer, lambda told: replace(told, intent=intent.seq, repeated=True))

    def _count(self, declared: Declared, action: Action, outcome: Outcome) -> None:
        run = Run(action.sender, action.run_id)
        denied = isinstance(outcome.decision, Denied)
        hooked = declared.via == "hook"
        self._runs.step(run, self._clock.now_us(), hooked=hooked, denied=denied)
        self._recent.add(action, self._clock.now_us())

    def _deadline(self, declared: Declared, outcome: Outcome) -> Ends:
        """Return until when the agent waits (wall clock), and when we must answer (boot clock)."""
        told = declared.deadline_s
        if told is None and not isinstance(outcome.decision, MustAsk):
            return None, 0
        wait_s = WAIT_S if told is None else told
        ours_s = max(0.0, wait_s - min(MARGIN_S, wait_s * MARGIN_SHARE))
        now_us = self._clock.now_us()
        return now_us + _us(wait_s), self._clock.boot_us() + _us(ours_s)

    def _ask(
        self,
        kept: Kept,
        action: Action,
        because: Because,
        intent: Appended,
        ends: Ends,
    ) -> Future[Verdict]:
        """Put a question to the person; the record that asks is durable first."""
        shown = action_notice(action, because)
        record = ConsentRecord(
            purpose=ACTION,
            state=State.REQUESTED,
            notice=Shown(shown.name, shown.version, shown.language, shown.digest),
            intent=intent.seq,
            run=run_of(action),
            delegated_by=kept.declared.delegated_by or None,
            role=because.role or None,
            otherwise="denied",
        )
        requested = self._entries.consent(record)
        # What a role must allow it allows once: no grant would know who gave it. What is managed is
        # asked each time, so a grant would promise what does not hold.
        once = because.role or because.managed
        scopes = () if once else offered(action, self._entries.has_secret)
        question = Question(
            id=self._ids.random_bytes(8).hex(),
            intent=intent.seq,
            requested=requested.seq,
            action=action,
            because=because,
            asked_us=requested.ts_us,
            deadline_us=ends[0] or 0,
            end_us=ends[1],
            scopes=scopes,
            notice=shown,
            run=self._runs.of(Run(action.sender, action.run_id), requested.ts_us),
            would=tuple(self._recent.covered(scope, requested.ts_us) for scope in scopes),
            size=kept.declared.size,
            delegated_by=kept.declared.delegated_by,
            in_notification=self.in_notifications and fits_notification(action, because),
        )
        return self.questions.ask(question, kept.declared.gone)

    def timed_out(self, question: Question) -> None:
        """End a question that nobody answered in time: denied, once."""
        attended = self.questions.attended
        self._end(question, unanswered.IN_TIME if attended else unanswered.NO_WINDOW)

    def abandoned(self, question: Question) -> None:
        """End a question that nobody waits for any more: denied, once."""
        self._end(question, unanswered.CALLER_GONE)

    def refuse(self, question: Question, reason: str) -> None:
        """End a question that must not be allowed any more: denied, once."""
        self._end(question, unanswered.refused(reason))

    def stop(self) -> None:
        """Take no more questions; what is open is denied, and its record says that it expired."""
        for question in self.questions.stop():
            self._end(question, unanswered.STOPPING)

    def answered(
        self, question: Question, record: ConsentRecord, verdict: Verdict, how: str
    ) -> None:
        """Tell the agent what a person answered, and what follows from it for its run."""
        if verdict.says == "deny":
            run = Run(question.action.sender, question.action.run_id)
            self._runs.refused(run, self._clock.now_us())
        if record.lasts is not None and verdict.consent is not None:
            self._book.used(question.intent, verdict.consent)
        self.questions.settle(question.id, verdict, how)

    def _end(self, question: Question, ending: Ending) -> None:
        try:
            self.questions.claim(question.id, left=ending is unanswered.CALLER_GONE)
        except (AlreadyAnsweredError, NotFoundError):
            return  # a person was quicker
        record = unanswered.closing(
            question.intent,
            run_of(question.action),
            ending,
            role=question.because.role or None,
            delegated_by=question.delegated_by or None,
        )
        seq: int | None = None
        try:
            seq = self._entries.consent(record).seq
        except CountersignError as error:  # denied all the same; `status` tells of the trouble
            LOG.warning("A question that nobody answered was not written down: %s", error)
        self.answered(question, record, unanswered.denial(question, ending, seq), ending.how)


def _unwritten(error: CountersignError, intent: int | None = None) -> Verdict:
    reason = f"Countersign could not write it down, so it is denied. {error.message}"
    if error.fault == "sender" or intent is not None:
        reason = f"{error.message} It is denied."
    return Verdict("deny", reason, intent=intent, state="rejected")


def _us(seconds: float) -> int:
    return int(seconds * 1_000_000)
