"""What command line and tray did or met themselves, and ask the recorder to write down.

Promise: a note is redacted, bounded, and of one of a few kinds; those that others read as facts
(`verdict`, `egress.refused`) have exactly their documented shape (`resources/docs/ledger.md`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, UsageError
from desktop_app.host.attempts import MAX_TARGETS
from desktop_app.model import canonical
from desktop_app.model.kinds import HANDED_OUT, EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.recorder.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

    Text = Callable[[str], str]
    Check = Callable[[Mapping[str, JSON], Text], Mapping[str, JSON]]

MAX_SENTENCE = 1_000  # characters
KEPT = "kept"  # what an entry says of content in the vault
BY_HAND, BY_AGENT = "hand", "agent"
_TARGETS = frozenset(("ledger", "bundle"))
# `verb` of commands that the recorder does itself, and acts on when it reads them again: whoever
# could write one would be somebody's recipient, or send a file.
_RECORDERS = (
    *("vault escrow add", "vault escrow remove", "upstream send"),
    *("consent approvers add", "consent approvers remove", "answer", "index rebuild"),
)
_CAUSES = frozenset((BY_HAND, "start", "shutdown", "schedule"))
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_MAX_EXIT = 255


def parse_note(
    recorder: Recorder, kind: str, subject: JSON
) -> tuple[EntryKind, Mapping[str, JSON]]:
    """Return what to append for a note.

    Raises:
        UsageError: a kind that nobody may ask for, or a subject that it cannot have.
    """
    if kind not in _NOTES or not isinstance(subject, Mapping):
        raise UsageError(f"Not a note that the command line may write: {kind!r}.")
    key = recorder.run_keys.key("", None)
    if subject.get("verb") in _RECORDERS:
        raise UsageError("That is the recorder's to write down, when it is done.")
    check = _CHECKED.get(kind)
    if check is None:
        clean = recorder.redactor.redact_json(subject, key)[0]
    else:
        clean = check(subject, lambda text: recorder.redactor.redact_text(text, key)[0])
    if not isinstance(clean, Mapping):
        raise UsageError("A note is a JSON object.")
    if KEPT in clean:  # who checks the vault would look for what was never there
        raise UsageError("Nothing is kept for a note.")
    try:
        canonical.encode(clean)
    except BadEncodingError as error:
        raise UsageError(f"Not a note that an entry can hold: {error.message}") from error
    return _NOTES[kind], clean


def is_deed(kind: EntryKind, subject: Mapping[str, JSON]) -> bool:
    """Say whether somebody did what the note tells; else a process of ours met it by itself."""
    if kind is EntryKind.VERDICT:
        return subject["by"] == BY_HAND
    return kind is not EntryKind.EGRESS_REFUSED


def told_by_agent(kind: EntryKind, subject: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return a note as it is stored where an agent told it: what others read as a fact names it.

    Nobody here recomputes a verdict, or sees a checkpoint that was handed out, so who only reads
    that must see whose word it is.
    """
    is_fact = kind is EntryKind.VERDICT or subject.get("verb") == HANDED_OUT
    return {**subject, "by": BY_AGENT} if is_fact else subject


def _verdict(subject: Mapping[str, JSON], redact: Text) -> Mapping[str, JSON]:
    """Check and bound a verdict; other fields than the documented ones are refused."""
    found = dict(subject)
    match found:
        case {
            "target": str(target),
            "verdict": str(verdict),
            "exit_code": int(exit_code),
            "sentence": str(sentence),
            "by": str(by),
            "duration_us": int(duration_us),
        }:
            pass
        case _:
            raise UsageError("A verdict lacks one of its fields.")
    size, file = found.get("size"), found.get("file")
    sound = (
        target in _TARGETS
        and verdict in set(Verdict)
        and all(type(n) is int for n in (exit_code, duration_us, 0 if size is None else size))
        and 0 <= exit_code <= _MAX_EXIT
        and by in _CAUSES
        and duration_us >= 0
        and (file is None or (isinstance(file, str) and _DIGEST.match(file) is not None))
    )
    if not sound:
        raise UsageError("A verdict has a value that it cannot have.")
    return {
        "target": target,
        "verdict": verdict,
        "exit_code": exit_code,
        "size": size,
        "sentence": redact(sentence)[:MAX_SENTENCE],
        "by": by,
        "duration_us": duration_us,
        **({} if file is None else {"file": file}),
    }


def _refused(subject: Mapping[str, JSON], redact: Text) -> Mapping[str, JSON]:
    """Check and bound what another process of ours was refused."""
    match subject:
        case {"targets": [*targets], "others": int(others)} if 0 < len(targets) <= MAX_TARGETS:
            return {"targets": [_target(row, redact) for row in targets], "others": int(others)}
        case _:
            raise UsageError("Not an account of refused attempts.")


def _target(row: JSON, redact: Text) -> JSON:
    match row:
        case {"target": str(target), "attempts": int(attempts)}:
            return refused(redact(target), int(attempts))
        case _:
            raise UsageError("Not an account of refused attempts.")


# Kinds that another process of ours may ask us to write down, because it did or met it itself.
_NOTES = {
    str(kind): kind
    for kind in (
        *(EntryKind.AGENT_SETUP, EntryKind.AGENT_SETUP_UNDONE, EntryKind.COMMAND),
        *(EntryKind.VERDICT, EntryKind.EGRESS_REFUSED),
    )
}
_CHECKED: Mapping[str, Check] = {
    EntryKind.VERDICT: _verdict,
    EntryKind.EGRESS_REFUSED: _refused,
}
