"""How each upstream stands, as the ledger tells: a fold over its entries. Nothing else is kept.

Promise: an upstream is here only when a person's consent record names exactly it; its position is
what its own `upstream.sent` entries say. Whether the consent is still in force is asked elsewhere
(`consent.grants`). `resources/docs/upstream.md`, "What has to be true before a byte leaves".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.purposes import SEND
from desktop_app.consent.records import State, parse_record
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.places import line, parse_upstream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.entry import Entry
    from desktop_app.upstream.places import Upstream

KINDS: Final = (
    EntryKind.CONSENT_RECORD,
    EntryKind.UPSTREAM_ADDED,
    EntryKind.UPSTREAM_REMOVED,
    EntryKind.UPSTREAM_SENT,
    EntryKind.UPSTREAM_TROUBLE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One upstream.

    Attributes:
        upstream: where to, what, by which consent and until when.
        added: its `upstream.added`.
        position: the first entry that is not dealt with.
        records, bytes, refused: sent, and refused for good, so far.
        sent_us: when the newest was accepted; None: none was.
        refused_why: why the newest of these was; "" for none.
        trouble: the newest that went wrong; "" when something was accepted after it.
        unsure: first and last of what may have arrived when it was stopped; None: all is known, or
            was accepted since.
    """

    upstream: Upstream
    added: int
    position: int
    records: int = 0
    bytes: int = 0
    refused: int = 0
    refused_why: str = ""
    sent_us: int | None = None
    trouble: str = ""
    unsure: tuple[int, int] | None = None


class Standings:
    """All upstreams that were added and not removed."""

    def __init__(self) -> None:
        self._consented: dict[int, tuple[str, ...]] = {}
        self._standing: dict[str, Standing] = {}

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Standings:
        """Return what entries of `KINDS`, in their order, come to."""
        made = cls()
        for entry in entries:
            made.apply(entry)
        return made

    def all(self) -> tuple[Standing, ...]:
        """Return them in the order in which they were added."""
        return tuple(self._standing.values())

    def get(self, upstream: str) -> Standing | None:
        """Return the one with an id."""
        return self._standing.get(upstream)

    def named(self, name: str) -> Standing | None:
        """Return the one with a name."""
        return next((one for one in self.all() if one.upstream.name == name), None)

    def apply(self, entry: Entry) -> None:
        """Take up an entry; what is no entry of an upstream that is here changes nothing."""
        subject = entry.subject
        if entry.kind is EntryKind.CONSENT_RECORD:
            self._consent(entry)
        elif entry.kind is EntryKind.UPSTREAM_ADDED:
            self._add(entry)
        elif entry.kind is EntryKind.UPSTREAM_REMOVED:
            self._standing.pop(str(subject.get("id")), None)
        elif entry.kind in (EntryKind.UPSTREAM_SENT, EntryKind.UPSTREAM_TROUBLE):
            standing = self._standing.get(str(subject.get("id")))
            if standing is not None:
                self._standing[standing.upstream.id] = _after(standing, entry)

    def _consent(self, entry: Entry) -> None:
        try:
            record = parse_record(entry.subject)
        except BadRecordError:
            return
        if record.purpose == SEND and record.state is State.GIVEN:
            self._consented[entry.seq] = record.recipients

    def _add(self, entry: Entry) -> None:
        try:
            upstream = parse_upstream(entry.subject)
        except BadRecordError:
            return
        if self._consented.get(upstream.consent) == (line(upstream),):
            self._standing[upstream.id] = Standing(upstream, entry.seq, upstream.start)


def _after(standing: Standing, entry: Entry) -> Standing:
    subject = entry.subject
    told = [subject.get(name) for name in ("first", "last", "records", "bytes")]
    first, last, records, size = (one if type(one) is int else 0 for one in told)
    if entry.kind is EntryKind.UPSTREAM_TROUBLE:
        why = str(subject.get("why", ""))
        if subject.get("refused") is True:
            return replace(standing, refused=standing.refused + records, refused_why=why)
        unsure = (first, last) if subject.get("sure") is False else standing.unsure
        return replace(standing, trouble=why, unsure=unsure)
    if first > standing.position:  # a gap is not dealt with
        return standing
    position = max(standing.position, last + 1)
    unsure = standing.unsure
    return replace(
        standing,
        position=position,
        records=standing.records + records,
        bytes=standing.bytes + size,
        sent_us=entry.ts_us if records else standing.sent_us,
        trouble="" if records else standing.trouble,
        unsure=unsure if unsure is not None and unsure[1] >= position else None,
    )
