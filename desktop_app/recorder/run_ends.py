"""Which runs ended that an upstream has no bundle of yet, as the ledger tells: it is the queue.

Promise: the same ledger gives the same answer after any restart. A run that began again after its
end waits for its next one, whose bundle shows all of it. A bundle that was handed over and whose
copy was lost before it arrived is named again. Ends come in the order in which they happened.

What was handed over is a `command` of the verb `upstream send` with the `end` of its run;
`resources/docs/upstream.md`, "A bundle of each run".
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop_app.courier.outbox import bundle_of
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.runs import Run

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

VERB: Final = "upstream send"
MOST: Final = 1_000  # ends that are held; the others are looked for later
_EDGES: Final = (EntryKind.RUN_START, EntryKind.RUN_END)
_TOLD: Final = (EntryKind.COMMAND, EntryKind.UPSTREAM_SENT, EntryKind.UPSTREAM_TROUBLE)


class Ended(NamedTuple):
    """A run at one of its ends."""

    end: int
    run: Run


def handed(upstream: str, end: Ended, digest: str | None, export: int | None) -> dict[str, JSON]:
    """Return the subject of the entry that a run's bundle is dealt with.

    Args:
        upstream: its id.
        end: which run, and where it ended.
        digest: SHA-256 of the bundle, hex; None: none can be made.
        export: its `bundle.export`; None likewise.
    """
    return {"verb": VERB, "id": upstream, "sha256": digest, "end": end.end, "export": export}


class RunEnds:
    """The ends that wait for one upstream. Not thread safe.

    Args:
        ledger: what is read now; later calls are given it anew.
        upstream: its id.
        start: the first entry that goes there.
        copies: SHA-256 of the bundles whose copies wait.
    """

    def __init__(
        self, ledger: LedgerReader, upstream: str, start: int, copies: Collection[str]
    ) -> None:
        self._ended: OrderedDict[Run, int] = OrderedDict()
        self._again: list[Ended] = []
        newest, waiting = _handed(ledger, upstream, start)
        self._seen = max(start, newest + 1)
        for end, digest in sorted(waiting.items()):
            if digest not in copies:
                self._again.append(_ended(ledger.entry(end)))

    def next(self, ledger: LedgerReader) -> Ended | None:
        """Return the oldest end that waits, or None."""
        if self._again:
            return self._again[0]
        self._look(ledger)
        return next((Ended(end, run) for run, end in self._ended.items()), None)

    def done(self, end: Ended) -> None:
        """Hear that one is dealt with, and that this is durable."""
        if end in self._again:
            self._again.remove(end)
        elif self._ended.get(end.run) == end.end:
            del self._ended[end.run]

    def _look(self, ledger: LedgerReader) -> None:
        """Take up what came since; as long as few wait."""
        stop = ledger.size()
        for entry in ledger.of_kinds(_EDGES, self._seen, stop):
            if len(self._ended) >= MOST:
                self._seen = entry.seq
                return
            found = _ended(entry)
            self._ended.pop(found.run, None)  # it goes on, or ended again: its place is behind
            if entry.kind is EntryKind.RUN_END:
                self._ended[found.run] = found.end
        self._seen = stop


def _handed(ledger: LedgerReader, upstream: str, start: int) -> tuple[int, dict[int, str]]:
    """Return the newest end that was dealt with, and the bundles that did not arrive by now."""
    newest, waiting = -1, dict[int, str]()
    for entry in ledger.of_kinds(_TOLD, start):
        subject = entry.subject
        if subject.get("id") != upstream:
            continue
        end, digest = subject.get("end"), subject.get("sha256")
        if entry.kind is EntryKind.COMMAND:
            if subject.get("verb") == VERB and type(end) is int:
                newest = max(newest, end)
                waiting.pop(end, None)
                if isinstance(digest, str):
                    waiting[end] = digest
        else:
            gone = {bundle_of(name) for name in _names(subject)}
            waiting = {end: digest for end, digest in waiting.items() if digest not in gone}
    return newest, waiting


def _names(subject: Mapping[str, JSON]) -> list[str]:
    """Return the names of objects that arrived or never will."""
    names, name = subject.get("names"), subject.get("name")
    found = names if isinstance(names, list) else [name]
    return [one for one in found if isinstance(one, str)]


def _ended(entry: Entry) -> Ended:
    return Ended(entry.seq, Run(str(entry.actor.get("sender", "")), entry.run_id or ""))
