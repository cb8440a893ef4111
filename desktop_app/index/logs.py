"""Log records: rows, words to search for, and what they add to runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.happenings import QUIET, Where
from desktop_app.index.mapped import MappedText
from desktop_app.index.rows import insert, next_id, nulled
from desktop_app.index.runs import not_gated
from desktop_app.index.text import MAX_JSON, MAX_WORDS, plain, read, to_json
from desktop_app.normalize.facts import reader

if TYPE_CHECKING:
    from desktop_app.index.context import Context
    from desktop_app.index.happenings import Happenings
    from desktop_app.index.runs import Run
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.vocabulary import LogFacts

MAX_NS = 2**63 - 1
_INSERT = insert("log_records")
_INSERT_TEXT = "INSERT INTO log_records_fts (rowid, text) VALUES (?, ?)"


class Logs:
    """Applies the log records of one entry after another."""

    def __init__(self, context: Context, happenings: Happenings) -> None:
        self._context = context
        self._happenings = happenings
        self._mapped = MappedText()
        self._next = next_id(context.connection, "log_records")

    def apply(self, entry: Entry, sender: str, run: Run | None, request: Any) -> int:
        """Apply a logs request; return the number of its records."""
        rows: list[tuple[Any, ...]] = []
        texts: list[tuple[int, str]] = []
        for resource_logs in request.resource_logs:
            resource = self._context.resource_id(resource_logs)
            for scope_logs in resource_logs.scope_logs:
                scope = self._context.scope_id(scope_logs)
                read_log = reader(resource_logs.resource, scope_logs.scope).log
                for record in scope_logs.log_records:
                    trace_id = record.trace_id.hex() or None
                    owner = self._context.traces.owner(sender, trace_id or "", run)
                    head = (self._next, entry.seq, len(rows), owner and owner.id, resource, scope)
                    found = read_log(record)
                    row, text = self._row(record, trace_id, found, owner)
                    rows.append(head + row)
                    texts.append((self._next, text))
                    ts_ns = min(found.time_unix_nano, MAX_NS)
                    where = Where(entry.seq, sender, "log", self._next, trace_id, ts_ns, ts_ns)
                    self._account(owner, where, found)
                    self._next += 1
        self._context.connection.executemany(_INSERT, map(nulled, rows))
        self._context.connection.executemany(_INSERT_TEXT, texts)
        self._happenings.flush()
        return len(rows)

    def _row(
        self, record: Any, trace_id: str | None, facts: LogFacts, run: Run | None
    ) -> tuple[tuple[Any, ...], str]:
        found, said = read(record.attributes)
        body = _body(record)
        event = facts.event or None
        title = None if facts.title in {event, ""} else facts.title
        severity = record.severity_text or (record.severity_number or None)
        row = (
            trace_id,
            record.span_id.hex() or None,
            min(facts.time_unix_nano, MAX_NS),
            None if severity is None else str(severity),
            event,
            body,
            facts.category,
            title,
            found,
            self._mapped.of(facts, run),
        )
        text = " ".join(part for part in (event, body and body[:MAX_WORDS], said) if part)
        return row, text

    def _account(self, run: Run | None, where: Where, facts: LogFacts) -> None:
        if run is not None:
            run.add("log_records")
            run.times(where.start_ns, where.end_ns)
            if facts.category == "turn":
                run.add("turn_logs")
            if facts.category == "hook" and not_gated(facts.hook_event, facts.outcome):
                run.add("not_gated")
        if facts.category not in QUIET or facts.counted:
            self._happenings.add(run, where, facts)


def _body(record: Any) -> str | None:
    """Return a log body as text: a string as it is, anything else as JSON."""
    if not record.HasField("body"):
        return None
    value = plain(record.body)
    if value is None or isinstance(value, str):
        return value and value[:MAX_JSON]
    return to_json({"body": value})
