"""What the command line may ask of a running recorder: one function a verb, in one table.

A verb gets a `Call` (arguments and who asks) and returns JSON. Verbs that loosen, reveal or pause
need `confirmed`, which the command line sets after a person typed it at their terminal, and are
refused when an agent is among the caller's ancestor processes. That stops a careless or
prompt-injected agent, not a hostile program of the same user (`resources/docs/security.md`). Every
verb that changes or reveals something writes an entry.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.control.server import Call, Verb
from desktop_app.errors import CountersignError, NotAnsweredByPersonError, UsageError
from desktop_app.host.notices import notice
from desktop_app.host.processes import AgentAncestor, agent_ancestor, ancestors
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import bundles, consents, notes, wrapped
from desktop_app.recorder import settings as settings_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

Answer: TypeAlias = "Mapping[str, JSON]"
Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

ROTATE_S, CHECKPOINT_S = 60.0, 30.0
MAX_PAUSE_S = 86_400


def status(recorder: Recorder, _call: Call) -> Answer:
    """Return the state that `status`, the tray and the window all read."""
    return recorder.status()


def config_get(recorder: Recorder, _call: Call) -> Answer:
    """Return every setting in force."""
    return dict(recorder.settings.all())


def config_set(recorder: Recorder, call: Call) -> Answer:
    """Change a setting; the entry is durable before it takes hold."""
    name, value = _text(call, "name"), _text(call, "value")
    new = settings_table.parse(name, value)
    if settings_table.loosens(name, new):
        _by_person(call, f"{name} = {value}")
    subject: dict[str, JSON] = {"name": name, "old": recorder.settings[name], "new": new}
    appended = recorder.journal.note(EntryKind.CONFIG_CHANGED, subject, actor=_actor(call))
    recorder.settings.set(name, value)
    recorder.apply_settings()
    return {**subject, "entry": appended.seq, "takes_hold": settings_table.takes_hold(name)}


def pause(recorder: Recorder, call: Call) -> Answer:
    """Stop recording for `for_s` seconds, or until resumed."""
    _by_person(call, "pause")
    for_s = call.args.get("for_s")
    if for_s is not None and (type(for_s) is not int or not 0 < for_s <= MAX_PAUSE_S):
        raise UsageError("A pause lasts 1 second to 24 hours, or until you resume.")
    recorder.pause.start(for_s, _actor(call))
    return {"paused": True, "until_us": recorder.pause.until_us}


def resume(recorder: Recorder, call: Call) -> Answer:
    """Record again; returns what was not recorded meanwhile."""
    was_paused = recorder.pause.active
    rejected = recorder.pause.end("resumed", _actor(call))
    return {"paused": False, "was_paused": was_paused, "rejected": dict(rejected)}


def mode_local_only(recorder: Recorder, call: Call) -> Answer:
    """Turn local-only mode on, or off by a person's consent; a checkpoint follows."""
    on, mode = call.args.get("on"), recorder.local_only
    if not isinstance(on, bool):
        raise UsageError("Local-only mode is on or off.")
    if on:
        entry = mode.turn_on(_actor(call))
    else:
        _by_person(call, "mode local-only off")
        consent = consents.given(
            call.args.get("consent"),
            purpose=consents.BEYOND,
            shown=notice("local-only-off", mode.upstreams),
            recipients=mode.upstreams,
        )
        entry = mode.turn_off(consent, _actor(call))
    if entry is not None:
        with suppress(CountersignError, TimeoutError):  # `status` tells that sealing fails
            recorder.journal.writer.checkpoint("mode").result(CHECKPOINT_S)
    return {"local_only": mode.on, "upstreams": len(mode.upstreams), "entry": entry}


def keys_rotate(recorder: Recorder, call: Call) -> Answer:
    """Make new root keys, signed by the old and the new ones; a new epoch follows at once."""
    _by_person(call, "keys rotate")
    recorder.journal.writer.rotate_root().result(ROTATE_S)
    return recorder.keys()


def keys_list(recorder: Recorder, _call: Call) -> Answer:
    """Return public keys, fingerprint, custody and the running epoch."""
    return recorder.keys()


def senders_add(recorder: Recorder, call: Call) -> Answer:
    """Make a token by which a sender is known; earlier ones stay good."""
    name = _text(call, "name")
    recorder.check_sender_name(name)
    recorder.journal.note(EntryKind.SENDER_ADDED, {"name": name}, actor=_actor(call))
    return {"name": name, "token": recorder.senders.add(name)}


def senders_renew(recorder: Recorder, call: Call) -> Answer:
    """Make a sender's token anew: what a set-up writes; earlier ones stop being known."""
    recorder.check_sender_name(_text(call, "name"))
    senders_forget(recorder, call)
    return senders_add(recorder, call)


def senders_forget(recorder: Recorder, call: Call) -> Answer:
    """Forget a sender's tokens, if it has any."""
    name = _text(call, "name")
    count = recorder.senders.count(name)
    if count:
        subject: dict[str, JSON] = {"name": name, "tokens": count}
        recorder.journal.note(EntryKind.SENDER_REMOVED, subject, actor=_actor(call))
        recorder.senders.drop(name)
    return {"name": name, "tokens": count}


