"""A run's turns, model calls and tool calls one after another, with the records that told of them.

For those who read a whole run: rows come as a stream, so a run of a million calls needs no more
memory than one of ten. Order: by time, then by the key of the row.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.index.connection import Connection, Record

_SPANS = """
    SELECT 'turn' AS what, s.start_ns AS ns, s.id AS row, s.id AS span, NULL AS log
    FROM spans s WHERE s.run = ?1 AND s.category = 'turn'"""
_LOGS = """
    SELECT 'turn', l.ts_ns, l.id, NULL, l.id
    FROM log_records l WHERE l.run = ?1 AND l.category = 'turn'"""
# A log record is written when the call has ended: its start is that much earlier.
_MODEL_CALLS = """
    SELECT 'model_call', m.ts_ns - iif(m.signal = 'log', coalesce(m.duration_ns, 0), 0), m.id,
      CASE m.signal WHEN 'span' THEN m.record END, CASE m.signal WHEN 'log' THEN m.record END
    FROM model_calls m WHERE m.run = ?1 AND m.counted"""
_TOOL_CALLS = """
    SELECT 'tool_call', t.start_ns - iif(t.span IS NULL, coalesce(t.duration_ns, 0), 0), t.id,
      t.span, t.log
    FROM tool_calls t WHERE t.run = ?1"""
_PARTS = (_SPANS, _LOGS, _MODEL_CALLS, _TOOL_CALLS)
_ALL = " UNION ALL ".join(_PARTS) + " ORDER BY 2, 1, 3"
_CALL = {
    "turn": None,
    "model_call": "SELECT *, cost_nano_usd / 1e9 AS cost_usd FROM model_calls WHERE id = ?",
    "tool_call": "SELECT * FROM tool_calls WHERE id = ?",
}
_SPAN = """
    SELECT seq, pos, trace_id, span_id, name, start_ns AS ns, duration_ns, status, status_message,
      title, attributes, countersign FROM spans WHERE id = ?"""
_LOG = """
    SELECT seq, pos, trace_id, span_id, event AS name, ts_ns AS ns, NULL AS duration_ns,
      NULL AS status, NULL AS status_message, title, attributes, countersign
    FROM log_records WHERE id = ?"""
_JSON = ("attributes", "countersign")


def calls(db: Connection, run: int) -> Iterator[dict[str, Any]]:
    """Yield the turns, counted model calls and tool calls of a run.

    Each is a dict: what ("turn", "model_call", "tool_call"), ns (start, or the time of the log
    record), call (the row of `model_calls` or `tool_calls`; None for a turn), span and log (the
    records that told of it, or None: seq, pos (place in the body, from 0), trace_id, span_id,
    name, ns, duration_ns, status, status_message, title, attributes, countersign).
    A turn of which span and log record tell is two.
    """
    for found in db.execute(_ALL, (run,)):
        sql = _CALL[found["what"]]
        yield {
            "what": found["what"],
            "ns": found["ns"],
            "call": None if sql is None else dict(_one(db, sql, found["row"])),
            "span": _record(db, _SPAN, found["span"]),
            "log": _record(db, _LOG, found["log"]),
        }


def _record(db: Connection, sql: str, number: int | None) -> dict[str, Any] | None:
    if number is None:
        return None
    row = dict(_one(db, sql, number))
    return {**row, **{name: json.loads(row[name] or "{}") for name in _JSON}}


def _one(db: Connection, sql: str, number: int) -> Record:
    found: Record = db.execute(sql, (number,)).fetchone()
    return found
