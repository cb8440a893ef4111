"""The gate and what stands around it, put together: what verbs and the agent API act on."""

from __future__ import annotations

import logging
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.agents.hooks.table import Moment
from desktop_app.consent.changes import ended as ended_record
from desktop_app.consent.changes import expired, given_again, may_put_back
from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import By, ConsentRecord, parse_record
from desktop_app.errors import CountersignError, NotFoundError, UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.answers import Answers
from desktop_app.recorder.by_role import ByRole
from desktop_app.recorder.classing import Classing
from desktop_app.recorder.decided import DecidedBook
from desktop_app.recorder.effects import Effects
from desktop_app.recorder.failed_open import FailedOpen
from desktop_app.recorder.fallback import write_fallback
from desktop_app.recorder.gate import Gate
from desktop_app.recorder.gate_entries import GateEntries
from desktop_app.recorder.gate_runs import GateRuns
from desktop_app.recorder.grants_book import GrantsBook
from desktop_app.recorder.hooked import Hooked
from desktop_app.recorder.policies import Policies
from desktop_app.recorder.recalled import recall
from desktop_app.recorder.recent import Recent
from desktop_app.recorder.repeats import Repeats
from desktop_app.recorder.roles import Roles
from desktop_app.recorder.runs import Run
from desktop_app.recorder.sessions import Sessions
from desktop_app.recorder.tries import Tries
from desktop_app.recorder.unanswered import STOPPING, closing
from desktop_app.recorder.unsettled import Unsettled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.agents.hooks.parse import HookCall
    from desktop_app.host.clock import SystemClock
    from desktop_app.host.paths import Paths
    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore
    from desktop_app.policy.rules import Policy
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.grants_book import Unanswered
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.pause import Pause
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.redact.redactor import Redactor

LOG = logging.getLogger(__name__)


