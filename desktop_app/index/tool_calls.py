"""Tool calls: one row for each call, joined from its spans, logs and decisions in any order.

Records of one call are joined by the call id. Where a record lacks it (Gemini CLI's logs), it
goes to the first call of the same run and `call_key` that has no record of its signal yet.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from desktop_app.index.open_calls import OpenCalls
from desktop_app.index.rows import insert, named, nulled, select
from desktop_app.index.tables import TABLES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from desktop_app.index.runs import Run, Runs

KEEP = 20_000  # calls held in memory between transactions
_FIRST_WORD = [
    "call_id",
    "call_key",
    "name",
    "type",
    "args_digest",
    "result_digest",
    "approval",
    "decision",
    "decision_source",
    "reported_success",
    "error_class",
    "side_effect_level",
    "exit_code",
    "subagent_id",
    "mcp_server",
]
_ROW = itemgetter(*TABLES["tool_calls"].names)
_WEIGHT = {"denied": 3, "error": 2, "ok": 1}
_COUNTED = {"denied": "denied", "error": "tool_errors"}  # outcome -> number of a run

# Rows may merge and go, so max(id) would not do: the same ids whatever the size of the steps.
_GET_NEXT = "SELECT value FROM meta WHERE key = 'next_tool_call'"
_SET_NEXT = (
    "INSERT INTO meta (key, value) VALUES ('next_tool_call', ?) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
)

Group = tuple[int | None, str, str | None]  # run; for rows of no run: sender and trace id too


class ToolCalls:
    """All tool calls: looked up in memory, then in the file; written by `flush`."""

    def __init__(self, connection: sqlite3.Connection, runs: Runs) -> None:
        self._connection = connection
        self._runs = runs
        self._rows: dict[int, dict[str, Any]] = {}
        self._dirty: set[int] = set()
        self._waiting = False  # whether rows of no run are in memory only
        self._by_id: dict[tuple[Group, str], int] = {}
        self._by_key: dict[tuple[Group, str], OpenCalls] = {}
        found = connection.execute(_GET_NEXT).fetchone()
        self._next = 1 if found is None else int(found[0])

    def add(self, part: dict[str, Any]) -> None:
        """Join one record's word about a call; `part` has columns of `tool_calls`, and no id."""
        group = _group(part)
        row = self._find(group, part)
        self._waiting = self._waiting or part["run"] is None
        run = None if part["run"] is None else self._runs.by_id(part["run"])
        if row is None:
            row = {**part, "id": self._next}
            self._next += 1
            self._rows[row["id"]] = row
            if run is not None:
                run.add("tool_calls")
            _recount(run, None, row["outcome"])
        else:
            before = row["outcome"]
            _merge(row, part)
            _recount(run, before, row["outcome"])
        self._dirty.add(row["id"])
        self._register(group, row)

    def join(self, sender: str, trace_id: str, run: Run) -> None:
        """Move the calls of a trace of no run into `run`."""
        if self._waiting:
            self.flush()
        sql = select("tool_calls", "run IS NULL AND trace_id = ? AND sender = ?") + " ORDER BY id"
        rows = self._connection.execute(sql, (trace_id, sender)).fetchall()
        for found in rows:
            row = named("tool_calls", found)
            self._connection.execute("DELETE FROM tool_calls WHERE id = ?", (row["id"],))
            self._rows.pop(row["id"], None)
            self.add({**row, "run": run.id})
        if rows:
            self._forget()

    def flush(self) -> None:
        """Write what changed."""
        self._connection.executemany(
            insert("tool_calls", verb="INSERT OR REPLACE"),
            [nulled(_ROW(self._rows[number])) for number in sorted(self._dirty)],
        )
        self._dirty.clear()
        self._waiting = False
        self._connection.execute(_SET_NEXT, (str(self._next),))

    def trim(self) -> None:
        """Forget what is in the file; only after `flush`."""
        if len(self._rows) > KEEP:
            self._forget()

    def _forget(self) -> None:
        if self._dirty:
            self.flush()
        self._rows.clear()
        self._by_id.clear()
        self._by_key.clear()
        self._runs.forget_calls()

    def _find(self, group: Group, part: dict[str, Any]) -> dict[str, Any] | None:
        call_id, key = part["call_id"], part["call_key"]
        if call_id is not None:
            number = self._lookup(group, call_id)
            if number is not None:
                return self._rows[number]
        if key is None:
            return None
        signal = "span" if part["span"] is not None else "log"
        return self._of_key(group, key).first(signal, unnamed=call_id is not None)

    def _lookup(self, group: Group, call_id: str) -> int | None:
        number = self._by_id.get((group, call_id))
        if number is None:
            self._load(group, "call_id", call_id)
            number = self._by_id.get((group, call_id))
        return number

    def _of_key(self, group: Group, key: str) -> OpenCalls:
        known = self._by_key.get((group, key))
        if known is None:
            known = self._by_key[group, key] = OpenCalls()
            self._load(group, "call_key", key)
        return known

    def _load(self, group: Group, column: str, value: str) -> None:
        run, sender, trace_id = group
        if run is not None and self._runs.by_id(run).in_memory:
            return
        if run is not None:  # `=` to a value implies NOT NULL: the partial index on call_key serves
            sql, given = select("tool_calls", f"run = ? AND {column} = ?"), (run, value)
        else:
            where = f"run IS NULL AND trace_id IS ? AND sender = ? AND {column} = ?"
            sql, given = select("tool_calls", where), (trace_id, sender, value)  # type: ignore[assignment]  # more of them
        for found in self._connection.execute(sql, given).fetchall():
            row = named("tool_calls", found)
            if row["id"] not in self._rows:
                self._rows[row["id"]] = row
            self._register(group, self._rows[row["id"]])

    def _register(self, group: Group, row: dict[str, Any]) -> None:
        if row["call_id"] is not None:
            self._by_id.setdefault((group, row["call_id"]), row["id"])
        if row["call_key"] is not None:
            self._of_key(group, row["call_key"]).note(row)


def _group(part: dict[str, Any]) -> Group:
    if part["run"] is not None:
        return (part["run"], "", None)
    return (None, part["sender"], part["trace_id"])


def _merge(row: dict[str, Any], part: dict[str, Any]) -> None:
    """Take what `part` adds: first words stay, times widen, the worst outcome counts."""
    for name in _FIRST_WORD:
        if row[name] is None:
            row[name] = part[name]
    for name in ("span", "log"):
        if row[name] is None:
            row[name] = part[name]
    _widen(row, part, "start_ns", min)
    _widen(row, part, "end_ns", max)
    _widen(row, part, "duration_ns", max)
    row["first_seq"] = min(row["first_seq"], part["first_seq"])
    row["last_seq"] = max(row["last_seq"], part["last_seq"])
    if _WEIGHT.get(part["outcome"], 0) > _WEIGHT.get(row["outcome"], 0):
        row["outcome"] = part["outcome"]


def _widen(
    row: dict[str, Any], part: dict[str, Any], name: str, choose: Callable[[int, int], int]
) -> None:
    if part[name] is not None:
        row[name] = part[name] if row[name] is None else choose(row[name], part[name])


def _recount(run: Run | None, before: str | None, after: str) -> None:
    """Count a call's outcome in its run, in place of the one that counted before."""
    if run is None or before == after:
        return
    if before in _COUNTED:
        run.add(_COUNTED[before], -1)
    if after in _COUNTED:
        run.add(_COUNTED[after])
