"""Spans: rows, words to search for, and what they add to runs. The index's hot path.

A span that is sent twice (same ids, same content, same sender) is one row with a count of resends,
and `span_resends` names the later entries. Another span with the same ids is kept as a further
variant. Of noise only the frame is kept here: attributes and events are read from the ledger when
somebody asks (`query.records.span`), and are not searched.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from desktop_app.index import own_spans
from desktop_app.index.attributes import Attributes
from desktop_app.index.happenings import QUIET, Where
from desktop_app.index.kept import KeptFacts
from desktop_app.index.mapped import MappedText, numbers_text
from desktop_app.index.rows import NULL, insert, next_id, select
from desktop_app.index.tables import TABLES
from desktop_app.index.text import MAX_JSON, MAX_WORDS, quote, to_json
from desktop_app.index.text import read as read_pairs
from desktop_app.normalize.facts import Reader, reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_app.index.context import Context
    from desktop_app.index.happenings import Happenings
    from desktop_app.index.runs import Run
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.dialects.table import Dialect, Found
    from desktop_app.normalize.vocabulary import SpanFacts

MAX_NS = 2**63 - 1
STATUS_ERROR = 2
_AT = TABLES["spans"].names.index
_RUN, _VARIANT, _RESENDS, _STATUS = _AT("run"), _AT("variant"), _AT("resends"), _AT("status")
_START, _DURATION, _CATEGORY = _AT("start_ns"), _AT("duration_ns"), _AT("category")
_SAME_FROM = _AT("resource")  # from here on columns are the span's own, but variant and resends
MAX_COMPARED = 16  # variants of one span that a resend is looked for among
KEEP_READERS = 64  # of resources and scopes
KEEP_BYTES = 16_384  # of a resource and a scope
_NEWEST_VARIANTS = f" ORDER BY variant DESC LIMIT {MAX_COMPARED}"
_INSERT = insert("spans", verb="INSERT OR IGNORE")
_INSERT_TEXT = "INSERT INTO spans_fts (rowid, text) VALUES (?, ?)"

Row: TypeAlias = "tuple[Any, ...]"


class _Group(NamedTuple):
    """What the spans of one scope share."""

    read: Reader
    attributes: Attributes
    kept: KeptFacts
    resource: int
    scope: int
    noise: dict[int | None, str]  # run -> start of the column `countersign` of noise


class Spans:
    """Applies the spans of one entry after another."""

    def __init__(self, context: Context, happenings: Happenings) -> None:
        self._context = context
        self._happenings = happenings
        self._mapped = MappedText()
        self._attributes: dict[Dialect, Attributes] = {}
        self._readers: dict[tuple[bytes, bytes], KeptFacts] = {}
        self._next = next_id(context.connection, "spans")

    def apply(self, entry: Entry, sender: str, run: Run | None, request: Any) -> int:
        """Apply a traces request (`parse_raw_spans`); return the number of its spans."""
        rows: list[Row] = []
        facts: list[SpanFacts] = []
        texts: list[str | None] = []
        owners: dict[bytes, tuple[str, Run | None]] = {}
        seq, number = entry.seq, self._next
        for group, spans in self._groups(request):
            for span in spans:
                trace = span.trace_id
                if trace not in owners:
                    trace_id = trace.hex()
                    owners[trace] = trace_id, self._context.traces.owner(sender, trace_id, run)
                trace_id, owner = owners[trace]
                of_run = None if owner is None else owner.id
                head = (number, seq, len(rows), of_run, group.resource, group.scope)
                row, found, text = self._row(span, head, trace_id, group, owner)
                rows.append(row)
                facts.append(found)
                texts.append(text)
                number += 1
        if not rows:
            return 0
        kept = self._store(rows, sender)
        self._index(rows, texts, kept)
        self._account(rows, facts, kept, sender)
        return len(rows)

    def own(self, entry: Entry, run: Run | None) -> None:
        """Apply an entry that tells of a span of Countersign's own, if it does."""
        self._next += own_spans.apply(self._context, self._next, entry, run)

    def _groups(self, request: Any) -> Iterator[tuple[_Group, Any]]:
        for resource_spans in request.resource_spans:
            resource = self._context.resource_id(resource_spans)
            for scope_spans in resource_spans.scope_spans:
                scope = self._context.scope_id(scope_spans)
                kept = self._reader(resource_spans.resource, scope_spans.scope)
                read = kept.read
                known = self._attributes.get(read.dialect)
                if known is None:
                    known = self._attributes[read.dialect] = Attributes(read.span_row)
                yield _Group(read, known, kept, resource, scope, {}), scope_spans.spans

    def _reader(self, resource: Any, scope: Any) -> KeptFacts:
        """Return the reader of a scope group; exporters send the same again and again."""
        sent = (resource.SerializeToString(), scope.SerializeToString())
        known = self._readers.get(sent)
        if known is None:
            known = KeptFacts(reader(resource, scope), self._mapped)
            if len(self._readers) >= KEEP_READERS:
                self._readers.clear()
            if len(sent[0]) + len(sent[1]) <= KEEP_BYTES:
                self._readers[sent] = known
        return known

    def _row(
        self, span: Any, head: Row, trace_id: str, group: _Group, run: Run | None
    ) -> tuple[Row, SpanFacts, str | None]:
        """Return a whole row, what the span says, and its words."""
        name, status, message, text = span.name, 0, "", None
        attributes: str | float = NULL
        events: str | float = NULL
        start = min(span.start_time_unix_nano, MAX_NS)
        duration = min(span.end_time_unix_nano, MAX_NS) - start
        if span.HasField("status"):
            told = span.status
            status, message = told.code, told.message
        read = group.read
        if read.is_noise(name, status):
            facts = read.noise(name, duration)
            mapped = self._mapped_noise(facts, group, run)
        else:
            found: Found = read.found()
            own: Found = {}
            attributes, text = group.attributes.read(span.attributes, found, own)
            facts, mapped = group.kept.of(span, found, own, (name, status, duration), run)
            text = f"{name} {text} {message}" if message else f"{name} {text}"
            if span.events:
                events, said = events_text(span.events, group.attributes.texts)
                text = f"{text} {said}"
            if facts.category == "noise":
                attributes, text, events = NULL, None, NULL
        title = facts.title
        row = (
            *head,
            trace_id,
            span.span_id.hex(),
            span.parent_span_id.hex() or NULL,
            0,
            0,
            name,
            span.kind,
            start,
            max(0, duration),
            status,
            message or NULL,
            facts.category,
            NULL if title == name else title,
            attributes,
            mapped,
            events,
        )
        return row, facts, text

    def _mapped_noise(self, facts: SpanFacts, group: _Group, run: Run | None) -> str:
        """Return `countersign` of noise: that of its resource, and how long it took."""
        number = None if run is None else run.id
        start = group.noise.get(number)
        if start is None:
            start = group.noise[number] = self._mapped.start_of(facts, run)
        return start + numbers_text(facts.__dict__, first=len(start) == 1)

    def _store(self, rows: list[Row], sender: str) -> Sequence[int]:
        """Insert; return the positions of the rows that were new. Ids have no gaps."""
        first, connection = self._next, self._context.connection
        if connection.executemany(_INSERT, rows).rowcount == len(rows):
            self._next += len(rows)
            return range(len(rows))
        connection.execute("DELETE FROM spans WHERE id >= ?", (first,))
        return [place for place in range(len(rows)) if self._store_one(rows, place, sender)]

    def _store_one(self, rows: list[Row], place: int, sender: str) -> bool:
        """Insert a span whose ids may be known; return False for a resend.

        Only the newest variants are compared, so that a sender who gives thousands of spans the
        same ids costs no more than any other.
        """
        connection, row = self._context.connection, rows[place]
        known = connection.execute(
            select("spans", "trace_id = ? AND span_id = ?") + _NEWEST_VARIANTS, row[6:8]
        ).fetchall()
        for other in known:
            if _same(other, row) and self._sender(other[1]) == sender:
                connection.execute("UPDATE spans SET resends = resends + 1 WHERE id = ?", other[:1])
                connection.execute(
                    "INSERT OR IGNORE INTO span_resends (span, seq) VALUES (?, ?)",
                    (other[0], row[1]),
                )
                return False
        variant = known[0][_VARIANT] + 1 if known else 0
        rows[place] = (self._next, *row[1:_VARIANT], variant, *row[_VARIANT + 1 :])
        connection.execute(_INSERT, rows[place])
        self._next += 1
        return True

    def _sender(self, seq: int) -> str:
        sql = "SELECT sender FROM entries WHERE seq = ?"
        return str(self._context.connection.execute(sql, (seq,)).fetchone()[0])

    def _index(self, rows: Sequence[Row], texts: Sequence[str | None], kept: Sequence[int]) -> None:
        said = [(rows[place][0], texts[place]) for place in kept if texts[place] is not None]
        self._context.connection.executemany(_INSERT_TEXT, said)

    def _account(
        self, rows: Sequence[Row], facts: Sequence[SpanFacts], kept: Sequence[int], sender: str
    ) -> None:
        """Add to runs what is a sum, then tell of tool calls and the like, in order."""
        owned: dict[int | None, list[Row]] = {}
        for place in kept:
            row, found = rows[place], facts[place]
            number = row[_RUN]
            if number in owned:
                owned[number].append(row)
            else:
                owned[number] = [row]
            if found.category not in QUIET or found.counted:
                run = None if number is None else self._context.runs.by_id(number)
                end = row[_START] + row[_DURATION]
                where = Where(row[1], sender, "span", row[0], row[6], row[_START], end)
                self._happenings.add(run, where, found)
        for number, group in owned.items():
            if number is not None:
                _add_up(self._context.runs.by_id(number), group)
        self._happenings.flush()


