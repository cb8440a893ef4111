"""How an action ended, told by its agent: `action.effect`, joined to the intent it belongs to.

What ran is compared with what was approved, by the digests of the arguments; an action that was
denied and ran all the same is a gate that failed open, and is written down as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import By, ConsentRecord, RunOf, State
from desktop_app.errors import MalformedRequestError, NotFoundError
from desktop_app.model.canonical import MAX_INT
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.declared import MAX_ID, MAX_NAME, Declared, checked
from desktop_app.recorder.json_fields import text
from desktop_app.recorder.runs import Run
from desktop_app.recorder.verdict import Verdict

if TYPE_CHECKING:
    from _thread import LockType

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.around import Witnesses
    from desktop_app.recorder.decided import Decided, DecidedBook
    from desktop_app.recorder.failed_open import FailedOpen
    from desktop_app.recorder.gate_entries import GateEntries, Kept

OUTCOMES = frozenset(("ok", "error", "denied", "unknown"))
_RAN = frozenset(("ok", "error"))
_UNKNOWN = Verdict("none")


@dataclass(frozen=True, slots=True)
class Reported:
    """What an agent says of an action's end.

    Attributes:
        declared: whose it is: agent, tool, call_id, run, sender, via; of its arguments those that
            ran, where they are told.
        outcome: "ok", "error", "denied", "unknown".
        intent: the intent that it belongs to, where the agent knows it.
        has_arguments: whether the arguments that ran are told.
        duration_us, exit_code: where told.
    """

    declared: Declared
    outcome: str
    intent: int | None = None
    has_arguments: bool = False
    duration_us: int | None = None
    exit_code: int | None = None


def parse_reported(
    value: Mapping[str, JSON], intent: int | None, *, sender: str, auth: str, via: str
) -> Reported:
    """Return what a JSON object reports (`POST /v1/actions/{id}/result`).

    Raises:
        MalformedRequestError, TooLargeError: it reports nothing that we read.
    """
    outcome, arguments = value.get("outcome"), value.get("arguments")
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise MalformedRequestError("`outcome` is ok, error, denied or unknown.")
    if arguments is not None and not isinstance(arguments, Mapping):
        raise MalformedRequestError("`arguments` is an object.")
    declared = Declared(
        agent=text(value, "agent", MAX_NAME) or sender or "unknown",
        tool=text(value, "tool", MAX_NAME),
        arguments=arguments or {},
        call_id=text(value, "call_id", MAX_ID) or None,
        run_id=text(value, "run_id", MAX_ID),
        sender=sender,
        auth=auth,
        via=via,
        size=checked(arguments or {}),
    )
    return Reported(
        declared,
        outcome,
        intent,
        arguments is not None,
        _number(value, "duration_us"),
        _number(value, "exit_code"),
    )


class Effects:
    """Writes effects. Thread safe."""

    def __init__(
        self,
        entries: GateEntries,
        decided: DecidedBook,
        failed_open: FailedOpen,
        witnesses: Witnesses,
    ) -> None:
        self._entries, self._decided, self._failed_open = entries, decided, failed_open
        self._witnesses = witnesses
        self._lock = Lock()
        self._runs: WeakValueDictionary[Run, LockType] = WeakValueDictionary()

    def report(self, reported: Reported) -> dict[str, JSON]:
        """Append the effect; return where it stands and what it was joined to.

        Raises:
            NotFoundError: it names an intent that is not this sender's.
            StorageError, OverloadedError: it is not stored.
        """
        decided = self._named(reported)
        declared = reported.declared if decided is None else _of(decided, reported.declared)
        kept = self._entries.keep(declared)
        run = Run(kept.declared.sender, kept.declared.run_id)
        # A hook and a proxy tell of one call's end at once: the second finds what the first wrote.
        with self._one_of_a_run(run):
            return self._written(reported, kept, decided)

    def _written(self, reported: Reported, kept: Kept, decided: Decided | None) -> dict[str, JSON]:
        """Write it, unless the call's end is written already."""
        clean = kept.declared
        if decided is None and reported.intent is None:
            decided = self._join(clean, kept.args_digest)
        if decided is not None and decided.effect is not None:
            decided.told_twice = False
            return {"entry": decided.effect, "intent": decided.intent, "differs": decided.differs}
        if decided is not None:
            self._witnesses.after(decided.intent, clean)
        verdict = self._verdict(decided, reported)
        executed = kept.args_digest if reported.has_arguments else None
        differs = executed is not None and decided is not None and _differs(decided, executed)
        subject: dict[str, JSON] = {
            "intent": None if decided is None else decided.intent,
            "call_id": clean.call_id,
            "tool": clean.tool or (decided.tool if decided is not None else ""),
            "outcome": reported.outcome,
            "duration_us": reported.duration_us,
            "exit_code": reported.exit_code,
            "executed_digest": executed,
            "differs": differs,
            "approval_state": verdict.state,
            "userConsentId": verdict.consent,
            "approver": verdict.by or None,
            "approval_latency_ms": verdict.latency_ms,
            "via": clean.via,
        }
        appended = self._entries.of_run(EntryKind.ACTION_EFFECT, subject, clean)
        if decided is not None:
            decided.effect, decided.differs = appended.seq, differs
        if reported.outcome in _RAN:
            self._failed_open.ran(Run(clean.sender, clean.run_id), clean, decided)
        return {"entry": appended.seq, "intent": subject["intent"], "differs": differs}

    def _one_of_a_run(self, run: Run) -> LockType:
        """Return the lock under which the ends of a run's calls are joined and written in turn."""
        with self._lock:
            return self._runs.setdefault(run, Lock())

    def _verdict(self, decided: Decided | None, reported: Reported) -> Verdict:
        """Return what let it run; what its person answered in the agent's own prompt is noted."""
        if decided is None:
            return _UNKNOWN
        if not decided.verdict.done():
            return Verdict("none", state="requested")
        verdict = decided.verdict.result()
        if verdict.says != "none" or not decided.prompted or reported.outcome not in _RAN:
            return verdict
        record = ConsentRecord(
            purpose=ACTION,
            state=State.GIVEN,
            intent=decided.intent,
            run=RunOf(*decided.run) if decided.run.run_id else None,
            by=By.AGENT_PROMPT,
            otherwise="the agent's own prompt",
        )
        seq = self._entries.consent(record).seq
        return Verdict("allow", consent=seq, state="approved", by=str(By.AGENT_PROMPT))

    def _named(self, reported: Reported) -> Decided | None:
        """Return the intent that the caller names, as far as it is remembered."""
        if reported.intent is None:
            return None
        found = self._decided.of_intent(reported.intent)
        if found is not None and found.run.sender != reported.declared.sender:
            raise NotFoundError("There is no such action of this sender.")
        return found

    def _join(self, clean: Declared, digest: str) -> Decided | None:
        run = Run(clean.sender, clean.run_id)
        if clean.call_id is not None:
            return self._decided.of_call(run, clean.call_id)
        return self._decided.of_tool(run, clean.tool, digest)


def _of(decided: Decided, declared: Declared) -> Declared:
    """Return what is reported, as of the call that its intent was about."""
    return replace(
        declared,
        agent=decided.agent,
        tool=decided.tool,
        call_id=decided.call_id,
        run_id=decided.run.run_id,
    )


def _differs(decided: Decided, executed: str) -> bool:
    return decided.differs or executed != decided.args_digest


def _number(value: Mapping[str, JSON], name: str) -> int | None:
    found = value.get(name)
    if found is None:
        return None
    if type(found) is not int or abs(found) > MAX_INT:
        raise MalformedRequestError(f"`{name}` is a whole number.")
    return found
