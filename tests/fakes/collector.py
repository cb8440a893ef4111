"""A strict collector of OTLP/HTTP: it believes nothing, and remembers keys, bytes and entries."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from desktop_app.ledger.reader import LedgerReader
from desktop_app.normalize.signals import Signal, new_request, parse_request, resources
from desktop_app.upstream.otlp import ENTRY, LOG, SIGNALS
from tests.fakes.receiving import Answer, unpacked

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.normalize.signals import ExportRequest
    from tests.fakes.receiving import Got

PROTOBUF = "application/x-protobuf"


class Collector:
    """What a `Receiver` gives its requests to.

    Attributes:
        bodies: of each key, what came under it, each time.
        entries: of each entry, its telemetry without what was added on the way, each time that a
            request with a key of its own brought it.
    """

    def __init__(self) -> None:
        self.bodies: dict[str, list[bytes]] = defaultdict(list)
        self.entries: dict[int, list[ExportRequest]] = defaultdict(list)

    def take(self, got: Got) -> Answer:
        """Take a request that is one in every respect; anything else fails the test."""
        signal = Signal(got.path.removeprefix("/v1/"))
        assert (got.method, got.headers["content-type"]) == ("POST", PROTOBUF), got
        body = unpacked(got)
        request = parse_request(signal, body)
        assert not _unknown(request), "fields that OTLP does not have"
        key = got.headers["idempotency-key"]
        log, told = key.rsplit("/", 3)[0], key.rsplit("/", 3)[1:]
        entries = self._split(signal, request, log)
        assert told[:2] == [f"{min(entries)}-{max(entries)}", signal.value]
        assert told[2] == sha256(body).hexdigest()[:16]
        if key not in self.bodies:
            for seq, telemetry in entries.items():
                self.entries[seq].append(telemetry)
        self.bodies[key].append(body)
        assert len(set(self.bodies[key])) == 1, "one key, two bodies"
        return Answer(200, (f"Content-Type: {PROTOBUF}",))

    @property
    def again(self) -> int:
        """How many requests were there already."""
        return sum(len(bodies) - 1 for bodies in self.bodies.values())

    def matches(self, ledger: Path, *, start: int = 0, without: tuple[int, ...] = ()) -> bool:
        """Tell whether all telemetry of a ledger is here; what is here must be as it is stored.

        Args:
            ledger: its file.
            start: its first entry that goes here.
            without: entries that were refused.
        """
        kept = {
            seq: telemetry
            for seq, telemetry in stored(ledger).items()
            if seq >= start and seq not in without
        }
        for seq, came in dict(self.entries).items():
            assert all(telemetry == kept[seq] for telemetry in came), seq
        return set(kept) == set(self.entries)

    def _split(self, signal: Signal, request: ExportRequest, log: str) -> dict[int, ExportRequest]:
        found: dict[int, ExportRequest] = {}
        for group in resources(signal, request):
            attributes = group.resource.attributes
            mine = {one.key: one.value for one in attributes if one.key in (LOG, ENTRY)}
            assert mine[LOG].string_value == log
            rest = [one for one in attributes if one.key not in mine]
            del attributes[:]
            attributes.extend(rest)
            into = found.setdefault(mine[ENTRY].int_value, new_request(signal))
            resources(signal, into).append(group)
        return found


def stored(ledger: Path) -> dict[int, ExportRequest]:
    """Return the telemetry of a ledger by entry."""
    with LedgerReader(ledger) as reader:
        return {
            entry.seq: parse_request(SIGNALS[entry.kind], body)
            for entry, body in reader.with_bodies()
            if entry.kind in SIGNALS and body is not None
        }


def _unknown(message: Any) -> bool:
    before = message.ByteSize()
    message.DiscardUnknownFields()
    return before != message.ByteSize()
