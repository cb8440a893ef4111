"""Verbs of evidence: pictures by hand, and several pieces of kept content revealed at once.

A person who looks through a run says once why: one `vault.reveal` entry names every piece that may
then be read, and is durable before a byte of any leaves this process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.capture.screens.asked import Asked, Trigger
from desktop_app.capture.screens.region import Region
from desktop_app.consent.records import format_shown
from desktop_app.errors import UsageError
from desktop_app.host.notices import reveal_all_notice
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import askers, captures_api
from desktop_app.recorder.verbs_vault import answered, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

MAX_REFS = 500


def capture_take(recorder: Recorder, call: Call) -> Answer:
    """Take a picture of the screen by hand."""
    region = call.args.get("region")
    if region is not None and region not in tuple(Region):
        raise UsageError("A region is desktop, monitor or window.")
    asked = Asked(Trigger.HAND, region=None if region is None else Region(str(region)))
    return captures_api.told(recorder.pictures.take(asked))


def reveal_all(recorder: Recorder, call: Call) -> Answer:
    """Write down that several pieces are shown; `vault.reveal` with the entry then reads each."""
    askers.by_person(call, "vault reveal")
    refs = call.args.get("refs")
    if not isinstance(refs, list | tuple) or not 0 < len(refs) <= MAX_REFS:
        raise UsageError(f"refs are 1 to {MAX_REFS} references.")
    vault = recorder.keeping.vault
    found = [vault.about(str(ref)) for ref in dict.fromkeys(map(str, refs))]
    size = sum(line.size for _, line in found)
    entries = [seq for seq, _ in found]
    told = reason_of(call)
    shown, latency_ms = answered(
        call, reveal_all_notice(len(found), size, min(entries), max(entries), told)
    )
    clean = recorder.redactor.redact_text(told, recorder.run_keys.key("", None))[0]
    subject: dict[str, JSON] = {
        "refs": [line.ref for _, line in found],
        "entries": [min(entries), max(entries)],
        "purposes": sorted({line.purpose for _, line in found}),
        "bytes": size,
        "reason": clean,
        "notice": format_shown(shown),
        "latency_ms": latency_ms,
    }
    noted = recorder.journal.note(EntryKind.VAULT_REVEAL, subject, actor=askers.actor(call))
    for _, line in found:
        vault.note_reveal(line.ref, noted.seq, noted.ts_us)
        recorder.revealed.note(noted.seq, line.ref)
    return {"entry": noted.seq, "refs": len(found), "bytes": size}


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "capture.take": (capture_take, False),
    "vault.reveal_all": (reveal_all, True),
}
