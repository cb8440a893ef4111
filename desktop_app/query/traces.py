"""Which entries speak of a trace, in any run, and where a run's own trace begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

_SEQS = """
    SELECT seq FROM spans WHERE trace_id = ?1
    UNION SELECT r.seq FROM span_resends r JOIN spans s ON s.id = r.span WHERE s.trace_id = ?1
    UNION SELECT seq FROM log_records WHERE trace_id = ?1
    UNION SELECT seq FROM entries WHERE trace_id = ?1
    ORDER BY seq"""
_ROOT = """
    SELECT trace_id, span_id FROM spans
    WHERE run = ?1 AND parent_id IS NULL AND category <> 'rollback' AND span_id <> ''
    ORDER BY start_ns, id LIMIT 1"""


def entries_of(db: Connection, trace_id: str) -> list[int]:
    """Return the places of the entries that hold a record of the trace (32 hex digits)."""
    return [int(row["seq"]) for row in db.execute(_SEQS, (trace_id,))]


def root_of(db: Connection, run: int) -> dict[str, str] | None:
    """Return `trace_id` and `span_id` of an agent's first root span in a run (by its key)."""
    row = db.execute(_ROOT, (run,)).fetchone()
    return None if row is None else dict(row)
