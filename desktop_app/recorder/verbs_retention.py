"""Verbs of retention: purges and holds. `resources/docs/control.md`, "Retention".

Anybody may place a hold, which only keeps; a person alone purges, looks for a data subject, and
releases.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import BadEncodingError, UsageError, WrongPassphraseError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import askers, subjects
from desktop_app.recorder.purge_plan import Asked
from desktop_app.retention.policy import CONTENT, MAX_DAYS, RUNS, Class
from desktop_app.retention.purges import By
from desktop_app.retention.scopes import EntriesScope, Scope, parse_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

_SETTINGS = "retention."


def purge(recorder: Recorder, call: Call) -> Answer:
    """Purge what a person wants gone, or show what that would be."""
    asked, dry = _asked(recorder, call), call.args.get("dry_run") is True
    if dry:
        plan = recorder.purging.look(asked, call.progress)
        return {"dry_run": True, **plan.to_json()}
    askers.by_person(call, "purge")
    plan, seqs, removed = recorder.purging.purge(asked, askers.actor(call), call.progress)
    told: dict[str, JSON] = {"entries": seqs, "removed": removed.to_json()}
    return {"dry_run": False, **plan.to_json(), **told}


def purge_next(recorder: Recorder, call: Call) -> Answer:
    """Tell when the next purge by schedule is, and what it would take."""
    at_us, plan = recorder.purging.coming(call.progress)
    return {"at_us": at_us, **plan.to_json()}


def hold_place(recorder: Recorder, call: Call) -> Answer:
    """Place a hold on a run, an agent, a stretch of time or a data subject."""
    scope = _scope(recorder, call)
    if scope is None:
        raise UsageError("A hold is on a run, an agent, a stretch of time or a subject.")
    with _telling_wrong_passphrase(recorder, call, "hold.place"):
        hold, seq = recorder.holding.place(
            scope,
            askers.text(call, "reason"),
            askers.actor(call),
            role=_optional(call, "role"),
            passphrase=_optional(call, "passphrase") or "",
        )
    return {"hold": hold.name, "entry": seq, "covers": hold.entries}


def hold_release(recorder: Recorder, call: Call) -> Answer:
    """End a hold, as a person."""
    askers.by_person(call, "hold release")
    name = askers.text(call, "hold")
    with _telling_wrong_passphrase(recorder, call, "hold.release"):
        seq = recorder.holding.release(
            name,
            askers.text(call, "reason"),
            askers.actor(call),
            passphrase=_optional(call, "passphrase") or "",
        )
    return {"hold": name, "entry": seq}


def hold_list(recorder: Recorder, _call: Call) -> Answer:
    """Return the holds in force."""
    return {"holds": recorder.holding.listed()}


@contextmanager
def deciding(recorder: Recorder, call: Call, name: str, value: JSON) -> Iterator[None]:
    """Let a setting be changed; one that lets something die earlier only by a person.

    Raises:
        ConfigError: the profile "compliance" forbids it.
        NotAnsweredByPersonError: no person confirmed it.
    """
    if not name.startswith(_SETTINGS) and name != RUNS:
        yield
        return
    with recorder.retention.deciding:
        if recorder.retention.check_setting(name, value):
            askers.by_person(call, f"{name} = {value}")
        yield
        recorder.retention.look()  # so that `status` tells what holds from here on


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "purge": (purge, True),
    "hold.place": (hold_place, False),
    "hold.release": (hold_release, True),
    "hold.list": (hold_list, False),
    "purge.next": (purge_next, False),
}


def _asked(recorder: Recorder, call: Call) -> Asked:
    days, which = call.args.get("older_than_days"), call.args.get("class")
    if days is not None and (type(days) is not int or not 0 <= days <= MAX_DAYS):
        raise UsageError(f"Days are a number from 0 to {MAX_DAYS}.")
    if which is not None and str(which) not in set(Class):
        raise UsageError(f"A class is {' or '.join(Class)}.")
    classes = CONTENT if which is None else (Class(str(which)),)
    subject = _optional(call, "subject")
    by_schedule = subject is None and call.args.get("scope") is None and days is None
    if by_schedule:
        return Asked(classes=classes if which is not None else tuple(Class))
    if Class.ENTRIES in classes:
        raise UsageError("Entries go by schedule alone; their content can go earlier.")
    if subject is not None:
        if call.args.get("scope") is not None:
            raise UsageError("A subject is looked for everywhere.")
        found = _subject(recorder, call, subject)
        return Asked(By.SUBJECT, classes, None, days, found)
    return Asked(By.PERSON, classes, _scope(recorder, call), days)


def _scope(recorder: Recorder, call: Call) -> Scope | None:
    """Return what a call is about; a data subject is looked for."""
    value, subject = call.args.get("scope"), _optional(call, "subject")
    if subject is not None:
        text, tokens = _subject(recorder, call, subject)
        with LedgerReader(recorder.paths.ledger) as ledger:
            found = subjects.scan(ledger, text, tokens, call.progress)
        if recorder.purging.payloads is not None:
            for seq in recorder.purging.payloads.entries_of(tokens):
                found.add(seq, seq)
        if not found.count:
            raise UsageError("Nothing that is recorded speaks of that subject.")
        return EntriesScope(found)
    if value is None:
        return None
    try:
        return parse_scope(value)
    except BadEncodingError as error:
        raise UsageError(error.message) from error


def _subject(recorder: Recorder, call: Call, text: str) -> tuple[str, frozenset[str]]:
    """Return a data subject's words and tokens; what an agent must not probe for."""
    askers.by_person(call, "a search for a data subject")
    text = subjects.parse_subject(text)
    return text, subjects.tokens_of(text, recorder.redactor)


def _optional(call: Call, name: str) -> str | None:
    return None if call.args.get(name) is None else askers.text(call, name)


@contextmanager
def _telling_wrong_passphrase(recorder: Recorder, call: Call, verb: str) -> Iterator[None]:
    """Write down that a wrong passphrase was given for a role."""
    try:
        yield
    except WrongPassphraseError:
        recorder.gating.tries.attempted(verb, "", askers.actor(call))
        raise
