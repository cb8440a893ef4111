"""What the gate writes into the ledger: digests, names and numbers, never what an agent said.

Promise: no argument, command, path, host or address of an action is in an entry made here; what an
agent may choose freely (its names and ids) is bounded and redacted first. Fields:
`resources/docs/ledger.md`, "The gate". Each function returns once its entry is durable.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.consent.records import ConsentRecord, RunOf, format_record
from desktop_app.model import canonical
from desktop_app.model.action import Allowed, Denied, MustAsk
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import contents
from desktop_app.recorder.gate_runs import format_so_far
from desktop_app.recorder.journal import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.ledger.writer import Appended
    from desktop_app.model.action import Action
    from desktop_app.model.canonical import JSON
    from desktop_app.model.content import Content
    from desktop_app.policy.decide import Outcome
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.gate_runs import RunSoFar
    from desktop_app.recorder.grants_book import GrantsBook
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.recorder.runs import Run
    from desktop_app.redact.redactor import Redactor

_ARGUMENTS = b"countersign/arguments/v1\0"
_REASON = b"countersign/reason/v1\0"
_PROMPT = b"countersign/prompt/v1\0"
_IDEMPOTENCY = b"countersign/idempotency/v1\0"
HOME = "home_path"  # who the user is, which their own ledger may know of them
NO_SECRETS = frozenset((HOME, "email", "phone"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a declared action may be stored.

    Attributes:
        declared: with names and ids bounded and redacted.
        args_digest: of the arguments, under the run's key.
        secrets: rules of the redactor that match in the arguments.
        idempotency: digest of the caller's key, or None.
    """

    declared: Declared
    args_digest: str
    secrets: tuple[str, ...]
    idempotency: str | None


def _nothing() -> frozenset[str]:
    return frozenset()


