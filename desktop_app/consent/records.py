"""The subject of a `consent.record`, read strictly and written in one way.

Promise: `parse_record(format_record(x)) == x`. A field that is not known is left out; a value of
the wrong type, size or meaning, or a record of a later version, is refused with one sentence.
`resources/docs/ledger.md`, "Consent records".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.consent import fields
from desktop_app.consent.fields import MAX_SEQ, BadRecordError
from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.scopes import format_scope, parse_scope
from desktop_app.model.action import ROLE, Lasts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.action import Scope
    from desktop_app.model.canonical import JSON

SHAPE = 1
MAX_LATENCY_MS = 86_400_000
MAX_DAYS = 36_500
MAX_NAME, MAX_RECIPIENTS, MAX_TEXT = 256, 32, 1_024


class State(StrEnum):
    """What a record says. Append-only."""

    REQUESTED = "requested"  # the question itself
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # consent to keep content
    REVOKED = "revoked"  # a grant for actions
    EXPIRED = "expired"
    TIMED_OUT = "timed_out"  # nobody answered in time: denied, once


class By(StrEnum):
    """Who answered. Append-only."""

    YOU = "you"
    NOTIFICATION = "you, notification"
    NOBODY = "nobody"
    POLICY = "policy"
    AGENT_PROMPT = "agent's own prompt"  # told by the agent: never a grant of ours


class Why(StrEnum):
    """Why nobody can answer a question any more. Append-only."""

    CALLER_GONE = "caller gone"
    RECORDER_ENDED = "recorder ended"


@dataclass(frozen=True, slots=True)
class Shown:
    """The notice that was shown: name, version, language, SHA-256 of its very text in hex."""

    name: str
    version: int
    language: str
    digest: str


@dataclass(frozen=True, slots=True)
class RunOf:
    """The run that a grant belongs to."""

    sender: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One record; what each field means is the table in `ledger.md`. None: not there."""

    purpose: str
    state: State
    notice: Shown | None = None
    intent: int | None = None
    scope: Scope | None = None
    lasts: Lasts | None = None
    until_us: int | None = None
    run: RunOf | None = None
    by: By | None = None
    role: str | None = None
    latency_ms: int | None = None
    reason_digest: str | None = None
    otherwise: str | None = None
    delegated_by: str | None = None
    withdraws: int | None = None
    why: Why | None = None
    puts_back: int | None = None
    recipients: tuple[str, ...] = ()
    retention_days: int | None = None


def parse_record(subject: Mapping[str, JSON]) -> ConsentRecord:
    """Return the record that a subject holds.

    Raises:
        BadRecordError: a field is missing or wrong, fields contradict each other, or a later
            version wrote it.
    """
    if fields.number(subject, "shape", MAX_SEQ) not in (None, SHAPE):
        raise BadRecordError("A later version wrote this record.")
    record = ConsentRecord(
        purpose=fields.one_of(PURPOSES, "purpose", subject.get("purpose")),
        state=State(fields.one_of(State, "state", subject.get("state"))),
        notice=_shown(fields.group(subject, "notice")),
        intent=fields.number(subject, "intent", MAX_SEQ),
        scope=_scope(fields.group(subject, "scope")),
        lasts=_lasts(subject),
        until_us=fields.number(subject, "until_us", MAX_SEQ),
        run=_run(fields.group(subject, "run")),
        by=_by(subject),
        role=_role(subject),
        latency_ms=fields.number(subject, "latency_ms", MAX_LATENCY_MS),
        reason_digest=fields.digest(subject, "reason_digest"),
        otherwise=fields.text(subject, "otherwise", MAX_NAME),
        delegated_by=fields.text(subject, "delegated_by", MAX_NAME),
        withdraws=fields.number(subject, "withdraws", MAX_SEQ),
        why=_why(subject),
        puts_back=fields.number(subject, "puts_back", MAX_SEQ),
        recipients=fields.words(subject, "recipients", MAX_RECIPIENTS, MAX_TEXT),
        retention_days=fields.number(subject, "retention_days", MAX_DAYS),
    )
    _check(record)
    return record


