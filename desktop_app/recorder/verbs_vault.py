"""Verbs of the vault: a person's consent to keep content, and their look at what is kept.

`resources/docs/control.md`, "The vault". That something is revealed is an entry before a byte of it
leaves this process.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from desktop_app.consent.purposes import PURPOSES, Purpose
from desktop_app.consent.records import (
    MAX_LATENCY_MS,
    By,
    ConsentRecord,
    Shown,
    State,
    format_shown,
)
from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.host.notices import keep_notice, reveal_notice
from desktop_app.model.action import Lasts
from desktop_app.model.canonical import MAX_INT
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import askers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.control.server import Call
    from desktop_app.host.notices import Notice
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

PIECE_BYTES = 4 * 1024 * 1024
MAX_REASON = 500


def consent_give(recorder: Recorder, call: Call) -> Answer:
    """Give consent to keep content of a purpose, until it is withdrawn or for a time."""
    askers.by_person(call, "consent give")
    purpose = _purpose(call)
    until_us = call.args.get("until_us")
    if until_us is not None and not _to_come(until_us, recorder.clock.now_us()):
        raise UsageError("until_us is a time to come, in microseconds since 1970 UTC.")
    days = _days(recorder)
    shown, latency_ms = answered(call, keep_notice(purpose.notice, days))
    record = ConsentRecord(
        purpose=purpose.name,
        state=State.GIVEN,
        notice=shown,
        lasts=Lasts.ALWAYS if until_us is None else Lasts.UNTIL,
        until_us=until_us,
        by=By.YOU,
        latency_ms=latency_ms,
        retention_days=days,
    )
    entry = recorder.gating.entries.consent(record, askers.actor(call)).seq
    recorder.pictures.begin()
    return {"entry": entry, "purpose": purpose.name, "keeps": list(recorder.keeping.keeps())}


def consent_refuse(recorder: Recorder, call: Call) -> Answer:
    """Refuse to have content of a purpose kept; what was given before ends."""
    askers.by_person(call, "consent refuse")
    purpose = _purpose(call)
    shown, latency_ms = answered(call, keep_notice(purpose.notice, _days(recorder)))
    record = ConsentRecord(
        purpose=purpose.name,
        state=State.REFUSED,
        notice=shown,
        by=By.YOU,
        latency_ms=latency_ms,
    )
    entry = recorder.gating.entries.consent(record, askers.actor(call)).seq
    return {"entry": entry, "purpose": purpose.name, "keeps": list(recorder.keeping.keeps())}


def vault_about(recorder: Recorder, call: Call) -> Answer:
    """Return what is known of kept content without showing it."""
    ref = askers.text(call, "ref")
    entry, line = recorder.keeping.vault.about(ref)
    return {"entry": entry, **line.to_json()}


def vault_reveal(recorder: Recorder, call: Call) -> Answer:
    """Show kept content to a person, or the next piece of what was just revealed."""
    askers.by_person(call, "vault reveal")
    ref, offset = askers.text(call, "ref"), call.args.get("offset") or 0
    if type(offset) is not int or offset < 0:
        raise UsageError("offset is where the next piece begins.")
    entry = call.args.get("entry")
    if type(entry) is int:
        recorder.revealed.check(entry, ref)
    else:
        entry = _note(recorder, call, ref)
    vault, packed = recorder.keeping.vault, call.args.get("packed") is True
    size = vault.about(ref)[1].size
    data, is_last = recorder.revealed.piece(
        entry, ref, offset, PIECE_BYTES, vault.pieces, packed=packed
    )
    return {
        "entry": entry,
        "ref": ref,
        "bytes": size,
        "packed": packed,
        "offset": offset,
        "data_base64": b64encode(data).decode(),
        "next": None if is_last else offset + len(data),
    }


def _note(recorder: Recorder, call: Call, ref: str) -> int:
    """Write down that content is shown; return the entry."""
    vault = recorder.keeping.vault
    kept_by, line = vault.about(ref)
    reason = reason_of(call)
    shown, latency_ms = answered(call, reveal_notice(line.label, line.size, kept_by, reason))
    clean = recorder.redactor.redact_text(reason, recorder.run_keys.key("", None))[0]
    subject: dict[str, JSON] = {
        "ref": ref,
        "entry": kept_by,
        "label": line.label,
        "purpose": line.purpose,
        "bytes": line.size,
        "reason": clean,
        "notice": format_shown(shown),
        "latency_ms": latency_ms,
    }
    noted = recorder.journal.note(EntryKind.VAULT_REVEAL, subject, actor=askers.actor(call))
    vault.note_reveal(ref, noted.seq, noted.ts_us)
    recorder.revealed.note(noted.seq, ref)
    return noted.seq


def _days(recorder: Recorder) -> int:
    """Return how long content stays by the policy in force: a notice says no other number."""
    with recorder.retention.deciding:
        return recorder.retention.look().policy.payload_days


def _to_come(time_us: JSON, now_us: int) -> TypeGuard[int]:
    return type(time_us) is int and now_us < time_us <= MAX_INT


def _purpose(call: Call) -> Purpose:
    purpose = PURPOSES.get(askers.text(call, "purpose"))
    if purpose is None or purpose.retention_days is None:
        raise UsageError("There is no such purpose of content that can be kept.")
    return purpose


def reason_of(call: Call) -> str:
    """Return why a person wants to see it.

    Raises:
        UsageError: it is missing or too long.
    """
    reason = askers.text(call, "reason").strip()
    if not 0 < len(reason) <= MAX_REASON:
        raise UsageError(f"A reason has 1 to {MAX_REASON} characters.")
    return reason


def answered(call: Call, shown: Notice) -> tuple[Shown, int]:
    """Return what was shown and how long the answer took.

    Raises:
        NotAnsweredByPersonError: no answer, or one to another text.
    """
    match call.args.get("consent"):
        case {"digest": str(digest), "latency_ms": int(latency_ms)}:
            pass
        case _:
            raise NotAnsweredByPersonError(f"Nobody answered the notice {shown.name}.")
    if digest != shown.digest:
        raise NotAnsweredByPersonError(
            f"The answer is to another text than {shown.name}, version {shown.version}.",
            hint="Ask again: the person must read what holds now.",
        )
    told = Shown(shown.name, shown.version, shown.language, shown.digest)
    return told, min(max(int(latency_ms), 0), MAX_LATENCY_MS)


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "consent.give": (consent_give, True),
    "consent.refuse": (consent_refuse, True),
    "vault.about": (vault_about, False),
    "vault.reveal": (vault_reveal, True),
}