class Gating:
    """Everything of the gate."""

    def __init__(
        self,
        *,
        paths: Paths,
        journal: Journal,
        run_keys: RunKeys,
        redactor: Callable[[], Redactor],
        clock: SystemClock,
        ids: IdSource,
        pause: Pause,
        keystore: Callable[[], KeyStore],
    ) -> None:
        self._paths, self._journal, self._clock = paths, journal, clock
        self.book, self.runs, self.decided = GrantsBook(), GateRuns(), DecidedBook()
        self.repeats = Repeats()
        self._left: list[Unanswered] = []
        self.policies = Policies(paths.data_dir, clock)
        self.entries = GateEntries(journal, run_keys, redactor, self.book)
        self.sessions = Sessions(self.entries, pause)
        self.classing = Classing(paths)
        self.gate = Gate(
            entries=self.entries,
            classing=self.classing,
            policies=self.policies,
            book=self.book,
            runs=self.runs,
            decided=self.decided,
            recent=Recent(clock.now_us()),
            repeats=self.repeats,
            hooked=Hooked(clock, self.entries.arguments_digest),
            clock=clock,
            ids=ids,
        )
        self.tries = Tries(self.entries, clock)
        self.roles = Roles(keystore, clock, ids)
        by_role = ByRole(self.roles, self.gate, self.tries.wrong_passphrase)
        self.answers = Answers(self.gate, self.entries, clock, by_role)
        records = paths.data_dir / "agents"
        self.unsettled = Unsettled(records, self.entries, self.runs, clock)
        self.failed_open = FailedOpen(
            paths.ledger,
            entries=self.entries,
            decided=self.decided,
            runs=self.runs,
            unsettled=self.unsettled,
            clock=clock,
        )
        self.effects = Effects(self.entries, self.decided, self.failed_open, self.gate.witnesses)
        self.session_began: Callable[[Run, HookCall, int | None], None] = _nobody
        self._leaves, self._started = False, False
        self._lock = Lock()
        self._ended: dict[int, int] = {}  # seq of a grant -> when it was ended, wall clock
        journal.run_ended = self.book.run_ended
        journal.heard = self.failed_open.heard

    def recall(self, ledger: LedgerReader) -> None:
        """Take over what earlier recorders knew; before anything is declared to this one."""
        self._left = self.book.load(ledger)
        known = recall(ledger, self._clock.now_us())
        for decided in known.decided.values():
            self.decided.take(decided)
            grant = decided.outcome.decision.because.grant
            if grant is not None:
                self.book.used(decided.intent, grant)
        self.repeats.recall(known.keys)
        self.runs.recall(known.runs)
        self.failed_open.recall(known)
        self.unsettled.recall(known.unsettled)

    def open(self) -> None:
        """Say of questions that earlier recorders left that they are over."""
        for left in self._left:
            self._expire(left)
        self.roles.open()
        self.policies.changed = self._policy_changed

    def start(self) -> None:
        """Watch deadlines and telemetry from now on; hooks get their table once we are served."""
        self._started = True
        self._write_fallback(self.policies.current)
        self.gate.questions.start()
        self.unsettled.look()
        self.failed_open.start()

    def without_recorder(self, *, leaves: bool) -> None:
        """Take what hooks say while nobody answers: deny, or leave it to the agent."""
        changed, self._leaves = self._leaves is not leaves, leaves
        if changed and self._started:
            self._write_fallback(self.policies.current)

    def stop(self) -> None:
        """Deny what waits."""
        self.gate.stop()

    def close(self) -> None:
        """End what reads behind the flow; nothing is taken any more."""
        self.failed_open.stop()

    def tick(self) -> None:
        """Look at the policy file and at set-ups of agents, and note grants whose time is over.

        Raises:
            StorageError, OverloadedError: a note is not stored.
        """
        self.policies.look()
        self.unsettled.look()
        for seq in self.book.run_out(self._clock.now_us()):
            self.entries.consent(expired(self._given(seq), seq, by=By.POLICY))

    def revoke(self, seq: int, actor: Mapping[str, JSON]) -> int:
        """End a grant; return the entry that says so.

        Raises:
            NotFoundError: nothing of that number is in force.
        """
        if not self.book.holds(seq, self._clock.now_us()):
            raise NotFoundError(f"Entry {seq} is no grant in force.")
        appended = self.entries.consent(ended_record(self._given(seq), seq, by=By.YOU), actor)
        with self._lock:
            self._ended[seq] = appended.ts_us
        return appended.seq

    def put_back(self, seq: int, actor: Mapping[str, JSON]) -> int:
        """Give a grant again that was ended within the last 10 s; return the entry that does.

        Raises:
            NotFoundError: it was not ended here.
            UsageError: too late.
        """
        with self._lock:
            ended_us = self._ended.get(seq)
            if ended_us is None:
                raise NotFoundError(f"Entry {seq} is no grant that was just ended.")
            if PURPOSES[self._given(seq).purpose].named:
                raise UsageError(
                    "What it allowed to leave is allowed anew: add the upstream again."
                )
            if not may_put_back(ended_us, self._clock.now_us()):
                raise UsageError("A grant can be put back for 10 seconds after it was ended.")
            del self._ended[seq]
        return self.entries.consent(given_again(self._given(seq), seq, by=By.YOU), actor).seq

    def hook_heard(self, call: HookCall, declared: Declared, pid: int | None = None) -> None:
        """Note that a hook was heard that asks nothing; where a session begins, look at settings.

        Args:
            call: the hook's.
            declared: with sender and run as they were sent.
            pid: the hook's process, where that is known.

        Raises:
            OverloadedError: the ledger is not open yet.
        """
        run_id = self.entries.redacted(declared.run_id, declared.sender, "")
        run = Run(declared.sender, run_id)
        begins = call.moment is Moment.STARTED
        self.runs.heard(run, self._clock.now_us(), begins=begins)
        if begins:
            self.session_began(run, call, pid)
        if begins and declared.run_id == call.run_id:  # `countersign run` brings hooks of its own
            check = partial(self.unsettled.began, run, call.agent, call.event, call.cwd)
            self.failed_open.later(check, f"The start of a session of {call.agent}")

    def missing_roles(self) -> list[JSON]:
        """Return the roles that the policy names and nobody holds."""
        return [role for role in self.policies.current.roles if role not in self.roles.held]

    def status(self) -> dict[str, JSON]:
        """Return what `status` says of the gate."""
        return {
            "questions": self.gate.questions.number,
            "policy": self.policies.state(),
            "gate_attempts": dict(self.tries.state),
            "failed_open": self.failed_open.count,
            "without_recorder": "agent" if self._leaves else "deny",
            "unsettled": dict(self.unsettled.state),
            "approvers": {"held": sorted(self.roles.held), "missing": self.missing_roles()},
        }

    def _given(self, seq: int) -> ConsentRecord:
        with LedgerReader(self._paths.ledger) as ledger:
            return parse_record(ledger.entry(seq).subject)

    def _expire(self, left: Unanswered) -> None:
        """Say of a question that nobody answered that it is over."""
        record = left.record
        role, by = record.role, record.delegated_by
        ended = closing(record.intent, record.run, STOPPING, role=role, delegated_by=by)
        self.entries.consent(ended)
        run = None if record.run is None else Run(record.run.sender, record.run.run_id)
        if run is not None and self.runs.known(run) is not None:
            self.runs.refused(run, self._clock.now_us())

    def _policy_changed(self, old: Policy, new: Policy) -> None:
        notes: list[dict[str, JSON]] = [{"name": "policy", "old": old.label, "new": new.label}]
        over = [None if one.over is None else one.over.digest for one in (old, new)]
        if over[0] != over[1]:
            notes.insert(0, {"name": "managed policy", "old": over[0], "new": over[1]})
        try:
            for subject in notes:
                self._journal.note(EntryKind.CONFIG_CHANGED, subject)
        except CountersignError as error:  # each decision names its policy
            LOG.warning("A change of policy was not written down: %s", error)
        self._write_fallback(new)

    def _write_fallback(self, policy: Policy) -> None:
        try:
            tables, leaves = self.classing.tables, self._leaves
            write_fallback(self._paths.gate_table, policy, tables, leaves=leaves)
        except CountersignError as error:  # without it a hook denies while we are down
            LOG.warning("The table for hooks was not written: %s", error)


def _nobody(_run: Run, _call: HookCall, _pid: int | None) -> None:
    """Nobody needs to hear of it."""
