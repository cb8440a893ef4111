"""Verbs of escrow: who can open kept content besides the holder of the vault's key.

`resources/docs/control.md`. A change is an entry first, and holds for what is kept from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import askers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"


def escrow_list(recorder: Recorder, _call: Call) -> Answer:
    """Return the recipients."""
    return {"recipients": list(recorder.keeping.escrows.recipients)}


def escrow_add(recorder: Recorder, call: Call) -> Answer:
    """Let one more open what is kept from now on."""
    askers.by_person(call, "vault escrow add")
    recipient = askers.text(call, "recipient").strip()
    return _changed(recorder, call, "add", recorder.keeping.escrows.with_one(recipient))


def escrow_remove(recorder: Recorder, call: Call) -> Answer:
    """Seal what is kept from now on to one less."""
    askers.by_person(call, "vault escrow remove")
    recipient = askers.text(call, "recipient").strip()
    return _changed(recorder, call, "remove", recorder.keeping.escrows.without(recipient))


def _changed(recorder: Recorder, call: Call, verb: str, wanted: tuple[str, ...]) -> Answer:
    subject: dict[str, JSON] = {
        "verb": f"vault escrow {verb}",
        "recipient": askers.text(call, "recipient").strip(),
    }
    noted = recorder.journal.note(EntryKind.COMMAND, subject, actor=askers.actor(call))
    recorder.keeping.escrow_to(wanted)
    return {"recipients": list(wanted), "entry": noted.seq}


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "vault.escrow.list": (escrow_list, False),
    "vault.escrow.add": (escrow_add, True),
    "vault.escrow.remove": (escrow_remove, True),
}
