"""Runs: the row of each run, kept up while entries are applied, written once a transaction.

A run is (sender, run id). Its numbers are sums over the rows of its records, so that a record that
joins a run late adds what it would have added in time. Money is summed in nano-dollars: whole
numbers, the same in every order.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.index.rows import insert, named, next_id, select, values
from desktop_app.index.text import to_json
from desktop_app.normalize.dialects.codex import is_hidden

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from desktop_app.normalize.vocabulary import Facts

BEFORE_TOOLS = frozenset(("PreToolUse", "BeforeTool"))  # hooks that say whether a tool may run
KEEP = 5_000  # runs held in memory between transactions
TOKENS = (
    "tokens_input",
    "tokens_output",
    "tokens_cache_read",
    "tokens_cache_creation",
    "tokens_reasoning",
)
SUMMED = (*TOKENS, "cost_nano_usd")
_COUNTS = (
    "entries",
    "spans",
    "error_spans",
    "log_records",
    "metric_points",
    "turns",
    "turn_spans",
    "turn_logs",
    "model_calls",
    "tool_calls",
    "denied",
    "tool_errors",
    "not_gated",
    "approvals",
    "approval_spans",
    "approval_logs",
    "retries",
    "redactions",
    "ended",
    "title_thread",
)
_OF_RECORDS = frozenset(  # mapped values that say nothing of a run as a whole
    "countersign." + name
    for name in [
        "tokens_in",
        "tokens_out",
        "cost_usd",
        "latency_ms",
        "error_class",
        "step_index",
        "idempotency_key",
        "retry_count",
        "side_effect_level",
        "approval_state",
        "circuit_breaker_tripped",
    ]
)


class Run:
    """One run in memory: its row as a dict; models, hints and mapped values beside it.

    Attributes:
        in_memory: it began here, and `ToolCalls` holds all of its calls.
    """

    __slots__ = ("dirty", "hints", "id", "in_memory", "mapped", "models", "row", "seen")

    def __init__(self, row: dict[str, Any]) -> None:
        self.id: int = row["id"]  # key in the table `runs`
        self.row = row
        self.models: set[str] = set(json.loads(row["models"] or "[]"))
        self.hints: set[str] = set(json.loads(row["hints"] or "[]"))
        self.mapped: dict[str, Any] = json.loads(row["countersign"] or "{}")
        self.seen: set[str] = set()
        self.dirty = self.in_memory = False

    def add(self, name: str, count: int = 1) -> None:
        """Add to one of the run's numbers."""
        self.row[name] += count
        self.dirty = True

    def times(self, first_ns: int, last_ns: int) -> None:
        """Widen the run's time; 0 is no time."""
        row = self.row
        if first_ns and (row["first_ns"] is None or first_ns < row["first_ns"]):
            row["first_ns"] = first_ns
        if last_ns and (row["last_ns"] is None or last_ns > row["last_ns"]):
            row["last_ns"] = last_ns
        self.dirty = True

    def learn(self, facts: Facts, mapped: Mapping[str, Any]) -> None:
        """Take what a record says about its run as a whole; the first word stays."""
        if facts.hidden_hint is not None:
            self.hints.add(facts.hidden_hint)
        self.learn_mapped(mapped)

    def learn_mapped(self, mapped: Mapping[str, Any]) -> None:
        """Take the `countersign.*` values that hold for the whole run."""
        for name, value in mapped.items():
            if name not in _OF_RECORDS:
                self.mapped.setdefault(name, value)
        for name in ("agent", "agent_version"):
            # what the agent calls itself, and not what its hook was set up as
            self.row[name] = self.mapped.get("countersign." + name, self.row[name])
        self.dirty = True

    def model_call(self, model: str | None, sums: Iterable[int | None]) -> None:
        """Add a counted row of `model_calls`; `sums` are its columns `SUMMED`."""
        row = self.row
        row["model_calls"] += 1
        for name, value in zip(SUMMED, sums, strict=True):
            if value is not None:
                row[name] = (row[name] or 0) + value
        if model:
            self.models.add(model)
        self.dirty = True

    def to_row(self) -> tuple[Any, ...]:
        """Return the row as stored."""
        row = self.row
        row["turns"] = max(row["turn_spans"], row["turn_logs"])
        row["approvals"] = max(row["approval_spans"], row["approval_logs"])
        row["title_thread"] = int(is_hidden(self.hints, row["tool_calls"]))
        row["models"] = json_list(self.models)
        row["hints"] = json_list(self.hints)
        row["countersign"] = to_json(dict(sorted(self.mapped.items())))
        return values("runs", row)


class Runs:
    """All runs: loaded on first use, written by `flush`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._by_key: dict[tuple[str, str], Run] = {}
        self._by_id: dict[int, Run] = {}
        self._next = next_id(connection, "runs")

    def get(self, sender: str, run_id: str) -> Run:
        """Return a run, new when it was not known."""
        run = self._by_key.get((sender, run_id))
        if run is None:
            sql = select("runs", "sender = ? AND run_id = ?")
            row = self._connection.execute(sql, (sender, run_id)).fetchone()
            run = self._new(sender, run_id) if row is None else Run(named("runs", row))
            self._keep(run)
        return run

    def by_id(self, number: int) -> Run:
        """Return a run by its key."""
        run = self._by_id.get(number)
        if run is None:
            row = self._connection.execute(select("runs", "id = ?"), (number,)).fetchone()
            run = Run(named("runs", row))
            self._keep(run)
        return run

    def forget_calls(self) -> None:
        """Note that the file is to be asked for tool calls."""
        for run in self._by_id.values():
            run.in_memory = False

    def flush(self) -> None:
        """Write what changed."""
        dirty = [run for run in self._by_id.values() if run.dirty]
        self._connection.executemany(
            insert("runs", verb="INSERT OR REPLACE"), [run.to_row() for run in dirty]
        )
        for run in dirty:
            run.dirty = False

    def trim(self) -> None:
        """Forget what is in the file; only between transactions, when nobody holds a `Run`."""
        if len(self._by_id) > KEEP:
            self._by_id.clear()
            self._by_key.clear()

    def _new(self, sender: str, run_id: str) -> Run:
        row: dict[str, Any] = named("runs", values("runs", dict.fromkeys(_COUNTS, 0)))
        row.update(id=self._next, sender=sender, run_id=run_id)
        self._next += 1
        run = Run(row)
        run.dirty = run.in_memory = True
        return run

    def _keep(self, run: Run) -> None:
        self._by_key[run.row["sender"], run.row["run_id"]] = run
        self._by_id[run.id] = run


def not_gated(hook_event: str | None, outcome: str) -> bool:
    """Tell whether a hook that is asked before a tool runs did not answer: the tool ran then."""
    return hook_event in BEFORE_TOOLS and outcome == "error"


def json_list(items: set[str]) -> str:
    """Return a sorted JSON list of texts."""
    return json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode(sorted(items))
