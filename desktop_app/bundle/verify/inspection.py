"""What a bundle says that it is, before anything of it is verified.

Everything comes from the manifest and from the sealed entries, never from views. Nothing here is
proven: `verifier` does that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.absence import absence
from desktop_app.bundle.layout import CONTENT
from desktop_app.bundle.manifest import predicate_json
from desktop_app.bundle.scope import in_scope
from desktop_app.bundle.verify.envelope import open_manifest
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.scope import scan
from desktop_app.bundle.verify.shown import Shown
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry


@dataclass(slots=True)
class ToldRun:
    """A run in scope: its entries shown, whether they are numbered without a gap, its end."""

    sender: str
    run_id: str
    entries: int = 0
    gap: bool = False
    ended: bool = False

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "sender": self.sender,
            "run_id": self.run_id,
            "entries": self.entries,
            "complete": not self.gap and self.ended,
            "ended": self.ended,
        }


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a bundle says; nothing of it is verified.

    Attributes:
        predicate: of the manifest.
        first_us, last_us: wall times of the first and the last entry in scope; None: there is none.
        entries, in_scope: number of entries.
        kinds: number of entries shown, by kind.
        runs: those with entries in scope.
        absence: what is missing, recomputed from the entries.
        reason: why it was exported, from the entry that asked for it.
        encrypted: whether content is for the recipients alone.
        no_entries: seqs of files that are no entry.
    """

    predicate: Predicate
    first_us: int | None
    last_us: int | None
    entries: int
    in_scope: int
    kinds: dict[str, int]
    runs: tuple[ToldRun, ...]
    absence: tuple[dict[str, JSON], ...]
    reason: str | None
    encrypted: bool
    no_entries: tuple[int, ...]

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form."""
        return {
            "verified": False,
            "predicate": predicate_json(self.predicate),
            "first_us": self.first_us,
            "last_us": self.last_us,
            "entries": self.entries,
            "in_scope": self.in_scope,
            "kinds": self.kinds,
            "runs": [run.to_json() for run in self.runs],
            "absence": list(self.absence),
            "reason": self.reason,
            "encrypted": self.encrypted,
            "no_entries": list(self.no_entries),
        }


def inspect(files: Files) -> Inspection:
    """Read what a bundle says.

    Raises:
        BadEncodingError: no manifest that can be read.
        NewerFormatError: a format, or an entry, that this version does not know.
        UnreadableError: files that cannot be read.
    """
    predicate = open_manifest(files).statement.predicate
    shown = Shown(Listed(files), progress=_silent)
    scoped = scan(shown, predicate.scope)
    ends = [shown.get(seq) for seq in (scoped.first_seq, scoped.last_seq) if seq is not None]
    times = [entry.ts_us for entry in ends if entry is not None]
    kinds = Counter(str(entry.kind) for entry in shown)
    return Inspection(
        predicate=predicate,
        first_us=times[0] if times else None,
        last_us=times[-1] if times else None,
        entries=len(shown.seqs),
        in_scope=scoped.entries,
        kinds=dict(sorted(kinds.items())),
        runs=tuple(_runs(shown, predicate.scope)),
        absence=tuple(absence(shown, scope=predicate.scope, level=predicate.level)),
        reason=_reason(shown.get(predicate.export)),
        encrypted=files.has(CONTENT),
        no_entries=tuple(sorted(shown.bad)),
    )


def _runs(shown: Iterable[Entry], scope: Scope) -> Iterable[ToldRun]:
    runs: dict[tuple[str, str], ToldRun] = {}
    for entry in shown:
        sender = entry.actor.get("sender")
        if entry.run_id is None or not isinstance(sender, str) or not in_scope(scope, entry):
            continue
        run = runs.setdefault((sender, entry.run_id), ToldRun(sender, entry.run_id))
        run.gap = run.gap or entry.run_seq != run.entries
        run.entries += 1
        run.ended = entry.kind is EntryKind.RUN_END
    return runs.values()


def _reason(export: Entry | None) -> str | None:
    reason = None if export is None else export.subject.get("reason")
    return reason if isinstance(reason, str) else None


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""
