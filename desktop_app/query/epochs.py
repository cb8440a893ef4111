"""Epochs: which stretch of the log which set of keys seals, as the ledger itself tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.index.connection import Connection, Record

_BEGUN = """
    SELECT seq, ts_us, kind, epoch FROM entries WHERE kind IN ('epoch.start', 'epoch.recovered')
    ORDER BY seq DESC LIMIT ?"""
_SEALS = """
    SELECT seq, ts_us, epoch, subject FROM entries WHERE kind = 'epoch.seal' AND epoch >= ?"""
_SIZE = "SELECT coalesce(max(seq) + 1, 0) FROM entries"


def epochs(db: Connection, limit: int) -> list[dict[str, Any]]:
    """Return epochs, newest first.

    Each has `epoch` (its number), `first_seq`, `from_us` (when it began), `entries` (its seal not
    counted), `sealed_seq` and `sealed_us` (None without a seal), `state` ("running", "sealed",
    "sealed late" after a crash, "lost" when it was never sealed) and `recovered` (whether the root
    alone introduced it).
    """
    begun = db.execute(_BEGUN, (limit,)).fetchall()
    seals = (
        {row["epoch"]: row for row in db.execute(_SEALS, (begun[-1]["epoch"],))} if begun else {}
    )
    end, found = int(db.execute(_SIZE).fetchone()[0]), []
    for index, row in enumerate(begun):
        first = 0 if row["epoch"] == 1 else row["seq"]  # entry 0 comes before its introduction
        found.append(_epoch(row, first, end, seals.get(row["epoch"]), newest=index == 0))
        end = first
    return found


def _epoch(
    begun: Record, first: int, end: int, seal: Record | None, *, newest: bool
) -> dict[str, Any]:
    """Return one epoch, of the entries [first, end)."""
    told: Mapping[str, Any] = {} if seal is None else json.loads(seal["subject"])
    unsealed = "running" if newest else "lost"
    sealed = "sealed late" if told.get("late") else "sealed"
    return {
        "epoch": begun["epoch"],
        "first_seq": first,
        "from_us": begun["ts_us"],
        "entries": end - first if seal is None else seal["seq"] - first,
        "sealed_seq": None if seal is None else seal["seq"],
        "sealed_us": None if seal is None else seal["ts_us"],
        "state": unsealed if seal is None else sealed,
        "recovered": begun["kind"] == "epoch.recovered",
    }
