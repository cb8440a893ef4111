"""One ledger entry into rows: the fold that index.db is.

`apply` is called with every entry in order, inside the caller's transaction; `flush` before it
commits. What is stored depends on the entries alone: not on time, not on how many came at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError

from desktop_app.index import gate
from desktop_app.index.context import Context
from desktop_app.index.happenings import Happenings
from desktop_app.index.logs import Logs
from desktop_app.index.metrics import Metrics
from desktop_app.index.rows import insert
from desktop_app.index.spans import Spans
from desktop_app.index.summary import summary
from desktop_app.index.text import bounded, to_json
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.raw_spans import parse_raw_spans
from desktop_app.normalize.signals import Signal, parse_request

if TYPE_CHECKING:
    import sqlite3

    from desktop_app.index.runs import Run
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

_SIGNALS = {signal.kind: signal for signal in Signal}
_LONG = frozenset(
    ("groups", "signatures", "keys", "root", "token")
)  # in the ledger; no question needs them
_RESENT = (
    "SELECT seq FROM entries WHERE body_digest = ? AND sender = ? AND kind = ? "
    "AND run_id IS ? AND seq < ? ORDER BY seq LIMIT 1"
)


class Applier:
    """Applies entries to an index on one connection.

    Attributes:
        last_leaf_hash: 32 bytes, of the entry applied last.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._context = Context(connection)
        happenings = Happenings(self._context)
        self._spans = Spans(self._context, happenings)
        self._logs = Logs(self._context, happenings)
        self._metrics = Metrics(self._context)
        self.last_leaf_hash = b""

    def apply(self, entry: Entry, body: bytes | None) -> int:
        """Apply one entry; return how much work it was (records, at least 1)."""
        self.last_leaf_hash = sha256(b"\0" + entry.leaf).digest()
        sender = str(entry.actor.get("sender", ""))
        signal = _SIGNALS.get(entry.kind)
        digest, resend_of = None, None
        if signal is not None and body is not None:
            digest = blake2b(body, digest_size=16).hexdigest()
            resend_of = self._resend_of(entry, sender, digest)
        run = self._context.run(sender, entry.run_id)
        self._entry(entry, sender, run, digest, resend_of)
        self._counts(entry, run)
        gate.apply(self._connection, entry, None if run is None else run.id)
        if run is not None:
            self._run(entry, run)
        self._spans.own(entry, run)
        if signal is None or body is None or (resend_of is not None and signal != Signal.TRACES):
            return 1
        return max(1, self._records(entry, sender, signal, run, body))

    def flush(self) -> None:
        """Write what is held in memory; call before COMMIT."""
        self._context.flush()
        self._context.trim()

    def _records(
        self, entry: Entry, sender: str, signal: Signal, run: Run | None, body: bytes
    ) -> int:
        try:
            if signal is Signal.TRACES:
                return self._spans.apply(entry, sender, run, parse_raw_spans(body))
            request = parse_request(signal, body)
        except DecodeError:
            return 0  # a damaged body: the entry is shown without records, `verify` names it
        if signal is Signal.LOGS:
            return self._logs.apply(entry, sender, run, request)
        return self._metrics.apply(entry, run, request)

    def _resend_of(self, entry: Entry, sender: str, digest: str) -> int | None:
        """Return the first entry with the same body: an exporter that sent a request again."""
        given = (digest, sender, str(entry.kind), entry.run_id, entry.seq)
        row = self._connection.execute(_RESENT, given).fetchone()
        return None if row is None else int(row[0])

    def _entry(
        self, entry: Entry, sender: str, run: Run | None, digest: str | None, resend_of: int | None
    ) -> None:
        subject = {name: value for name, value in entry.subject.items() if name not in _LONG}
        redactions = sum(count for _, count in _pairs(entry.subject.get("redactions")))
        row = (
            *(entry.seq, entry.ts_us, str(entry.kind), entry.epoch, run and run.id, entry.run_id),
            *(entry.run_seq, sender, str(entry.actor.get("auth", ""))),
            *(None if entry.trace_id is None else entry.trace_id.hex(), _records_of(entry)),
            *(redactions, 0 if entry.payload is None else entry.payload.size),
            *(resend_of, digest, summary(entry), to_json(subject)),
            *(self.last_leaf_hash.hex(), entry.prev.hex()),
        )
        self._connection.execute(insert("entries"), row)

    def _counts(self, entry: Entry, run: Run | None) -> None:
        redactions = _pairs(entry.subject.get("redactions"))
        if redactions:
            self._connection.executemany(
                insert("redactions"), [(entry.seq, rule, count) for rule, count in redactions]
            )
            if run is not None:
                run.add("redactions", sum(count for _, count in redactions))
        if entry.kind == EntryKind.OTLP_REJECTED:
            signal = str(entry.subject.get("signal", ""))
            reasons = _pairs(entry.subject.get("reasons"))
            self._connection.executemany(
                insert("rejected"), [(entry.seq, signal, reason, n) for reason, n in reasons]
            )

    def _run(self, entry: Entry, run: Run) -> None:
        row, subject = run.row, entry.subject
        run.add("entries")
        if row["first_seq"] is None:
            row["first_seq"], row["first_ts_us"] = entry.seq, entry.ts_us
        row["last_seq"] = entry.seq
        row["last_ts_us"] = max(row["last_ts_us"] or 0, entry.ts_us)
        if row["agent"] is None and isinstance(subject.get("agent"), str):
            row["agent"] = subject["agent"]
        if entry.kind == EntryKind.RUN_START:
            row["ended"], row["end_reason"] = 0, None
            row["name"] = row["name"] or _text(subject.get("name"))
        elif entry.kind == EntryKind.RUN_END:
            row["ended"], row["end_reason"] = 1, _text(subject.get("reason"))
            row["exit_code"] = _integer(subject.get("exit_code"))
            row["duration_us"] = _integer(subject.get("duration_us"))


def _records_of(entry: Entry) -> int | None:
    return _integer(entry.subject.get("records"))


def _pairs(value: JSON) -> list[tuple[str, int]]:
    """Return a map of counts as sorted pairs; anything else has none."""
    if not isinstance(value, Mapping):
        return []
    return sorted((name, n) for name, n in value.items() if isinstance(n, int))


def _integer(value: JSON) -> int | None:
    return bounded(value) if isinstance(value, int) else None


def _text(value: JSON) -> str | None:
    return value if isinstance(value, str) else None
