"""Upstreams and ledgers of telemetry, for tests of what goes upstream."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from desktop_app.host.resources import read_text
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, groups
from desktop_app.redact.redactor import Redactor
from desktop_app.redact.rulefile import parse_rules
from desktop_app.upstream.places import Kind, Options, Sends, Upstream
from tests.fakes import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.normalize.signals import ExportRequest
    from tests.fakes.memory_ledger import MemoryLedger

PLACES = {
    Kind.OTLP: "https://logs.example.org/",
    Kind.WEBHOOK: "https://hooks.example.org/in",
    Kind.S3: "s3://evidence/here",
    Kind.HTTPS: "https://files.example.org/put/",
    Kind.FOLDER: "/srv/evidence",
    Kind.TSA: "http://tsa.example.org/",
}


def upstream(kind: Kind = Kind.OTLP, **changes: Any) -> Upstream:
    """Return an upstream; fields of `Sends` and `Options` by their names."""
    own = {name: changes.pop(name) for name in list(changes) if name in Upstream.__slots__}
    sends = {name: changes.pop(name) for name in list(changes) if name in Sends.__slots__}
    if kind is Kind.S3 and "endpoint" not in changes:
        changes.setdefault("region", "eu-central-1")
    plain = {"id": "00112233445566aa", "name": "logs", "kind": kind, "where": PLACES[kind]}
    plain |= {"sends": Sends(**sends), "options": Options(**changes)}
    return Upstream(**{**plain, "consent": 7, "until_us": 1_790_000_000_000_000, **own})


def read(folder: Path, ledger: MemoryLedger) -> LedgerReader:
    """Return a real reader of a real file with these entries."""
    path = folder / f"ledger-{ledger.size()}-{len(ledger.bodies)}.db"
    if not path.exists():
        ledger.write(path)
    return LedgerReader(path)


@functools.cache
def redactor() -> Redactor:
    """Return a redactor with the rules as shipped."""
    return Redactor(parse_rules(read_text("redaction/default.toml")), bytes(32))


@functools.cache
def stored() -> tuple[tuple[Signal, bytes, str], ...]:
    """Return (signal, body, agent) of all requests of the recorded runs as a ledger has them."""
    found = []
    for run in recorded.runs():
        for body in run.bodies:
            request = recorded.parse(body)
            kept = redactor().redact_request(body.signal, request, bytes(32))
            found.append((body.signal, kept.body, run.agent.split()[0].lower()))
    return tuple(found)


def put(
    ledger: MemoryLedger,
    signal: Signal,
    request: ExportRequest | bytes,
    *,
    records: int = 1,
    sender: str = "",
    agent: str | None = None,
    run_id: str | None = None,
) -> int:
    """Append telemetry; a request counts its records by itself. Return its place."""
    if not isinstance(request, bytes):
        records = sum(map(sum, groups(signal, request)))
        request = request.SerializeToString()
    subject = {"records": records, "points": records, "agent": agent}
    return ledger.add(signal.kind, subject, body=request, run_id=run_id, sender=sender)


def begin(ledger: MemoryLedger, run_id: str, sender: str = "") -> int:
    """Append a run's start."""
    return ledger.add(EntryKind.RUN_START, {}, run_id=run_id, sender=sender)


def end(ledger: MemoryLedger, run_id: str, sender: str = "", **subject: Any) -> int:
    """Append a run's end."""
    return ledger.add(EntryKind.RUN_END, subject, run_id=run_id, sender=sender)
