"""Spans: rows, words to search for, and what they add to runs. The index's hot path.

A span that is sent twice (same ids, same content, same sender) is one row with a count of resends, and
`span_resends` names the later entries. Another span with the same ids is kept as a further variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.happenings import QUIET, Where
from desktop_app.index.mapped import MappedText
from desktop_app.index.rows import insert, next_id, select
from desktop_app.index.text import attributes, bounded, to_json, words
from desktop_app.normalize.facts import reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.index.context import Context
    from desktop_app.index.happenings import Happenings
    from desktop_app.index.runs import Run
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.vocabulary import SpanFacts

MAX_NS = 2**63 - 1
STATUS_ERROR = 2
_SAME_FROM = 4  # columns from `resource` on are the span's own, but for variant and resends
_VARIANT, _RESENDS = 9, 10
_INSERT = insert("spans", verb="INSERT OR IGNORE")
_INSERT_TEXT = "INSERT INTO spans_fts (rowid, text) VALUES (?, ?)"


class Spans:
    """Applies the spans of one entry after another."""

    def __init__(self, context: Context, happenings: Happenings) -> None:
        self._context = context
        self._happenings = happenings
        self._mapped = MappedText()
        self._next = next_id(context.connection, "spans")

    def apply(self, entry: Entry, sender: str, run: Run | None, request: Any) -> int:
        """Apply a traces request; return the number of its spans."""
        rows: list[list[Any]] = []
        facts: list[SpanFacts] = []
        texts: list[str] = []
        learned: set[str] = set()
        for resource_spans in request.resource_spans:
            resource = self._context.resource_id(resource_spans)
            for scope_spans in resource_spans.scope_spans:
                scope = self._context.scope_id(scope_spans)
                read = reader(resource_spans.resource, scope_spans.scope).span
                for span in scope_spans.spans:
                    trace_id = span.trace_id.hex()
                    if run is not None and trace_id not in learned:
                        learned.add(trace_id)
                        self._context.traces.learn(sender, trace_id, run)
                    owner = run.id if run is not None else self._context.traces.find(sender, trace_id)
                    found = read(span)
                    row, text = self._row(span, trace_id, found, owner)
                    row[1:6] = entry.seq, len(rows), owner, resource, scope
                    rows.append(row)
                    facts.append(found)
                    texts.append(text)
        kept = self._store(rows, sender)
        self._index(rows, texts, kept)
        self._account(rows, facts, kept, sender)
        return len(rows)

    def _row(
        self, span: Any, trace_id: str, facts: SpanFacts, owner: int | None
    ) -> tuple[list[Any], str]:
        found = attributes(span.attributes)
        start = min(span.start_time_unix_nano, MAX_NS)
        duration = max(min(span.end_time_unix_nano, MAX_NS) - start, 0)
        status, message = 0, None
        if span.HasField("status"):
            status, message = span.status.code, span.status.message or None
        name, text = span.name, words(found)
        events = None
        if span.events:
            events, said = _events(span.events)
            text = f"{text} {said}"
        run = None if owner is None else self._context.runs.by_id(owner)
        row = [None, None, None, None, None, None, trace_id, span.span_id.hex()]
        row += [span.parent_span_id.hex() or None, 0, 0, name, span.kind, start, duration, status]
        row += [message, facts.category, None if facts.title == name else facts.title]
        row += [to_json(found), self._mapped.of(facts, run), events]
        return row, f"{name} {text} {message}" if message else f"{name} {text}"

    def _store(self, rows: Sequence[list[Any]], sender: str) -> list[int]:
        """Insert; return the positions of the rows that were new."""
        first, connection = self._next, self._context.connection
        for number, row in enumerate(rows, first):
            row[0] = number
        if connection.executemany(_INSERT, rows).rowcount == len(rows):
            self._next += len(rows)
            return list(range(len(rows)))
        connection.execute("DELETE FROM spans WHERE id >= ?", (first,))
        return [position for position, row in enumerate(rows) if self._store_one(row, sender)]

    def _store_one(self, row: list[Any], sender: str) -> bool:
        """Insert a span whose ids may be known; return False for a resend."""
        connection = self._context.connection
        known = connection.execute(
            select("spans", "trace_id = ? AND span_id = ?") + " ORDER BY variant", row[6:8]
        ).fetchall()
        for other in known:
            if _same(other, row) and self._sender(other[1]) == sender:
                connection.execute("UPDATE spans SET resends = resends + 1 WHERE id = ?", other[:1])
                connection.execute(
                    "INSERT OR IGNORE INTO span_resends (span, seq) VALUES (?, ?)",
                    (other[0], row[1]),
                )
                return False
        row[0], row[_VARIANT] = self._next, len(known)
        connection.execute(_INSERT, row)
        self._next += 1
        return True

    def _sender(self, seq: int) -> str:
        sql = "SELECT sender FROM entries WHERE seq = ?"
        return str(self._context.connection.execute(sql, (seq,)).fetchone()[0])

    def _index(self, rows: Sequence[list[Any]], texts: Sequence[str], kept: Sequence[int]) -> None:
        self._context.connection.executemany(
            _INSERT_TEXT, [(rows[position][0], texts[position]) for position in kept]
        )

    def _account(
        self, rows: Sequence[list[Any]], facts: Sequence[SpanFacts], kept: Sequence[int], sender: str
    ) -> None:
        for position in kept:
            row, found = rows[position], facts[position]
            start = row[13]
            end = start + row[14]
            run = None if row[3] is None else self._context.runs.by_id(row[3])
            if run is not None:
                run.add("spans")
                run.times(start, end)
                if row[15] == STATUS_ERROR:
                    run.add("error_spans")
                if found.category == "turn":
                    run.add("turn_spans")
                elif found.category == "retry":
                    run.add("retries")
            if found.category not in QUIET or found.counted:
                where = Where(row[1], sender, "span", row[0], row[6], start, end)
                self._happenings.add(run, where, found)
        self._happenings.flush()


def _same(stored: Sequence[Any], row: Sequence[Any]) -> bool:
    return (
        tuple(stored[_SAME_FROM:_VARIANT]) == tuple(row[_SAME_FROM:_VARIANT])
        and tuple(stored[_RESENDS + 1 :]) == tuple(row[_RESENDS + 1 :])
    )


def _events(events: Any) -> tuple[str, str]:
    """Return the events of a span as JSON text, and their words."""
    listed = []
    said = []
    for event in events:
        found = attributes(event.attributes)
        time_ns = bounded(event.time_unix_nano, MAX_NS)
        listed.append({"time_unix_nano": time_ns, "name": event.name, "attributes": found})
        said.append(f"{event.name} {words(found)}")
    text = to_json({"events": listed})
    return text, " ".join(said)[:4096]
