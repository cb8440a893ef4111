"""Sums by agent over one day: tool calls and failures, how long they took, tokens, cost.

Promise: a day is asked for by itself, so that a chart over many days never keeps a reader from
other questions; of a day with very many calls the newest `CALLS_READ` are looked at.
"""

from __future__ import annotations

# ruff: noqa: S608 - all the text is ours; values are bound
from typing import TYPE_CHECKING, Any

from desktop_app.index.tables import STARTED_US

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

CALLS_READ = 50_000
_IN_TIME = f"title_thread = 0 AND {STARTED_US} >= ?1 AND {STARTED_US} < ?2"
_AGENTS = f"""
    SELECT coalesce(agent, '') AS agent, count(*) AS runs, total(tool_calls) AS tool_calls,
      total(tool_errors) AS tool_errors,
      total(coalesce(tokens_input, 0) + coalesce(tokens_output, 0)) AS tokens,
      sum(cost_nano_usd) AS cost_nano_usd
    FROM runs WHERE {_IN_TIME} GROUP BY 1 ORDER BY 1"""
_DURATIONS = f"""
    SELECT t.duration_ns FROM (SELECT id FROM runs WHERE {_IN_TIME}
      ORDER BY {STARTED_US} DESC) r JOIN tool_calls t ON t.run = r.id
    WHERE t.duration_ns >= 0 LIMIT ?3"""


def day(db: Connection, from_us: int, until_us: int) -> dict[str, Any]:
    """Return what runs started in that time did.

    `agents`: a list of {"agent" ("" when unknown), "runs", "tool_calls", "tool_errors", "tokens",
    "cost_usd" (None: none of them reported any)}. `durations_ns`: how long tool calls took,
    ascending, those of which that is known.
    """
    agents = []
    for row in db.execute(_AGENTS, (from_us, until_us)):
        nano = row["cost_nano_usd"]
        numbers = {name: int(row[name]) for name in ("runs", "tool_calls", "tool_errors", "tokens")}
        cost = None if nano is None else nano / 1e9
        agents.append({"agent": row["agent"], **numbers, "cost_usd": cost})
    durations = db.execute(_DURATIONS, (from_us, until_us, CALLS_READ))
    return {"agents": agents, "durations_ns": sorted(row[0] for row in durations)}
