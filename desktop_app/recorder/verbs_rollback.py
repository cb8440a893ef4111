"""Verbs of undoing: `rollback.plan` and `rollback.apply`, for a person alone.

A plan shows what files held: what it shows is a `vault.reveal` entry first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import askers
from desktop_app.recorder.rollback_span import parse_link
from desktop_app.recorder.rollbacks import Asked
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.recorder.rollback_span import Linked

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

MAX_NAMED = 500  # references in an entry; more entries follow
REASON = "to see what a rollback would change"


def plan(recorder: Recorder, call: Call) -> Answer:
    """Return what a rollback would do; nothing is changed."""
    askers.by_person(call, "rollback")
    asked = _asked(call)
    found = dict(recorder.rollbacks.plan(asked))
    refs = found.pop("shown")
    shown = [str(ref) for ref in refs] if isinstance(refs, list) else []
    for at in range(0, len(shown), MAX_NAMED):
        named = shown[at : at + MAX_NAMED]
        # Not an entry of the run: its actor is the person, whose runs are others.
        subject: dict[str, JSON] = {
            "refs": named,
            "purposes": [COPIES],
            "reason": REASON,
            "run": {"sender": asked.run.sender, "run_id": asked.run.run_id},
        }
        noted = recorder.journal.note(EntryKind.VAULT_REVEAL, subject, actor=askers.actor(call))
        for ref in named:
            recorder.keeping.vault.note_reveal(ref, noted.seq, noted.ts_us)
        found["entry"] = noted.seq
    return found


def apply(recorder: Recorder, call: Call) -> Answer:
    """Do what a plan said."""
    askers.by_person(call, "rollback")
    return recorder.rollbacks.apply(askers.text(call, "plan"))


def _asked(call: Call) -> Asked:
    args = call.args
    paths = args.get("paths") or []
    if not isinstance(paths, list | tuple) or not all(isinstance(one, str) for one in paths):
        raise UsageError("paths are a list of texts.")
    return Asked(
        run=Run(askers.text(call, "sender"), askers.text(call, "run_id")),
        to_call=_entry(call, "to"),
        including=args.get("including") is not False,
        paths=tuple(str(one).encode("utf-8", "surrogateescape") for one in paths),
        unattributed=args.get("unattributed") is True,
        undo=_entry(call, "undo"),
        merge=args.get("merge") is True,
        link=_link(call),
    )


def _link(call: Call) -> Linked | None:
    try:
        return parse_link(call.args.get("link"))
    except ValueError as error:
        raise UsageError("link is a span: its trace_id and span_id in hex.") from error


def _entry(call: Call, name: str) -> int | None:
    number = call.args.get(name)
    if number is not None and not isinstance(number, int):
        raise UsageError(f"{name} is the number of an entry.")
    return number


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "rollback.plan": (plan, True),
    "rollback.apply": (apply, True),
}
