"""Full-text search. What a person types is words, never FTS5 syntax."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.errors import UsageError
from desktop_app.query.matched import Place, Term, leaves, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.index.connection import Connection

MAX_WORDS = 32
_KEPT = ("attributes", "events")
_SPANS = """
    SELECT 'span' AS what, s.id AS record, s.run, r.run_id, r.agent, s.start_ns AS ns, s.name,
      coalesce(s.title, s.status_message) AS text, s.seq, s.category,
      s.status_message, s.attributes, s.events
    FROM spans_fts f JOIN spans s ON s.id = f.rowid LEFT JOIN runs r ON r.id = s.run
    WHERE spans_fts MATCH ?1 AND (?2 IS NULL OR s.run = ?2) ORDER BY f.rowid DESC LIMIT ?3"""
_LOGS = """
    SELECT 'log' AS what, l.id AS record, l.run, r.run_id, r.agent, l.ts_ns AS ns, l.event AS name,
      coalesce(l.body, l.title) AS text, l.seq, l.category,
      NULL AS status_message, l.attributes, NULL AS events
    FROM log_records_fts f JOIN log_records l ON l.id = f.rowid LEFT JOIN runs r ON r.id = l.run
    WHERE log_records_fts MATCH ?1 AND (?2 IS NULL OR l.run = ?2) ORDER BY f.rowid DESC LIMIT ?3"""


def match_of(text: str) -> str:
    """Return the FTS5 expression for "all these words, in any order".

    Each word becomes a quoted string, in which FTS5 knows no operators; `"two words"` in quotes
    stay together as a phrase; a final `*` on a word means "begins with".

    Raises:
        UsageError: no word in it, or too many.
    """
    words = [_quoted(term) for term in _terms(text)]
    if not words:
        raise UsageError("Nothing to search for: give at least one word.")
    if len(words) > MAX_WORDS:
        raise UsageError(f"At most {MAX_WORDS} words.")
    return " ".join(words)


def search(db: Connection, text: str, run: int | None, limit: int) -> list[dict[str, Any]]:
    """Return matching spans and log records, the latest recorded first.

    Each is a dict: what ("span" | "log"), record (key in its table), run, run_id, agent, ns, name,
    text, seq, category, matched (why it was found: a list of {"in": "name", "text" or an
    attribute's key, "text": what stands there}).
    """
    match, terms = match_of(text), [Term.of(term) for term in _terms(text)]
    found = [dict(row) for sql in (_SPANS, _LOGS) for row in db.execute(sql, (match, run, limit))]
    found.sort(key=lambda row: (row["seq"], row["ns"], row["record"]), reverse=True)
    del found[limit:]
    for row in found:
        attributes, events = (json.loads(row.pop(name) or "null") for name in _KEPT)
        row["matched"] = places(terms, _candidates(row, attributes, events))
        del row["status_message"]
    return found


def _candidates(row: dict[str, Any], attributes: Any, events: Any) -> Iterator[Place]:
    """Yield the texts of a row, what a reader sees anyway first."""
    yield "name", row["name"] or ""
    yield "text", row["text"] or ""
    yield "status", row["status_message"] or ""
    yield from leaves(attributes)
    yield from leaves(events)


def _terms(text: str) -> list[str]:
    """Return what a person typed as words and phrases."""
    terms: list[str] = []
    for index, part in enumerate(text.replace("\0", " ").split('"')):
        terms += [part] if index % 2 else part.split()
    return [term for term in terms if any(map(str.isalnum, term))]


def _quoted(word: str) -> str:
    prefix = "*" if word.endswith("*") else ""
    return f'"{word.rstrip("*")}"{prefix}'
