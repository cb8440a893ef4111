"""How much the index holds, and how far it is behind the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.ledger.reader import LedgerReader

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.index.connection import Connection

_TOTALS = """
    SELECT count(*) AS runs, total(spans) AS spans, total(log_records) AS log_records,
      total(metric_points) AS metric_points, total(tool_calls) AS tool_calls FROM runs"""


def status(db: Connection, ledger_path: Path | None) -> dict[str, Any]:
    """Return position, lag and totals.

    `indexed` entries of `ledger` are in the index; `lag` is the difference, 0 without a ledger to
    compare. `last_ts_us` is the time of the newest entry indexed. Totals are over runs;
    `unattributed` counts spans of no run.
    """
    meta = _meta(db)
    indexed = int(meta.get("position", 0))
    behind = lag(db, ledger_path)
    totals = {name: int(value) for name, value in dict(db.execute(_TOTALS).fetchone()).items()}
    newest = db.execute("SELECT ts_us FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
    waiting = db.execute("SELECT count(*) FROM spans WHERE run IS NULL").fetchone()[0]
    kinds = db.execute("SELECT kind, count(*) FROM entries GROUP BY kind ORDER BY kind")
    return {
        "log": meta.get("log", ""),
        "indexed": indexed,
        "ledger": indexed + behind,
        "lag": behind,
        "last_ts_us": None if newest is None else newest[0],
        "unattributed": waiting,
        **totals,
        "entries_by_kind": {row[0]: row[1] for row in kinds},
    }


def lag(db: Connection, ledger_path: Path | None) -> int:
    """Return how many entries the ledger is ahead; 0 without a ledger to compare."""
    if ledger_path is None or not ledger_path.exists():
        return 0
    indexed = int(_meta(db).get("position", 0))
    with LedgerReader(ledger_path) as ledger:
        return max(0, ledger.size() - indexed)


def _meta(db: Connection) -> dict[str, str]:
    return {row["key"]: row["value"] for row in db.execute("SELECT key, value FROM meta")}
