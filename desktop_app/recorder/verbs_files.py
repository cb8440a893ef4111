"""What is kept of a run's changed files, told without a name of any: `files.pieces`.

A person who wants to look at changes is asked once for the lists of them and the copies that these
name; the lists are read here to know which copies, and neither list nor name leaves this process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import NotFoundError
from desktop_app.recorder import askers
from desktop_app.recorder.file_entries import OPS
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from desktop_app.control.server import Call
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.file_entries import Recorded
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.vault.lines import Line
    from desktop_app.vault.vault import Vault

    Answer: TypeAlias = "Mapping[str, JSON]"
    Ask: TypeAlias = "Callable[[Recorder, Call], Answer]"

MAX_COPIES = 10_000  # of a run that are told


def pieces(recorder: Recorder, call: Call) -> Answer:
    """Return, by entry, the list of changes and the copies it names, as far as they are kept."""
    askers.by_person(call, "a look at files")
    run = Run(askers.text(call, "sender"), askers.text(call, "run_id"))
    vault = recorder.keeping.vault
    told: list[JSON] = []
    left = MAX_COPIES
    for one in recorder.rollbacks.recorded(run):
        document = _document(vault, one.seq)
        if document is None or one.subject.get("phase") == "begun":
            continue
        copies = [_piece(seq, line) for seq, line in _copies(vault, one)][:left]
        left -= len(copies)
        told.append({"entry": one.seq, "list": _piece(one.seq, document), "copies": copies})
    return {"entries": told}


def _document(vault: Vault, seq: int) -> Line | None:
    lines = (line for line in vault.lines_of(seq) if line.label == OPS)
    return next((line for line in lines if vault.has(line.ref)), None)


def _copies(vault: Vault, one: Recorded) -> Iterator[tuple[int, Line]]:
    """Yield what the changes of an entry refer to, each once; what is purged is left out."""
    states = [state for op in one.files for state in (op.before, op.after, op.source_before)]
    for ref in dict.fromkeys(state.ref for state in states if state is not None and state.ref):
        try:
            yield vault.about(ref)
        except NotFoundError:
            continue


def _piece(seq: int, line: Line) -> dict[str, JSON]:
    return {"ref": line.ref, "entry": seq, "bytes": line.size, "media": line.media}


# Append-only, as in `verbs`. True: only a person may ask.
TABLE: Mapping[str, tuple[Ask, bool]] = {
    "files.pieces": (pieces, True),
}
