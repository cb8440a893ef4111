"""Telemetry for a collector: export requests, as they are stored, each told where it comes from.

Promise: what is sent is the redacted body of an entry, byte for byte, with two more attributes on
each resource: `countersign.log` and `countersign.entry`. No record is decoded on the way. What the
options leave out and what was purged is counted.

What came here by a forward of another recorder is skipped (`forwarded`): no ring goes on for ever.

A run that sampling did not choose is decided of when it ends, or an epoch begins (`runs`);
telemetry of no known run always goes, since nothing tells what belongs together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from desktop_app.model.kinds import EntryKind
from desktop_app.model.wire import with_attributes
from desktop_app.normalize.signals import Signal
from desktop_app.upstream.batches import Batch, Cutter, Form, Part
from desktop_app.upstream.forwarded import FIELD, LOG, first_hand, noted
from desktop_app.upstream.runs import Runs, chosen, sender_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.model.entry import Entry
    from desktop_app.upstream.runs import Ended
    from desktop_app.upstream.values import Upstream

ENTRY: Final = "countersign.entry"
SIGNALS: Final = {signal.kind: signal for signal in Signal}
_FORMS = {
    signal: Form(signal.value, f"/v1/{signal.value}", "application/x-protobuf") for signal in Signal
}


class Telemetry:
    """The walk of one upstream. Not thread safe: one reader a thread.

    Args:
        upstream: of kind `otlp`.
        ledger: what is read.
    """

    def __init__(self, upstream: Upstream, ledger: LedgerReader) -> None:
        self._ledger = ledger
        self._start, self._sends = upstream.start, upstream.sends
        self._runs = Runs(ledger, SIGNALS) if self._sends.sample > 1 else None

    def after(self, position: int, stop: int | None = None) -> Iterator[Batch]:
        """Yield the batches of the entries [position, stop), in order.

        Args:
            position: where the upstream stands; nothing before its first entry goes.
            stop: the end of the walk; None: what is there by then.

        Raises:
            UnreadableError, StorageError: of the reader.
            BadEncodingError: a body that the recorder did not write.
        """
        position = max(position, self._start)
        cutter: Cutter | None = None
        end = position
        for entry, body in self._ledger.with_bodies(position, stop):
            cutter = cutter or Cutter(entry.log, position)
            end = entry.seq + 1
            if self._runs is not None and entry.kind is EntryKind.RUN_END and self._waits(entry):
                yield from self._ended((self._runs.ended(entry),), entry.seq, cutter)
            elif self._runs is not None and entry.kind is EntryKind.EPOCH_START:
                yield from self._ended(self._runs.turned(entry, self._waits), entry.seq, cutter)
            elif entry.kind in SIGNALS and not self._waits(entry):
                yield from self._take(entry, body, cutter)
            if self._runs is not None:
                self._runs.see(entry)
            yield from cutter.end_of(entry.seq)
        if cutter is not None:
            yield from cutter.cut(end)

    def _take(
        self, entry: Entry, body: bytes | None, cutter: Cutter, *, at: int | None = None
    ) -> Iterator[Batch]:
        """Put an entry's telemetry into the batch; yield the one before it when that is full."""
        if not self._wanted(entry):
            cutter.skip()
        elif body is None:
            cutter.miss()
        elif (part := _part(entry, body)) is None:
            cutter.skip()
        else:
            yield from cutter.add(_FORMS[SIGNALS[entry.kind]], part, at=at)

    def _wanted(self, entry: Entry) -> bool:
        sends = self._sends
        if sends.signals and SIGNALS[entry.kind].value not in sends.signals:
            return False
        said = (entry.actor.get("sender"), entry.actor.get("agent"), entry.subject.get("agent"))
        return not sends.agents or any(agent in said for agent in sends.agents)

    def _waits(self, entry: Entry) -> bool:
        """Tell whether an entry's run is decided of when it ends."""
        if self._runs is None or entry.run_id is None:
            return False
        return not chosen(sender_of(entry), entry.run_id, self._sends.sample)

    def _ended(self, decided: Iterable[Ended], at: int, cutter: Cutter) -> Iterator[Batch]:
        """Send or skip what runs sent that were waiting to be decided of at a place.

        What goes has batches of its own; the upstream stands at that place until the last of them.
        """
        goes: list[Entry] = []
        for found in decided:
            telemetry = [entry for entry in found.telemetry if entry.seq >= self._start]
            if found.troubled:
                goes += telemetry
            else:
                cutter.skip(len(telemetry))
        if not goes:
            return
        yield from cutter.cut(at)
        for entry in goes:
            yield from self._take(entry, self._ledger.body(entry.seq), cutter, at=at)
        yield from cutter.cut(at + 1)


def _part(entry: Entry, body: bytes) -> Part | None:
    """Return what goes of an entry; None where all of it came by a forward."""
    count = _records(entry)
    if forwarded := noted(entry.subject.get(FIELD)):
        body, count = first_hand(SIGNALS[entry.kind], body, forwarded)
        if not count:
            return None
    attributes = Resource()
    attributes.attributes.add(key=LOG).value.string_value = entry.log
    attributes.attributes.add(key=ENTRY).value.int_value = entry.seq
    data = with_attributes(body, attributes.SerializeToString())
    return Part(entry.seq, data, count)


def _records(entry: Entry) -> int:
    """Return what OTLP counts in an entry: spans, log records or data points."""
    count = entry.subject.get("points" if entry.kind is EntryKind.OTLP_METRICS else "records")
    return count if type(count) is int and count > 0 else 1
