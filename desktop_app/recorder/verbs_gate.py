"""Verbs of the gate: what agents ask before they act, and what only their person answers.

`resources/docs/control.md`, "The gate". Answers and grants need a person who confirmed them;
questions are shown to the person alone, since they hold what an agent sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import ConsentRecord, State
from desktop_app.errors import CountersignError, MalformedRequestError, UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import askers, hooks
from desktop_app.recorder.answers import parse_answer
from desktop_app.recorder.declared import MAX_ID, deadline_of, parse_declared
from desktop_app.recorder.effects import parse_reported
from desktop_app.recorder.question_json import format_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

T = TypeVar("T")


def hook(recorder: Recorder, call: Call) -> Answer:
    """Take one call of an agent's hook; the answer comes when it is decided."""
    agent, event = askers.text(call, "agent"), str(call.args.get("event") or "")
    value, gone = call.args.get("input"), Future[None]()
    try:
        if not isinstance(value, Mapping):
            raise MalformedRequestError("A hook's input is an object.")
        told = hooks.take_hook(
            recorder.gating,
            agent,
            event,
            value,
            deadline_s=deadline_of(call.args.get("deadline_s")),
            sender=_sender(recorder, call)[0] or None,
            run_id=_run_id(call),
            gone=gone,
            pid=None if call.peer is None else call.peer.pid,
        )
        return _decided(call, told, gone)
    except CountersignError as error:
        return hooks.refused(agent, event, error)


def action_begin(recorder: Recorder, call: Call) -> Answer:
    """Declare an action; the answer comes when it is decided."""
    sender, auth = _sender(recorder, call)
    declared = parse_declared(_object(call, "action"), sender=sender, auth=auth, via=_via(call))
    gone = Future[None]()
    told = recorder.gating.gate.begin(replace(declared, gone=gone))
    return _decided(call, told, gone).to_json()


def action_result(recorder: Recorder, call: Call) -> Answer:
    """Report how an action ended."""
    intent = call.args.get("intent")
    if intent is not None and type(intent) is not int:
        raise UsageError("intent is the number of the action's entry.")
    sender, auth = _sender(recorder, call)
    reported = parse_reported(
        _object(call, "result"), intent, sender=sender, auth=auth, via=_via(call)
    )
    return recorder.gating.effects.report(reported)


def questions(recorder: Recorder, call: Call) -> Answer:
    """Return the questions that wait for the person, as soon as there are others than known."""
    after, wait_s = call.args.get("after"), deadline_of(call.args.get("wait_s"))
    known = after if type(after) is int else -1
    found = recorder.gating.gate.questions.poll(known, wait_s or 0.0)
    gating = recorder.gating
    return format_questions(*found, gating.roles.held, gating.gate.questions.left)


def answer(recorder: Recorder, call: Call) -> Answer:
    """Answer one question, as the person who was asked."""
    askers.by_person(call, "answer")
    return recorder.gating.answers.take(parse_answer(call.args), askers.actor(call))


def grant_revoke(recorder: Recorder, call: Call) -> Answer:
    """End what a person allowed for longer."""
    askers.by_person(call, "grant revoke")
    entry = recorder.gating.revoke(_seq(call), askers.actor(call))
    recorder.upstreams.tick()  # what it let leave stops now
    return {"entry": entry}


def grant_put_back(recorder: Recorder, call: Call) -> Answer:
    """Give a grant again that was ended a moment ago."""
    askers.by_person(call, "grant put back")
    return {"entry": recorder.gating.put_back(_seq(call), askers.actor(call))}


def consent_request(recorder: Recorder, call: Call) -> Answer:
    """Write down that consent to keep something was asked for; nothing is given by it."""
    purpose = askers.text(call, "purpose")
    if purpose not in PURPOSES or not PURPOSES[purpose].stands_alone:
        raise UsageError("There is no such purpose that can be asked for by itself.")
    record = ConsentRecord(purpose=purpose, state=State.REQUESTED)
    return {"entry": recorder.gating.entries.consent(record, askers.actor(call)).seq}


