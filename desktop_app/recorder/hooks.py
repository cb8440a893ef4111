"""The verb `hook` and `POST /v1/hooks/<agent>`: one call of an agent's hook, taken and answered.

Before a tool it goes through the gate; after one it becomes an effect; of a session and its prompts
an entry is written. Where the agent is about to
ask its person itself, what was answered here for the same call a moment ago is said again, so that
nobody is asked twice. What cannot be read is denied.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.agents.catalog import BY_NAME
from desktop_app.agents.hooks.answers import answer
from desktop_app.agents.hooks.parse import HookCall, parse
from desktop_app.agents.hooks.table import DIALECTS, Moment
from desktop_app.recorder import futures
from desktop_app.recorder.declared import Declared, checked
from desktop_app.recorder.effects import Reported
from desktop_app.recorder.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from desktop_app.errors import CountersignError
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.gating import Gating

DEADLINE_S = 55.0  # where the hook's program does not say: under every agent's own default
JUSTIFIES = "description"  # what Codex adds to the arguments when it asks its person


def take_hook(
    gating: Gating,
    agent: str,
    event: str,
    value: Mapping[str, JSON],
    *,
    deadline_s: float | None = None,
    sender: str | None = None,
    run_id: str = "",
    auth: str = "local",
    gone: Future[None] | None = None,
    pid: int | None = None,
) -> Future[dict[str, JSON]]:
    """Take one call; the future is done when the agent may be answered.

    Args:
        gating: the gate and what stands around it.
        agent: as the hook's program was told.
        event: likewise; "" for the one that the input names.
        value: the hook's input.
        deadline_s: how long the agent waits for its hook.
        sender: who vouches for it; None: the one of its telemetry.
        run_id: the run that `countersign run` gave it; "": the agent's own session.
        auth: how it is known that it is so.
        gone: done when the agent's hook waits no longer.
        pid: the hook's process, where that is known.

    Raises:
        MalformedRequestError, TooLargeError: not a hook that we know.
        StorageError, OverloadedError: an effect or a session could not be written down.
    """
    call = parse(agent, event, value)
    declared = replace(
        _declared(call, deadline_s),
        sender=_sender(call.agent) if sender is None else sender,
        run_id=run_id or call.run_id,
        auth=auth,
        gone=gone,
    )
    match call.moment:
        case Moment.BEFORE:
            verdict = gating.gate.begin(declared)
        case Moment.PERMISSION:
            verdict = _again(gating, declared) or gating.gate.begin(declared)
        case Moment.AFTER | Moment.FAILED:
            gating.hook_heard(call, declared)
            _report(gating, call, declared)
            verdict = futures.done(Verdict("none"))
        case Moment.STARTED | Moment.PROMPT | Moment.ENDED:
            gating.hook_heard(call, declared, pid)
            gating.sessions.take(call, declared)
            verdict = futures.done(Verdict("none"))
        case _:
            verdict = futures.done(Verdict("none"))
    return futures.mapped(verdict, lambda told: _told(call, told))


def refused(agent: str, event: str, error: CountersignError) -> dict[str, JSON]:
    """Return the answer to a hook that could not be taken: denied, where it could have run."""
    known = agent if agent in DIALECTS else next(iter(DIALECTS))
    moments = DIALECTS[known].moments
    if not event:  # an answer that names no event is none for the agent, and its tool runs
        event = next(name for name, moment in moments.items() if moment is Moment.BEFORE)
    moment = moments.get(event, Moment.OTHER)
    if agent not in DIALECTS:
        moment = Moment.BEFORE
    call = HookCall(known, event, moment)
    return _told(call, Verdict("deny", f"{error.message} It is denied."))


def body_of(told: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return an answer as an http hook tells it: what a program would print."""
    printed = told["stdout"]
    if not isinstance(printed, str) or not printed:
        return {}
    body: Mapping[str, JSON] = json.loads(printed)
    return body


def _again(gating: Gating, declared: Declared) -> Future[Verdict] | None:
    """Return what was decided of the same call before the agent came to ask its person.

    With a justification the agent asks for more than it did before (Codex: to leave its sandbox):
    a "no" to less still holds, a "yes" does not.
    """
    decided = gating.gate.before_prompt(declared)
    if decided is None and JUSTIFIES in declared.arguments:
        bare = {name: value for name, value in declared.arguments.items() if name != JUSTIFIES}
        less = gating.gate.before_prompt(replace(declared, arguments=bare))
        decided = less if less is not None and less.was_denied else None
    return None if decided is None else decided.verdict


def _report(gating: Gating, call: HookCall, declared: Declared) -> None:
    reported = Reported(
        declared,
        call.outcome,
        has_arguments=True,
        duration_us=call.duration_us,
        exit_code=call.exit_code,
    )
    gating.effects.report(reported)


def _declared(call: HookCall, deadline_s: float | None) -> Declared:
    return Declared(
        agent=call.agent,
        tool=call.tool,
        arguments=call.arguments,
        cwd=call.cwd,
        workspace=call.cwd,
        call_id=call.call_id,
        delegated_by=call.delegated_by,
        via="hook",
        deadline_s=DEADLINE_S if deadline_s is None else deadline_s,
        size=checked(call.arguments),
    )


def _sender(agent: str) -> str:
    """Return the sender of an agent's telemetry, so that both belong to one run."""
    return agent if BY_NAME[agent].sends_token else ""


def _told(call: HookCall, verdict: Verdict) -> dict[str, JSON]:
    made = answer(call, verdict.says, verdict.reason, person=verdict.person)
    return {
        "decision": made.decision,
        "reason": verdict.reason,
        "intent": verdict.intent,
        "stdout": made.stdout,
        "stderr": made.stderr,
        "exit": made.exit,
    }