def note(recorder: Recorder, call: Call) -> Answer:
    """Write down what command line or tray did or met themselves, redacted."""
    kind, subject = notes.parse_note(recorder, _text(call, "kind"), call.args.get("subject"))
    by_agent = _agent(call) is not None
    actor = _actor(call) if by_agent or notes.is_deed(kind, subject) else _program(call)
    subject = notes.told_by_agent(kind, subject) if by_agent else subject
    return {"entry": recorder.journal.note(kind, subject, actor=actor).seq}


def run_begin(recorder: Recorder, call: Call) -> Answer:
    """Open a run for `countersign run`; returns its id, token and endpoints."""
    return wrapped.begin(recorder, call.args, _actor(call))


def run_end(recorder: Recorder, call: Call) -> Answer:
    """End a run of `countersign run`: root span, `run.end`, checkpoint."""
    return wrapped.end(recorder, call.args, _actor(call))


def checkpoint(recorder: Recorder, _call: Call) -> Answer:
    """Seal what is there now; returns the checkpoint's size."""
    recorder.journal.writer.checkpoint("asked", cosign=True).result(CHECKPOINT_S)
    return {"sealed_size": recorder.journal.writer.state().sealed_size}


def index_rebuild(recorder: Recorder, call: Call) -> Answer:
    """Drop the index and let the follower make it again."""
    recorder.journal.note(EntryKind.COMMAND, {"verb": "index rebuild"}, actor=_actor(call))
    recorder.follower.rebuild()
    return {"rebuilding": True}


def bundle_begin(recorder: Recorder, call: Call) -> Answer:
    """Begin an export; a level that reveals content keys needs a person's confirmation."""
    if bundles.reveals(call.args):
        _by_person(call, f"bundle export --level {call.args['level']}")
    return bundles.begin(recorder, call.args, _actor(call))


def bundle_sign(recorder: Recorder, call: Call) -> Answer:
    """Sign a begun export; returns its manifest."""
    return bundles.sign(recorder, call.args, _actor(call))


def bundle_cancel(recorder: Recorder, call: Call) -> Answer:
    """Write down that a begun export was not made."""
    return bundles.cancel(recorder, call.args, _actor(call))


def stop(recorder: Recorder, call: Call) -> Answer:
    """End the recorder in order, as a service manager would; the answer comes before the end."""
    _by_person(call, "stop")
    recorder.stopping.ask(_actor(call))
    return {"stopping": True}


# Append-only: scripts and older command lines know these names. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "status": (status, False),
    "config.get": (config_get, False),
    "config.set": (config_set, False),
    "pause": (pause, True),
    "resume": (resume, False),
    "keys.list": (keys_list, False),
    "keys.rotate": (keys_rotate, True),
    "senders.add": (senders_add, False),
    "senders.renew": (senders_renew, False),
    "senders.forget": (senders_forget, False),
    "note": (note, False),
    "run.begin": (run_begin, False),
    "run.end": (run_end, False),
    "checkpoint": (checkpoint, False),
    "index.rebuild": (index_rebuild, False),
    "bundle.begin": (bundle_begin, True),
    "bundle.sign": (bundle_sign, True),
    "bundle.cancel": (bundle_cancel, True),
    "mode.local_only": (mode_local_only, False),
    "stop": (stop, True),
}


def bind(recorder: Recorder) -> dict[str, Verb]:
    """Return the table for the control server."""

    def handler(ask: Ask) -> Callable[[Call], Answer]:
        return lambda call: ask(recorder, call)

    return {name: Verb(handler(ask), person_only=only) for name, (ask, only) in TABLE.items()}


def _by_person(call: Call, what: str) -> None:
    """Refuse what an agent asks, who cannot be looked at, and what no person confirmed.

    Raises:
        NotAnsweredByPersonError: one of the three.
    """
    agent = _agent(call)
    if agent is not None:
        raise NotAnsweredByPersonError(f"{agent.name} asked for `{what}`; only a person may.")
    if not _is_known(call):
        raise NotAnsweredByPersonError("The recorder cannot tell which process asked for this.")
    if call.args.get("confirmed") is not True:
        raise NotAnsweredByPersonError(f"Nobody confirmed `{what}`.")


def _actor(call: Call) -> dict[str, JSON]:
    """Return who asked: a person only where one confirmed it, and no agent can be above.

    What comes by the person's own window is a person's.
    """
    agent = _agent(call)
    if agent is not None:
        return {"sender": "", "auth": "local", "agent": agent.name}
    if call.person:
        return {"sender": "", "auth": "person", "process": "tray"}
    confirmed = call.args.get("confirmed") is True and _is_known(call)
    return {"sender": "", "auth": "person" if confirmed else "local"}


def _program(call: Call) -> dict[str, JSON]:
    """Return who tells of what nobody did: a process of ours."""
    return {**_actor(call), "auth": "local", "process": "tray"}


def _agent(call: Call) -> AgentAncestor | None:
    if call.person or call.peer is None or call.peer.pid is None:
        return None
    return agent_ancestor(call.peer.pid)


def _is_known(call: Call) -> bool:
    """Whether the process that asks is the tray, or can be looked at: it still lives, and here."""
    if call.person:
        return True
    return call.peer is not None and call.peer.pid is not None and bool(ancestors(call.peer.pid))


def _text(call: Call, name: str) -> str:
    value = call.args.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name} is missing.")
    return value