def approvers_list(recorder: Recorder, _call: Call) -> Answer:
    """Return which roles somebody holds, and which the policy names and nobody does."""
    gating = recorder.gating
    gating.policies.look()
    held: list[JSON] = [
        {"role": role, "added_us": gating.roles.added_us(role)}
        for role in sorted(gating.roles.held)
    ]
    return {"held": held, "missing": gating.missing_roles()}


def approvers_add(recorder: Recorder, call: Call) -> Answer:
    """Let who knows a passphrase hold a role; the entry is durable before it takes hold."""
    askers.by_person(call, "consent approvers add")
    role = askers.text(call, "role")
    if recorder.gating.entries.has_secret(role):
        raise UsageError("That name looks like a secret; choose another.")
    verifier = recorder.gating.roles.prepared(role, askers.text(call, "passphrase"))
    return _changed_role(recorder, call, "add", lambda: recorder.gating.roles.add(role, verifier))


def approvers_remove(recorder: Recorder, call: Call) -> Answer:
    """Let nobody hold a role: what it must allow can then only be denied."""
    askers.by_person(call, "consent approvers remove")
    role = askers.text(call, "role")
    recorder.gating.roles.check_held(role)
    return _changed_role(recorder, call, "remove", lambda: recorder.gating.roles.remove(role))


def _changed_role(recorder: Recorder, call: Call, verb: str, change: Callable[[], None]) -> Answer:
    role = askers.text(call, "role")
    subject: dict[str, JSON] = {"verb": f"consent approvers {verb}", "role": role}
    actor = askers.actor(call)
    appended = recorder.journal.note(EntryKind.COMMAND, subject, actor=actor)
    change()
    recorder.gating.gate.questions.look_again()
    return {"role": role, "entry": appended.seq}


def policy(recorder: Recorder, _call: Call) -> Answer:
    """Return the policy in force: its text, version, digest, and what is wrong with the file."""
    recorder.gating.policies.look()
    return recorder.gating.policies.told()


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "hook": (hook, False),
    "action.begin": (action_begin, False),
    "action.result": (action_result, False),
    "questions": (questions, True),
    "answer": (answer, True),
    "grant.revoke": (grant_revoke, True),
    "grant.put_back": (grant_put_back, True),
    "consent.request": (consent_request, False),
    "policy": (policy, False),
    "approvers.list": (approvers_list, False),
    "approvers.add": (approvers_add, True),
    "approvers.remove": (approvers_remove, True),
}


def _decided(call: Call, told: Future[T], gone: Future[None]) -> T:
    """Wait for a decision as long as the caller does; its question ends with the last of them.

    Raises:
        MalformedRequestError: the caller hung up; nobody reads this.
    """
    if call.left_before(told):
        gone.set_result(None)
        raise MalformedRequestError("Whoever asked went away.")
    return told.result()


def _run_id(call: Call) -> str:
    """Return the run that a wrapper gave the agent, as far as the hook's program tells it."""
    run_id = call.args.get("run_id") or ""
    if not isinstance(run_id, str) or len(run_id) > MAX_ID:
        raise MalformedRequestError("`run_id` is a short text.")
    try:
        run_id.encode()
    except UnicodeEncodeError as error:  # of an environment that is not UTF-8
        raise MalformedRequestError("`run_id` holds half a character.") from error
    return run_id


def _sender(recorder: Recorder, call: Call) -> tuple[str, str]:
    """Return who the caller says that it is: a process of this user, and no more is known."""
    name = call.args.get("sender") or ""
    if not isinstance(name, str):
        raise MalformedRequestError("`sender` is a text.")
    if name:
        recorder.check_sender_name(name)
    return name, "local"


def _via(call: Call) -> str:
    via = call.args.get("via") or "api"
    if via not in ("api", "mcp"):
        raise MalformedRequestError("`via` is api or mcp.")
    return str(via)


def _object(call: Call, name: str) -> Mapping[str, JSON]:
    value = call.args.get(name)
    if not isinstance(value, Mapping):
        raise MalformedRequestError(f"`{name}` is an object.")
    return value


def _seq(call: Call) -> int:
    seq = call.args.get("seq")
    if type(seq) is not int:
        raise UsageError("seq is the number of the grant's entry.")
    return seq