def format_record(record: ConsentRecord) -> dict[str, JSON]:
    """Return a record as the subject of its entry: fields without a value are left out.

    Raises:
        BadRecordError: it could not be read back (a bug of whoever made it).
    """
    subject: dict[str, JSON] = {
        "purpose": record.purpose,
        "state": str(record.state),
        "notice": None if record.notice is None else format_shown(record.notice),
        "intent": record.intent,
        "scope": None if record.scope is None else format_scope(record.scope),
        "lasts": record.lasts and str(record.lasts),
        "until_us": record.until_us,
        "run": None if record.run is None else _format_run(record.run),
        "by": record.by and str(record.by),
        "role": record.role,
        "latency_ms": record.latency_ms,
        "reason_digest": record.reason_digest,
        "otherwise": record.otherwise,
        "delegated_by": record.delegated_by,
        "withdraws": record.withdraws,
        "why": record.why and str(record.why),
        "puts_back": record.puts_back,
        "recipients": list(record.recipients) or None,
        "retention_days": record.retention_days,
    }
    told: dict[str, JSON] = {name: value for name, value in subject.items() if value is not None}
    parse_record(told)
    return told


def format_shown(shown: Shown) -> dict[str, JSON]:
    """Return which notice was shown, as entries say it."""
    return {
        "name": shown.name,
        "version": shown.version,
        "language": shown.language,
        "digest": shown.digest,
    }


def _format_run(run: RunOf) -> dict[str, JSON]:
    return {"sender": run.sender, "run_id": run.run_id}


def _scope(value: Mapping[str, JSON] | None) -> Scope | None:
    return None if value is None else parse_scope(value)


def _shown(value: Mapping[str, JSON] | None) -> Shown | None:
    if value is None:
        return None
    version, made = fields.number(value, "version", MAX_SEQ), fields.digest(value, "digest")
    if version is None or made is None:
        raise BadRecordError("A notice has a version and a digest.")
    name, language = (fields.needed_text(value, one, MAX_NAME) for one in ("name", "language"))
    return Shown(name, version, language, made)


def approver(by: str, role: str | None, state: str) -> str:
    """Return from where a person answered, and as what: only "yes" needs the role."""
    return f"{by} as {role}" if role and state == State.GIVEN else by


def _run(value: Mapping[str, JSON] | None) -> RunOf | None:
    if value is None:
        return None
    # A sender without a name is "": nobody vouches for it.
    sender = fields.text(value, "sender", MAX_NAME) or ""
    return RunOf(sender, fields.needed_text(value, "run_id", MAX_TEXT))


def _lasts(subject: Mapping[str, JSON]) -> Lasts | None:
    value = subject.get("lasts")
    return None if value is None else Lasts(fields.one_of(Lasts, "lasts", value))


def _by(subject: Mapping[str, JSON]) -> By | None:
    value = subject.get("by")
    return None if value is None else By(fields.one_of(By, "by", value))


def _why(subject: Mapping[str, JSON]) -> Why | None:
    value = subject.get("why")
    return None if value is None else Why(fields.one_of(Why, "why", value))


def _role(subject: Mapping[str, JSON]) -> str | None:
    value = fields.text(subject, "role", MAX_NAME)
    if value is not None and not ROLE.fullmatch(value):
        raise BadRecordError("role is no role's name.")
    return value


def _check(record: ConsentRecord) -> None:
    """Refuse what contradicts itself: a grant whose end or reach is not told, or of a role."""
    if record.role is not None and record.lasts is not None:
        raise BadRecordError("What a role allows is allowed once.")
    if record.lasts is Lasts.RUN and record.run is None:
        raise BadRecordError("It lasts for a run and names none.")
    if record.lasts is Lasts.UNTIL and record.until_us is None:
        raise BadRecordError("It lasts until a time and names none.")
    lasting = record.state is State.GIVEN and record.lasts not in (None, Lasts.ONCE)
    if lasting and PURPOSES[record.purpose].scoped and record.scope is None:
        raise BadRecordError("A lasting grant of an action does not say what it covers.")
    if PURPOSES[record.purpose].named and record.state is State.GIVEN and not record.recipients:
        raise BadRecordError("It does not name who receives something by it.")