class GateEntries:
    """Redacts and appends for the gate.

    Attributes:
        granted: returns the purposes of content that may be kept just now.
    """

    def __init__(
        self,
        journal: Journal,
        run_keys: RunKeys,
        redactor: Callable[[], Redactor],
        book: GrantsBook,
    ) -> None:
        self._journal, self._run_keys, self._redactor = journal, run_keys, redactor
        self._book = book
        self.granted: Callable[[], frozenset[str]] = _nothing

    def keep(self, declared: Declared) -> Kept:
        """Return what of a declared action may be stored."""
        redact = self._redactor().redact_text
        sender_key = self._run_keys.key(declared.sender, None)
        run_id = redact(declared.run_id, sender_key)[0] if declared.run_id else ""
        key = self._run_keys.key(declared.sender, run_id or None)
        arguments = canonical.encode_body(declared.arguments)
        call_id = None if declared.call_id is None else redact(declared.call_id, key)[0]
        clean = replace(
            declared,
            agent=redact(declared.agent, key)[0],
            tool=redact(declared.tool, key)[0],
            run_id=run_id,
            call_id=call_id,
            delegated_by=redact(declared.delegated_by, key)[0],
        )
        named = declared.idempotency  # in another folder the same words are another action
        where = [named, declared.cwd, declared.workspace, *declared.hosts]
        return Kept(
            declared=clean,
            args_digest=_digest(key, _ARGUMENTS, arguments),
            secrets=tuple(sorted(set(redact(arguments.decode(), key)[1]) - NO_SECRETS)),
            idempotency=None
            if named is None
            else _digest(key, _IDEMPOTENCY, canonical.encode_body(where)),
        )

    def arguments_digest(self, sender: str, run_id: str, arguments: JSON) -> str:
        """Return the digest of arguments, as in an intent of that run."""
        key = self._run_keys.key(sender, run_id or None)
        return _digest(key, _ARGUMENTS, canonical.encode_body(arguments))

    def prompt_digest(self, clean: Declared, prompt: bytes | None) -> str | None:
        """Return the digest of a prompt in a run; None for none."""
        if prompt is None:
            return None
        return _digest(self._run_keys.key(clean.sender, clean.run_id or None), _PROMPT, prompt)

    def has_secret(self, text: str) -> bool:
        """Tell whether a rule of the redactor matches in what would be stored for longer."""
        found = self._redactor().redact_text(text, self._run_keys.key("", None))[1]
        return bool(set(found) - {HOME})

    def redacted(self, text: str, sender: str, run_id: str) -> str:
        """Return a name or id as it may be stored in a run."""
        return self._redactor().redact_text(text, self._run_keys.key(sender, run_id or None))[0]

    def intent(
        self,
        kept: Kept,
        action: Action,
        outcome: Outcome,
        *,
        deadline_us: int | None,
        repeats: int | None = None,
        instead_of: int | None = None,
        so_far: RunSoFar | None = None,
    ) -> Appended:
        """Append an `action.intent`."""
        declared, because = kept.declared, outcome.decision.because
        subject: dict[str, JSON] = {
            "agent": declared.agent,
            "tool": declared.tool,
            "kind": str(action.kind),
            "call_id": declared.call_id,
            "side_effect": str(action.side_effect),
            "traits": sorted(map(str, action.traits)),
            "places": sorted({str(path.place) for path in action.paths}),
            "hosts": len(action.hosts),
            "args_digest": kept.args_digest,
            "secrets": list(kept.secrets),
            "decision": _word(outcome),
            "rule": because.rule,
            "policy": because.policy,
            "grant": because.grant,
            "shadows": [{"rule": one.rule, "would": str(one.would)} for one in outcome.shadows],
            "via": declared.via,
            "idempotency": kept.idempotency,
            "deadline_us": deadline_us,
        }
        if declared.delegated_by:
            subject["delegated_by"] = declared.delegated_by
        if repeats is not None:
            subject["repeats"] = repeats
        if instead_of is not None:
            subject["instead_of"] = instead_of
        if so_far is not None:
            subject["so_far"] = format_so_far(so_far)
        kept_for: tuple[Content, ...] = ()
        if repeats is None and (granted := self.granted()):
            key = self._run_keys.key(declared.sender, declared.run_id or None)
            kept_for = tuple(contents.of_action(action, granted, self._redactor(), key))
        return self.of_run(EntryKind.ACTION_INTENT, subject, declared, kept_for)

    def prompt(self, clean: Declared, prompt: bytes | None) -> tuple[Content, ...]:
        """Return a prompt as content, where its person allows that to be kept."""
        if prompt is None or contents.PROMPTS not in self.granted():
            return ()
        key = self._run_keys.key(clean.sender, clean.run_id or None)
        told = prompt.decode("utf-8", "replace")
        return (contents.text("prompt", contents.PROMPTS, told, self._redactor(), key),)

    def of_run(
        self,
        kind: EntryKind,
        subject: Mapping[str, JSON],
        declared: Declared,
        kept_for: tuple[Content, ...] = (),
    ) -> Appended:
        """Append an entry that an agent caused, in its run, whose start comes before it."""
        draft = Draft(
            kind,
            {"sender": declared.sender, "auth": declared.auth},
            subject,
            run_id=declared.run_id or None,
            trace_id=declared.trace_id,
            contents=kept_for,
        )
        return durable(self._journal.telemetry(declared.sender, [draft], reserve=True))[-1]

    def consent(self, record: ConsentRecord, actor: Mapping[str, JSON] = RECORDER) -> Appended:
        """Append a consent record, and let it hold."""
        appended = self._journal.note(EntryKind.CONSENT_RECORD, format_record(record), actor=actor)
        self._book.take(appended.seq, record)
        return appended

    def failed_open(self, run: Run, subject: Mapping[str, JSON]) -> None:
        """Append that something ran which was denied, or was never asked about."""
        draft = Draft(
            EntryKind.GATE_FAILED_OPEN,
            {**RECORDER, "sender": run.sender},
            subject,
            run_id=run.run_id or None,
        )
        durable(self._journal.telemetry(run.sender, [draft], reserve=True))

    def attempt(self, what: str, agent: str, actor: Mapping[str, JSON]) -> None:
        """Append that an agent tried to do what only a person may."""
        subject: dict[str, JSON] = {"what": what, "agent": agent}
        self._journal.note(EntryKind.GATE_ATTEMPT, subject, actor=actor)

    def wrong_passphrase(self, role: str, intent: int, actor: Mapping[str, JSON]) -> None:
        """Append that a wrong passphrase was given for a role."""
        subject: dict[str, JSON] = {"what": "answer", "agent": "", "role": role, "intent": intent}
        self._journal.note(EntryKind.GATE_ATTEMPT, subject, actor=actor)

    def late_answer(self, question: str, answer: str, actor: Mapping[str, JSON]) -> None:
        """Append that a question was answered once more than it can be."""
        subject: dict[str, JSON] = {"verb": "answer", "question": question[:64], "answer": answer}
        self._journal.note(
            EntryKind.COMMAND, {**subject, "refused": "already answered"}, actor=actor
        )

    def reason_digest(self, run: RunOf | None, reason: str) -> str | None:
        """Return the digest of what a person told the agent; None for nothing."""
        if not reason:
            return None
        sender, run_id = ("", None) if run is None else (run.sender, run.run_id)
        return _digest(self._run_keys.key(sender, run_id), _REASON, reason.encode())


def run_of(action: Action) -> RunOf | None:
    """Return the run of an action as a consent record names it; None where it has none."""
    return RunOf(action.sender, action.run_id) if action.run_id else None


def _word(outcome: Outcome) -> str:
    match outcome.decision:
        case Allowed():
            return "allowed"
        case Denied():
            return "denied"
        case MustAsk():
            return "asked"
        case _:
            return "none"


def _digest(key: bytes, label: bytes, content: bytes) -> str:
    return hmac.digest(key, label + content, sha256).hex()
