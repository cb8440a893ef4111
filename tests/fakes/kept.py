"""A recorder that keeps content: consent to it, and what the vault and its entries hold."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import PURPOSES
from desktop_app.control.server import Call
from desktop_app.host.notices import Notice, keep_notice, reveal_notice
from desktop_app.model.canonical import encode_body
from desktop_app.recorder import verbs
from tests.fakes.recording import entries

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry
    from desktop_app.recorder.recorder import Recorder
    from tests.fakes.running import RunningRecorder

COMMANDS, PROMPTS = "keep command lines", "keep prompts and responses"
ARGUMENTS = "keep tool arguments and results"


def ask(made: Recorder, verb: str, **args: Any) -> dict[str, Any]:
    """Ask as the person's own window does."""
    call = Call({"confirmed": True, **args}, None, lambda *_: None, person=True)
    return dict(verbs.bind(made)[verb].handler(call))


def answered(shown: Notice, latency_ms: int = 900) -> dict[str, Any]:
    """A person's answer to what they were shown."""
    return {"digest": shown.digest, "latency_ms": latency_ms}


def notice_of(purpose: str) -> Notice:
    """What a person reads before content of a purpose is kept."""
    found = PURPOSES[purpose]
    return keep_notice(found.notice, found.retention_days or 0)


def give(made: Recorder, purpose: str, **more: Any) -> dict[str, Any]:
    """Let the person allow content of a purpose to be kept."""
    consent = answered(notice_of(purpose))
    return ask(made, "consent.give", purpose=purpose, consent=consent, **more)


def refuse(made: Recorder, purpose: str) -> dict[str, Any]:
    """Let the person refuse it."""
    return ask(made, "consent.refuse", purpose=purpose, consent=answered(notice_of(purpose)))


def reveal(made: Recorder, ref: str, reason: str = "to see", **more: Any) -> dict[str, Any]:
    """Let the person look."""
    about = ask(made, "vault.about", ref=ref)
    shown = reveal_notice(about["label"], about["bytes"], about["entry"], reason)
    args = {"ref": ref, "reason": reason, "consent": answered(shown), **more}
    return ask(made, "vault.reveal", **args)


def content(made: Recorder, ref: str) -> bytes:
    """Return what a person would see."""
    return b64decode(reveal(made, ref)["data_base64"])


def keeping_entries(made: Recorder) -> list[Entry]:
    """Return the entries for which something is kept."""
    return [entry for entry in entries(made) if "kept" in entry.subject]


def kept_of(made: Recorder) -> list[tuple[str, bytes]]:
    """Return label and content of everything that is kept, in order of the entries."""
    vault = made.keeping.vault
    return [
        (line.label, vault.read(line.ref))
        for entry in keeping_entries(made)
        for line in vault.lines_of(entry.seq)
    ]


def hand_over(recorder: RunningRecorder, *, purpose: str = PROMPTS, **value: Any) -> dict[str, Any]:
    """Let an agent hand something over to a recorder that runs; return the answer."""
    body = encode_body({"purpose": purpose, **value})
    status, _, data = recorder.post("/v1/payloads", body, {"Content-Type": "application/json"})
    assert status == 200, data
    answer: dict[str, Any] = json.loads(data)
    return answer
