"""Questions about single records and lists of them, answered as dicts of their columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.index.connection import Connection

Rows = list[dict[str, Any]]
_WITH_SOURCE = """
    SELECT t.*, r.run_id AS run_id, e.attributes AS resource_attributes, c.name AS scope_name,
      c.version AS scope_version, c.attributes AS scope_attributes
    FROM {table} t LEFT JOIN runs r ON r.id = t.run JOIN resources e ON e.id = t.resource
    JOIN scopes c ON c.id = t.scope WHERE t.id = ?"""
_JSON = (
    "attributes",
    "countersign",
    "events",
    "resource_attributes",
    "scope_attributes",
    "subject",
)


def span(db: Connection, number: int, ledger_path: Path | None) -> dict[str, Any]:
    """Return one span with all that is kept of it; noise has its attributes in the ledger alone."""
    found = _one(db, "spans", number)
    if found["attributes"] is None:
        from desktop_app.query import noise  # noqa: PLC0415 - protobuf; lists must not pay for it

        noise.complete(found, ledger_path)
    found["events"] = (found["events"] or {}).get("events", [])
    return found


def log(db: Connection, number: int) -> dict[str, Any]:
    """Return one log record with all that is kept of it."""
    return _one(db, "log_records", number)


def logs(db: Connection, run: int, limit: int) -> Rows:
    """Return a run's log records by time, without resource and scope."""
    sql = (
        "SELECT id AS log, seq, trace_id, span_id, ts_ns, severity, event, title, body, category, "
        "attributes, countersign FROM log_records WHERE run = ? ORDER BY ts_ns, id LIMIT ?"
    )
    return _rows(db, sql, run, limit)


def timeline(db: Connection, run: int, limit: int, *, with_noise: bool) -> Rows:
    """Return spans and log records of a run by time."""
    fold = "" if with_noise else "AND category <> 'noise'"
    sql = f"""
        SELECT 'span' AS what, id AS record, start_ns AS ns, name, title AS text, duration_ns,
          status, category, seq FROM spans WHERE run = ?1 {fold}
        UNION ALL
        SELECT 'log', id, ts_ns, event, coalesce(title, body), NULL, NULL, category, seq
        FROM log_records WHERE run = ?1 {fold}
        ORDER BY ns, what, record LIMIT ?2"""  # noqa: S608 - our own text
    return _rows(db, sql, run, limit)


def tool_calls(db: Connection, run: int | None, limit: int) -> Rows:
    """Return tool calls by time."""
    sql = (
        "SELECT t.id AS tool_call, t.*, r.run_id, r.agent FROM tool_calls t "
        "LEFT JOIN runs r ON r.id = t.run WHERE (?1 IS NULL OR t.run = ?1) "
        "ORDER BY t.start_ns, t.id LIMIT ?2"
    )
    return _rows(db, sql, run, limit)


def approvals(db: Connection, run: int | None, limit: int) -> Rows:
    """Return decisions by time."""
    sql = "SELECT * FROM approvals WHERE (?1 IS NULL OR run = ?1) ORDER BY ts_ns, id LIMIT ?2"
    return _rows(db, sql, run, limit)


def model_calls(db: Connection, run: int | None, limit: int) -> Rows:
    """Return counted model calls by time."""
    sql = (
        "SELECT *, cost_nano_usd / 1e9 AS cost_usd FROM model_calls "
        "WHERE (?1 IS NULL OR run = ?1) AND counted ORDER BY ts_ns, id LIMIT ?2"
    )
    return _rows(db, sql, run, limit)


def costs_by_day(db: Connection) -> Rows:
    """Return the view `v_costs_by_day`."""
    return _rows(db, "SELECT * FROM v_costs_by_day ORDER BY day, agent")


def entries(db: Connection, after_seq: int, limit: int) -> Rows:
    """Return entries after a place, in order."""
    sql = (
        "SELECT seq, ts_us, kind, summary, sender, auth, run, run_id, run_seq, trace_id, records, "
        "redactions, bytes, resend_of, subject, leaf_hash, prev FROM entries WHERE seq > ? "
        "ORDER BY seq LIMIT ?"
    )
    return _rows(db, sql, after_seq, limit)


def _one(db: Connection, table: str, number: int) -> dict[str, Any]:
    rows = _rows(db, _WITH_SOURCE.format(table=table), number)
    if not rows:
        raise NotFoundError(f"There is no row {number} in {table}.")
    return rows[0]


def _rows(db: Connection, sql: str, *given: Any) -> Rows:
    rows = [dict(row) for row in db.execute(sql, given)]
    for row in rows:
        for name in _JSON:
            if row.get(name) is not None:
                row[name] = json.loads(row[name])
    return rows