def _add_up(run: Run, rows: Sequence[Row]) -> None:
    run.add("spans", len(rows))
    statuses, categories = ([row[at] for row in rows] for at in (_STATUS, _CATEGORY))
    run.add("error_spans", statuses.count(STATUS_ERROR))
    run.add("turn_spans", categories.count("turn"))
    run.add("retries", categories.count("retry"))
    run.times(
        min([row[_START] for row in rows if row[_START]], default=0),
        max([row[_START] + row[_DURATION] for row in rows]),
    )


def _same(stored: Sequence[Any], sent: Sequence[Any]) -> bool:
    row = [None if item is NULL else item for item in sent]
    return tuple(stored[_SAME_FROM:_VARIANT]) == tuple(row[_SAME_FROM:_VARIANT]) and tuple(
        stored[_RESENDS + 1 :]
    ) == tuple(row[_RESENDS + 1 :])


def events_text(
    events: Any, read: Callable[[Any], tuple[str, str]] = read_pairs
) -> tuple[str, str]:
    """Return the events of a span as JSON text, and their words.

    Args:
        events: messages.
        read: does the same for the attributes of one.
    """
    listed, said = [], []
    for event in events:
        time_ns, name = min(event.time_unix_nano, MAX_NS), event.name
        found, spoken = read(event.attributes)
        listed.append(f'{{"time_unix_nano":{time_ns},"name":{quote(name)},"attributes":{found}}}')
        said.append(f"{name} {spoken}")
    text = f'{{"events":[{",".join(listed)}]}}'
    if len(text) > MAX_JSON:
        text = to_json({"events": json.loads(f"[{','.join(listed)}]")})
    return text, " ".join(said)[:MAX_WORDS]
