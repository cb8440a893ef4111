"""Which run a trace belongs to, and how records that came before their run was known join it.

A trace belongs to the first run of its sender that used it. Records without a run id whose trace is
known belong to that run; those that came too early wait with run NULL and join when the trace is
learned.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.index.rows import named, select
from desktop_app.index.runs import SUMMED, not_gated
from desktop_app.index.tables import UNATTRIBUTED

if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from desktop_app.index.runs import Run, Runs
    from desktop_app.index.tool_calls import ToolCalls

KEEP = 100_000
STATUS_ERROR = 2
_DENIALS = ("permission", "policy_violation")  # a hook that blocked did answer
_WAITING = (
    "run IS NULL AND trace_id = ? AND (SELECT sender FROM entries e WHERE e.seq = {table}.seq) = ?"
)


class Traces:
    """Trace ids (hex text) of senders, and their runs."""

    def __init__(self, connection: sqlite3.Connection, runs: Runs, tool_calls: ToolCalls) -> None:
        self._connection = connection
        self._runs = runs
        self._tool_calls = tool_calls
        self._known: dict[tuple[str, str], int] = {}
        self._waiting = self._look()

    def owner(self, sender: str, trace_id: str, run: Run | None) -> Run | None:
        """Return the run of a record: its entry's, learned on the way, else its trace's."""
        if run is not None:
            self.learn(sender, trace_id, run)
            return run
        number = self.find(sender, trace_id)
        if number is not None:
            return self._runs.by_id(number)
        if self._waiting is not None and trace_id:
            self._waiting.add(trace_id)
        return None

    def learn(self, sender: str, trace_id: str, run: Run) -> None:
        """Note that a trace belongs to `run`, unless it belongs to another; early records join."""
        if not trace_id or self.find(sender, trace_id) is not None:
            return
        self._connection.execute(
            "INSERT INTO traces (sender, trace_id, run) VALUES (?, ?, ?)",
            (sender, trace_id, run.id),
        )
        self._known[sender, trace_id] = run.id
        if self._waiting is None or trace_id in self._waiting:
            self._join(sender, trace_id, run)

    def find(self, sender: str, trace_id: str) -> int | None:
        """Return the key of the run of a trace, or None."""
        number = self._known.get((sender, trace_id))
        if number is None and trace_id:
            row = self._connection.execute(
                "SELECT run FROM traces WHERE sender = ? AND trace_id = ?", (sender, trace_id)
            ).fetchone()
            if row is not None:
                number = self._known[sender, trace_id] = int(row[0])
        return number

    def trim(self) -> None:
        """Bound the memory."""
        if len(self._known) > KEEP:
            self._known.clear()
        if self._waiting is not None and len(self._waiting) > KEEP:
            self._waiting = self._look()

    def _look(self) -> set[str] | None:
        """Return the traces that rows of no run wait for; None when they are too many to hold."""
        found: set[str] = set()
        for table in UNATTRIBUTED:
            sql = (
                f"SELECT DISTINCT trace_id FROM {table} "  # noqa: S608 - our names
                "WHERE run IS NULL AND trace_id IS NOT NULL LIMIT ?"
            )
            found.update(row[0] for row in self._connection.execute(sql, (KEEP + 1,)))
        return None if len(found) > KEEP else found

    def _join(self, sender: str, trace_id: str, run: Run) -> None:
        for table, account in (
            ("spans", add_span),
            ("log_records", add_log),
            ("model_calls", add_model_call),
            ("approvals", add_approval),
        ):
            for row in self._take(table, sender, trace_id, run):
                account(run, row)
        self._tool_calls.join(sender, trace_id, run)

    def _take(self, table: str, sender: str, trace_id: str, run: Run) -> list[dict[str, Any]]:
        waiting = _WAITING.format(table=table)
        sql = select(table, waiting) + " ORDER BY id"
        rows = self._connection.execute(sql, (trace_id, sender)).fetchall()
        if rows:
            self._connection.execute(
                f"UPDATE {table} SET run = ? WHERE {waiting}",  # noqa: S608 - our names
                (run.id, trace_id, sender),
            )
        return [named(table, row) for row in rows]


def add_span(run: Run, row: dict[str, Any]) -> None:
    """Add a late row of `spans` to its run."""
    run.add("spans")
    run.add("error_spans", int(row["status"] == STATUS_ERROR))
    run.add("turn_spans", int(row["category"] == "turn"))
    run.add("retries", int(row["category"] == "retry"))
    run.times(row["start_ns"], row["start_ns"] + row["duration_ns"])
    run.learn_mapped(json.loads(row["countersign"]))


def add_log(run: Run, row: dict[str, Any]) -> None:
    """Add a late row of `log_records` to its run."""
    run.add("log_records")
    run.add("turn_logs", int(row["category"] == "turn"))
    run.times(row["ts_ns"], row["ts_ns"])
    mapped = json.loads(row["countersign"])
    if row["category"] == "hook":
        said = json.loads(row["attributes"] or "{}")
        event = said.get("hook_event") or said.get("hook_event_name")
        failed = mapped.get("countersign.error_class", "permission") not in _DENIALS
        run.add("not_gated", int(not_gated(event, "error" if failed else "ok")))
    run.learn_mapped(mapped)


def add_approval(run: Run, row: dict[str, Any]) -> None:
    """Add a late row of `approvals` to its run."""
    run.add(f"approval_{row['signal']}s")


def add_model_call(run: Run, row: dict[str, Any]) -> None:
    """Add a late row of `model_calls` to its run."""
    if row["counted"]:
        run.model_call(row["model"], [row[name] for name in SUMMED])
