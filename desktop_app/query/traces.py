"""Which entries speak of a trace: what the index knows about it, in any run."""

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


def entries_of(db: Connection, trace_id: str) -> list[int]:
    """Return the places of the entries that hold a record of the trace (32 hex digits)."""
    return [int(row["seq"]) for row in db.execute(_SEQS, (trace_id,))]
