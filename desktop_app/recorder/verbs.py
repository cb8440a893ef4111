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
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import (
    askers,
    bundles,
    consents,
    notes,
    verbs_anchors,
    verbs_escrow,
    verbs_evidence,
    verbs_files,
    verbs_gate,
    verbs_retention,
    verbs_rollback,
    verbs_upstream,
    verbs_vault,
    wrapped,
)
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
    name, value = askers.text(call, "name"), askers.text(call, "value")
    new = settings_table.parse(name, value)
    recorder.settings.check_free(name, new)
    if settings_table.loosens(name, new):
        askers.by_person(call, f"{name} = {value}")
    subject: dict[str, JSON] = {"name": name, "old": recorder.settings[name], "new": new}
    with verbs_retention.deciding(recorder, call, name, new):
        actor = askers.actor(call)
        appended = recorder.journal.note(EntryKind.CONFIG_CHANGED, subject, actor=actor)
    recorder.settings.set(name, value)
    recorder.apply_settings()
    return {**subject, "entry": appended.seq, "takes_hold": settings_table.takes_hold(name)}


def pause(recorder: Recorder, call: Call) -> Answer:
    """Stop recording for `for_s` seconds, or until resumed."""
    askers.by_person(call, "pause")
    for_s = call.args.get("for_s")
    if for_s is not None and (type(for_s) is not int or not 0 < for_s <= MAX_PAUSE_S):
        raise UsageError("A pause lasts 1 second to 24 hours, or until you resume.")
    recorder.pause.start(for_s, askers.actor(call))
    return {"paused": True, "until_us": recorder.pause.until_us}


def resume(recorder: Recorder, call: Call) -> Answer:
    """Record again; returns what was not recorded meanwhile."""
    was_paused = recorder.pause.active
    rejected = recorder.pause.end("resumed", askers.actor(call))
    return {"paused": False, "was_paused": was_paused, "rejected": dict(rejected)}


def mode_local_only(recorder: Recorder, call: Call) -> Answer:
    """Turn local-only mode on, or off by a person's consent; a checkpoint follows."""
    on, mode = call.args.get("on"), recorder.local_only
    if not isinstance(on, bool):
        raise UsageError("Local-only mode is on or off.")
    sent: list[dict[str, JSON]] = []
    if on:
        with recorder.upstreams.halted("local-only") as sent:
            entry = mode.turn_on(askers.actor(call))
    else:
        askers.by_person(call, "mode local-only off")
        consent = consents.given(
            call.args.get("consent"),
            purpose=consents.BEYOND,
            shown=notice("local-only-off", mode.upstreams),
            recipients=mode.upstreams,
        )
        entry = mode.turn_off(consent, askers.actor(call))
        recorder.upstreams.tick()
    if entry is not None:
        with suppress(CountersignError, TimeoutError):  # `status` tells that sealing fails
            recorder.journal.writer.checkpoint("mode").result(CHECKPOINT_S)
    told: dict[str, JSON] = {"local_only": mode.on, "upstreams": len(mode.upstreams)}
    return {**told, "entry": entry, "sent": list(sent)}


def keys_rotate(recorder: Recorder, call: Call) -> Answer:
    """Make new root keys, signed by the old and the new ones; a new epoch follows at once."""
    askers.by_person(call, "keys rotate")
    recorder.journal.writer.rotate_root().result(ROTATE_S)
    return recorder.keys()


def keys_list(recorder: Recorder, _call: Call) -> Answer:
    """Return public keys, fingerprint, custody and the running epoch."""
    return recorder.keys()


def senders_add(recorder: Recorder, call: Call) -> Answer:
    """Make a token by which a sender is known; earlier ones stay good."""
    name = askers.text(call, "name")
    recorder.check_sender_name(name)
    recorder.journal.note(EntryKind.SENDER_ADDED, {"name": name}, actor=askers.actor(call))
    return {"name": name, "token": recorder.senders.add(name)}


def senders_renew(recorder: Recorder, call: Call) -> Answer:
    """Make a sender's token anew: what a set-up writes; earlier ones stop being known."""
    recorder.check_sender_name(askers.text(call, "name"))
    senders_forget(recorder, call)
    return senders_add(recorder, call)


