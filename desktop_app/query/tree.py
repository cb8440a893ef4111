"""A run's spans as a tree in order of display, noise folded away, never dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

_SPANS = (
    "SELECT id AS span, seq, trace_id, span_id, parent_id, name, title, kind, category, status, "
    "status_message, start_ns, duration_ns, resends, variant FROM spans WHERE run = ?"
)


def spans(db: Connection, run: int, *, noise: bool) -> list[dict[str, Any]]:
    """Return a run's spans, each parent before its children, siblings by start.

    Each is a dict of the span's columns with
        depth: 0 for a root (also when its parent was not recorded),
        children: number of direct children shown,
        folded: spans below it that are folded away as noise (`noise` True shows them),
        offset_ns: start after the start of the run's first span.
    """
    rows = [dict(row) for row in db.execute(_SPANS, (run,))]
    rows.sort(key=lambda row: (row["start_ns"], row["span"]))
    start = rows[0]["start_ns"] if rows else 0
    first: dict[tuple[str, str], int] = {}
    for index, row in enumerate(rows):
        first.setdefault((row["trace_id"], row["span_id"]), index)
    below: dict[int | None, list[int]] = {}
    for index, row in enumerate(rows):
        row.update(children=0, folded=0, offset_ns=row["start_ns"] - start)
        parent = first.get((row["trace_id"], row["parent_id"])) if row["parent_id"] else None
        below.setdefault(None if parent == index else parent, []).append(index)
    return _shown(rows, below, noise=noise)


def _shown(
    rows: list[dict[str, Any]], below: dict[int | None, list[int]], *, noise: bool
) -> list[dict[str, Any]]:
    """Walk the tree from its roots; spans in a loop of parents are taken as roots of their own."""
    result: list[dict[str, Any]] = []
    visited = [False] * len(rows)
    for root in (*below.get(None, ()), *range(len(rows))):
        stack: list[tuple[int, int, dict[str, Any] | None]] = [(root, 0, None)]
        while stack:
            index, depth, above = stack.pop()
            if visited[index]:
                continue
            visited[index] = True
            row = rows[index]
            if noise or row["category"] != "noise":
                row["depth"] = depth
                result.append(row)
                if above is not None:
                    above["children"] += 1
                above, depth = row, depth + 1
            elif above is not None:
                above["folded"] += 1
            stack.extend((child, depth, above) for child in reversed(below.get(index, ())))
    return result
