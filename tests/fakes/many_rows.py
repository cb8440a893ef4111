"""Rows as `Query.run_rows` answers them, made up."""

from __future__ import annotations

from typing import Any

START_US = 1_795_169_861_000_000


def row(run: int, **values: Any) -> dict[str, Any]:
    """Return a run of Claude Code that went well, unless told else."""
    return {
        "run": run,
        "run_id": f"run-{run}",
        "sender": "",
        "agent": "claude-code",
        "agent_version": "2.1.197",
        "name": None,
        "started_us": START_US,
        "first_ns": START_US * 1000,
        "last_ns": START_US * 1000 + 12_600_000_000,
        "first_seq": run,
        "last_seq": run,
        "turns": 1,
        "tool_calls": 6,
        "denied": 0,
        "not_gated": 0,
        "errors": 0,
        "redactions": 0,
        "tokens_input": 1_926,
        "tokens_output": 342,
        "cost_usd": 0.02793,
        "ended": 1,
        "end_reason": "idle",
        "exit_code": None,
        "duration_us": None,
        "outcome": "ended",
        "rules": [],
        "marks": ["ok"] * 6,
        **values,
    }
