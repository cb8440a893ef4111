"""What the command line may ask of a running recorder: one function a verb, in one table.

A verb gets its arguments as JSON, who asked (`Caller`), and returns JSON. Verbs that loosen, reveal or
pause need `confirmed`, which the command line sets after a person typed it at their terminal, and
are refused when an agent is among the caller's ancestor processes. That stops a careless or
prompt-injected agent, not a hostile program of the same user (`resources/docs/security.md`).
Every verb that changes or reveals something writes an entry.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from desktop_app import __version__
from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.host import backup, processes
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import settings as settings_table
from desktop_app.recorder import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.control.server import Caller
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

Arguments: TypeAlias = "Mapping[str, JSON]"
Verb: TypeAlias = "Callable[[Recorder, Arguments, Caller], JSON]"

# Kinds that the command line may ask us to write down, because it did the deed itself.
_NOTES = {str(k): k for k in (EntryKind.AGENT_SETUP, EntryKind.AGENT_SETUP_UNDONE, EntryKind.COMMAND)}


def status(recorder: Recorder, _arguments: Arguments, _caller: Caller) -> JSON:
    """Return the state that `status`, the tray and the window all read."""
    return recorder.status()


def config_get(recorder: Recorder, _arguments: Arguments, _caller: Caller) -> JSON:
    """Return every setting in force."""
    return dict(recorder.settings.all())


def config_set(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Change a setting; takes hold at the next start where the table says so."""
    name, value = _text(arguments, "name"), _text(arguments, "value")
    if settings_table.loosens(name, settings_table.parse(name, value)):
        _by_person(arguments, caller, f"{name} = {value}")
    old, new = recorder.settings.set(name, value)
    subject: dict[str, JSON] = {"name": name, "old": old, "new": new}
    appended = recorder.journal.note(EntryKind.CONFIG_CHANGED, subject, actor=_person(caller))
    recorder.apply_settings()
    return {**subject, "entry": appended.seq}


def pause(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Stop recording for `for_s` seconds, or until resumed."""
    _by_person(arguments, caller, "pause")
    for_s = arguments.get("for_s")
    if for_s is not None and (not isinstance(for_s, int) or not 0 < for_s <= 86_400):
        raise UsageError("A pause lasts 1 second to 24 hours, or until you resume.")
    recorder.pause.start(for_s, _person(caller))
    return {"paused": True, "until_us": recorder.pause.until_us}


def resume(recorder: Recorder, _arguments: Arguments, caller: Caller) -> JSON:
    """Record again; returns what was not recorded meanwhile."""
    return {"paused": False, "rejected": dict(recorder.pause.end("resumed", _person(caller)))}


def keys_rotate(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Make new root keys, signed by the old and the new ones; a new epoch follows at once."""
    _by_person(arguments, caller, "keys rotate")
    recorder.journal.writer.rotate_root().result(60)
    return recorder.keys()


def keys_list(recorder: Recorder, _arguments: Arguments, _caller: Caller) -> JSON:
    """Return public keys, fingerprint, custody and the running epoch."""
    return recorder.keys()


def keys_backup(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Return all keys of this install, encrypted with a passphrase; reveals, so it is an entry."""
    _by_person(arguments, caller, "keys backup")
    writer = recorder.journal.writer
    data = backup.seal(
        recorder.keystore(),
        writer.state().install_id,
        _text(arguments, "passphrase"),
        recorder.ids,
    )
    entry = recorder.journal.note(
        EntryKind.COMMAND, {"verb": "keys backup", "bytes": len(data)}, actor=_person(caller)
    )
    return {"backup_b64": base64.b64encode(data).decode(), "entry": entry.seq}


def senders_add(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Make a token by which a sender is known."""
    name = _text(arguments, "name")
    token = recorder.senders.add(name)
    recorder.journal.note(EntryKind.SENDER_ADDED, {"name": name}, actor=_person(caller))
    return {"name": name, "token": token}


def senders_remove(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Forget a sender's tokens."""
    name = _text(arguments, "name")
    count = recorder.senders.remove(name)
    subject: dict[str, JSON] = {"name": name, "tokens": count}
    recorder.journal.note(EntryKind.SENDER_REMOVED, subject, actor=_person(caller))
    return subject


def note(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Write down what the command line itself did (`setup`, `ledger export`, ...), redacted."""
    kind, subject = _text(arguments, "kind"), arguments.get("subject")
    if kind not in _NOTES or not isinstance(subject, Mapping):
        raise UsageError(f"Not a note that the command line may write: {kind!r}.")
    clean, _ = recorder.redactor.redact_json(subject, recorder.run_keys.key("", None))
    if not isinstance(clean, Mapping):
        raise UsageError("A note is a JSON object.")
    appended = recorder.journal.note(_NOTES[kind], clean, actor=_person(caller))
    return {"entry": appended.seq}


def run_begin(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """Open a run for `countersign run`; returns its id, token and endpoints."""
    return wrapped.begin(recorder, arguments, _person(caller))


def run_end(recorder: Recorder, arguments: Arguments, caller: Caller) -> JSON:
    """End a run of `countersign run`: root span, `run.end`, checkpoint."""
    return wrapped.end(recorder, arguments, _person(caller))


def checkpoint(recorder: Recorder, _arguments: Arguments, _caller: Caller) -> JSON:
    """Seal what is there now; returns the checkpoint's size."""
    recorder.journal.writer.checkpoint("asked", cosign=True).result(30)
    return {"sealed_size": recorder.journal.writer.state().sealed_size}


def index_rebuild(recorder: Recorder, _arguments: Arguments, caller: Caller) -> JSON:
    """Drop the index and let the follower make it again."""
    recorder.follower.rebuild()
    recorder.journal.note(EntryKind.COMMAND, {"verb": "index rebuild"}, actor=_person(caller))
    return {"rebuilding": True}


# Append-only: scripts and older command lines know these names.
TABLE: Mapping[str, Verb] = {
    "status": status,
    "config.get": config_get,
    "config.set": config_set,
    "pause": pause,
    "resume": resume,
    "keys.list": keys_list,
    "keys.rotate": keys_rotate,
    "keys.backup": keys_backup,
    "senders.add": senders_add,
    "senders.remove": senders_remove,
    "note": note,
    "run.begin": run_begin,
    "run.end": run_end,
    "checkpoint": checkpoint,
    "index.rebuild": index_rebuild,
}


def version() -> str:
    """Return the version that both ends must share."""
    return __version__


def _by_person(arguments: Arguments, caller: Caller, what: str) -> None:
    """Refuse what an agent asks, and what no person confirmed.

    Raises:
        NotAnsweredByPersonError: one of the two.
    """
    agent = processes.agent_ancestor(caller.pid) if caller.pid else None
    if agent is not None:
        raise NotAnsweredByPersonError(f"{agent.agent} asked for `{what}`; only a person may.")
    if arguments.get("confirmed") is not True:
        raise NotAnsweredByPersonError(f"Nobody confirmed `{what}`.")


def _person(caller: Caller) -> dict[str, JSON]:
    agent = processes.agent_ancestor(caller.pid) if caller.pid else None
    if agent is not None:
        return {"sender": "", "auth": "local", "agent": agent.agent}
    return {"sender": "", "auth": "person"}


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str):
        raise UsageError(f"{name} is missing.")
    return value