def senders_forget(recorder: Recorder, call: Call) -> Answer:
    """Forget a sender's tokens, if it has any."""
    name = askers.text(call, "name")
    count = recorder.senders.count(name)
    if count:
        subject: dict[str, JSON] = {"name": name, "tokens": count}
        recorder.journal.note(EntryKind.SENDER_REMOVED, subject, actor=askers.actor(call))
        recorder.senders.drop(name)
    return {"name": name, "tokens": count}


def note(recorder: Recorder, call: Call) -> Answer:
    """Write down what command line or tray did or met themselves, redacted."""
    kind, subject = notes.parse_note(recorder, askers.text(call, "kind"), call.args.get("subject"))
    by_agent = askers.agent(call) is not None
    actor = askers.actor(call) if by_agent or notes.is_deed(kind, subject) else askers.program(call)
    subject = notes.told_by_agent(kind, subject) if by_agent else subject
    appended = recorder.journal.note(kind, subject, actor=actor)
    if kind in (EntryKind.AGENT_SETUP, EntryKind.AGENT_SETUP_UNDONE):
        recorder.gating.unsettled.look()  # its next run may come before the next tick
    return {"entry": appended.seq}


def run_begin(recorder: Recorder, call: Call) -> Answer:
    """Open a run for `countersign run`; returns its id, token and endpoints."""
    return wrapped.begin(recorder, call.args, askers.actor(call))


def run_end(recorder: Recorder, call: Call) -> Answer:
    """End a run of `countersign run`: root span, `run.end`, checkpoint."""
    return wrapped.end(recorder, call.args, askers.actor(call))


def checkpoint(recorder: Recorder, _call: Call) -> Answer:
    """Seal what is there now; returns the checkpoint's size."""
    recorder.journal.writer.checkpoint("asked", cosign=True).result(CHECKPOINT_S)
    return {"sealed_size": recorder.journal.writer.state().sealed_size}


def index_rebuild(recorder: Recorder, call: Call) -> Answer:
    """Drop the index and let the follower make it again."""
    recorder.journal.note(EntryKind.COMMAND, {"verb": "index rebuild"}, actor=askers.actor(call))
    recorder.follower.rebuild()
    return {"rebuilding": True}


def bundle_begin(recorder: Recorder, call: Call) -> Answer:
    """Begin an export; a level that reveals content keys needs a person's confirmation."""
    if bundles.reveals(call.args):
        askers.by_person(call, f"bundle export --level {call.args['level']}")
    return bundles.begin(recorder, call.args, askers.actor(call))


def bundle_sign(recorder: Recorder, call: Call) -> Answer:
    """Sign a begun export; returns its manifest."""
    return bundles.sign(recorder, call.args, askers.actor(call))


def bundle_cancel(recorder: Recorder, call: Call) -> Answer:
    """Write down that a begun export was not made."""
    return bundles.cancel(recorder, call.args, askers.actor(call))


def stop(recorder: Recorder, call: Call) -> Answer:
    """End the recorder in order, as a service manager would; the answer comes before the end."""
    askers.by_person(call, "stop")
    recorder.stopping.ask(askers.actor(call))
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
    **verbs_gate.TABLE,
    **verbs_vault.TABLE,
    **verbs_evidence.TABLE,
    **verbs_rollback.TABLE,
    **verbs_files.TABLE,
    **verbs_retention.TABLE,
    **verbs_escrow.TABLE,
    **verbs_upstream.TABLE,
    **verbs_anchors.TABLE,
}


def bind(recorder: Recorder) -> dict[str, Verb]:
    """Return the table for the control server."""

    def handler(name: str, ask: Ask) -> Callable[[Call], Answer]:
        def asked(call: Call) -> Answer:
            try:
                return ask(recorder, call)
            except NotAnsweredByPersonError:
                found = askers.agent(call)
                if found is not None:
                    refused(recorder, name, found.name)
                raise

        return asked

    return {name: Verb(handler(name, ask), person_only=only) for name, (ask, only) in TABLE.items()}


def refused(recorder: Recorder, verb: str, agent: str) -> None:
    """Write down that an agent asked for what only a person may."""
    actor: dict[str, JSON] = {"sender": "", "auth": "local", "agent": agent}
    recorder.gating.tries.attempted(verb, agent, actor)
