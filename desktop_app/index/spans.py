"""Spans: rows, words to search for, and what they add to runs. The index's hot path.

A span that is sent twice (same ids, same content, same sender) is one row with a count of resends,
and `span_resends` names the later entries. Another span with the same ids is kept as a further
variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.happenings import QUIET, Where
from desktop_app.index.mapped import MappedText
from desktop_app.index.rows import insert, next_id, select
from desktop_app.index.tables import TABLES
from desktop_app.index.text import attributes, bounded, read, to_json, words
from desktop_app.normalize.facts import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.index.context import Context
    from desktop_app.index.happenings import Happenings
    from desktop_app.index.runs import Run
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.vocabulary import SpanFacts

MAX_NS = 2**63 - 1
STATUS_ERROR = 2
_AT = TABLES["spans"].names.index
_RUN, _VARIANT, _RESENDS, _STATUS = _AT("run"), _AT("variant"), _AT("resends"), _AT("status")
_START, _DURATION, _CATEGORY = _AT("start_ns"), _AT("duration_ns"), _AT("category")
_SAME_FROM = _AT("resource")  # from here on columns are the span's own, but variant and resends
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
        context = self._context
        rows: list[list[Any]] = []
        facts: list[SpanFacts] = []
        texts: list[str] = []
        owners: dict[bytes, Run | None] = {}
        for resource_spans in request.resource_spans:
            resource = context.resource_id(resource_spans)
            for scope_spans in resource_spans.scope_spans:
                scope = context.scope_id(scope_spans)
                read_span = reader(resource_spans.resource, scope_spans.scope).span
                for span in scope_spans.spans:
                    trace_id = span.trace_id
                    if trace_id not in owners:
                        owners[trace_id] = context.traces.owner(sender, trace_id.hex(), run)
                    found = read_span(span)
                    row, text = self._row(span, trace_id.hex(), found, owners[trace_id])
                    row[1], row[2], row[4], row[5] = entry.seq, len(rows), resource, scope
                    rows.append(row)
                    facts.append(found)
                    texts.append(text)
        kept = self._store(rows, sender)
        self._index(rows, texts, kept)
        self._account(rows, facts, kept, sender)
        return len(rows)

    def _row(
        self, span: Any, trace_id: str, facts: SpanFacts, run: Run | None
    ) -> tuple[list[Any], str]:
        """Return a whole row but for id, seq, pos, resource and scope, and its words."""
        found, text = read(span.attributes)
        name, events, status, message = span.name, None, 0, None
        start = min(span.start_time_unix_nano, MAX_NS)
        duration = min(span.end_time_unix_nano, MAX_NS) - start
        text = f"{name} {text}"
        if span.HasField("status"):
            status, message = span.status.code, span.status.message or None
            if message:
                text = f"{text} {message}"
        if span.events:
            events, said = _events(span.events)
            text = f"{text} {said}"
        title = facts.title
        row = [
            *(None, None, None, None if run is None else run.id, None, None, trace_id),
            *(span.span_id.hex(), span.parent_span_id.hex() or None, 0, 0, name, span.kind, start),
            *(max(0, duration), status, message, facts.category),
            *(None if title == name else title, found, self._mapped.of(facts, run), events),
        ]
        return row, text

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
        self,
        rows: Sequence[list[Any]],
        facts: Sequence[SpanFacts],
        kept: Sequence[int],
        sender: str,
    ) -> None:
        """Add to runs what is a sum, then tell of tool calls and the like, in order."""
        owned: dict[int | None, list[list[Any]]] = {}
        for position in kept:
            row = rows[position]
            owned.setdefault(row[_RUN], []).append(row)
            found = facts[position]
            if found.category not in QUIET or found.counted:
                run = None if row[_RUN] is None else self._context.runs.by_id(row[_RUN])
                end = row[_START] + row[_DURATION]
                where = Where(row[1], sender, "span", row[0], row[6], row[_START], end)
                self._happenings.add(run, where, found)
        for number, group in owned.items():
            if number is not None:
                _add_up(self._context.runs.by_id(number), group)
        self._happenings.flush()


def _add_up(run: Run, rows: Sequence[list[Any]]) -> None:
    run.add("spans", len(rows))
    run.add("error_spans", sum(row[_STATUS] == STATUS_ERROR for row in rows))
    run.add("turn_spans", sum(row[_CATEGORY] == "turn" for row in rows))
    run.add("retries", sum(row[_CATEGORY] == "retry" for row in rows))
    run.times(
        min((row[_START] for row in rows if row[_START]), default=0),
        max(row[_START] + row[_DURATION] for row in rows),
    )


def _same(stored: Sequence[Any], row: Sequence[Any]) -> bool:
    return tuple(stored[_SAME_FROM:_VARIANT]) == tuple(row[_SAME_FROM:_VARIANT]) and tuple(
        stored[_RESENDS + 1 :]
    ) == tuple(row[_RESENDS + 1 :])


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
