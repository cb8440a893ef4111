"""Rows as `Query.run_rows` answers them, made up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desktop_app.tray.presenters.timeline import Row, present

# By the clock of whoever runs the tests: what is shown is local time.
NOW_US = int(datetime(2026, 11, 20, 10, 32).astimezone().timestamp()) * 1_000_000
STARTED_US = int(datetime(2026, 11, 20, 10, 24, 45).astimezone().timestamp()) * 1_000_000
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


def ungated(**values: Any) -> dict[str, Any]:
    """Return the run that the design reads aloud, unless told else."""
    return row(
        4,
        **{
            "run_id": "7821bcb7",
            "started_us": STARTED_US,
            "first_ns": STARTED_US * 1000,
            "last_ns": STARTED_US * 1000 + 12_600_000_000,
            "last_seq": 10_361,
            "not_gated": 6,
            "errors": 1,
            "outcome": "not_gated",
            "marks": ["not_gated"] * 5 + ["not_gated_error"],
            **values,
        },
    )


def shown(*, live: bool = True, **values: Any) -> Row:
    """Return it presented."""
    return present(ungated(**values), live=live, now_us=NOW_US)
