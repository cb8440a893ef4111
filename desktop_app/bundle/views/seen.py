"""What the leaves of a bundle say by themselves, counted while the entries pass by.

It is all that a view can tell at level `metadata`, and the number of entries at every level.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.views.reading import integer
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.model.entry import Entry

KEEP_OTHERS = 200  # entries that are no telemetry, told one by one
TELEMETRY = frozenset(
    (EntryKind.OTLP_TRACES, EntryKind.OTLP_LOGS, EntryKind.OTLP_METRICS, EntryKind.CLOUDEVENTS)
)


@dataclass
class Seen:
    """Counts over the entries in scope.

    Attributes:
        entries: how many.
        first: the first of them, or None.
        last: the last of them, or None.
        kinds: entries by kind.
        records: records by kind, as leaves count them.
        with_payload: entries that a body belongs to.
        opened: those whose body was at hand.
        body_bytes: of all bodies, uncompressed, as leaves say.
        runs: entries by (sender, run id).
        others: the first entries that are no telemetry.
        more_others: how many further ones there were.
    """

    entries: int = 0
    first: Entry | None = None
    last: Entry | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    with_payload: int = 0
    opened: int = 0
    body_bytes: int = 0
    runs: Counter[tuple[str, str]] = field(default_factory=Counter)
    others: list[Entry] = field(default_factory=list)
    more_others: int = 0

    def passing(
        self, entries: Iterable[tuple[Entry, bytes | None]]
    ) -> Iterator[tuple[Entry, bytes | None]]:
        """Yield the same again, counted."""
        for entry, body in entries:
            self._count(entry, opened=body is not None)
            yield entry, body

    def _count(self, entry: Entry, *, opened: bool) -> None:
        self.entries += 1
        self.first = self.first or entry
        self.last = entry
        self.kinds[str(entry.kind)] += 1
        self.records[str(entry.kind)] += integer(entry.subject.get("records")) or 0
        if entry.payload is not None:
            self.with_payload += 1
            self.opened += opened
            self.body_bytes += entry.payload.size
        if entry.run_id is not None:
            self.runs[str(entry.actor.get("sender", "")), entry.run_id] += 1
        if entry.kind in TELEMETRY:
            return
        if len(self.others) < KEEP_OTHERS:
            self.others.append(entry)
        else:
            self.more_others += 1
