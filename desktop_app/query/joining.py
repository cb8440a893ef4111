"""Which intent a tool call had, where the agent's hooks name no id of the call (Gemini CLI).

Its telemetry may name one all the same: no intent has it. Then run and tool tell, and time: the
newest intent without an id that was there when the call ended, for an agent that asks and runs one
call of a tool after the other. Calls that ran side by side can be taken for each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.index.connection import Connection

NEAR_US = 600_000_000  # an agent waits that long for its hook at most
_UNNAMED = """
    SELECT i.seq, e.ts_us FROM intents i JOIN entries e ON e.seq = i.seq
    WHERE i.run = ?1 AND i.tool = ?2 AND i.call_id IS NULL ORDER BY e.ts_us, i.seq"""
_CALLS = """
    SELECT t.id, t.start_ns, t.end_ns FROM tool_calls t WHERE t.run = ?1 AND t.name = ?2
      AND NOT EXISTS (SELECT 1 FROM intents i WHERE i.call_id = t.call_id) ORDER BY t.start_ns"""
_TOOLS = """
    SELECT seq, tool FROM intents
    WHERE run = ?1 AND call_id IS NULL AND seq IN (SELECT value FROM json_each(?2))"""


def intent_of(db: Connection, call: dict[str, Any]) -> int | None:
    """Return the intent (its entry) of a row of `tool_calls` whose id no intent has, or None."""
    return _chosen(_unnamed(db, call["run"], call["name"]), call)


def calls_of(db: Connection, run: int | None, intents: Iterable[int]) -> dict[int, int]:
    """Return the tool calls (their keys) of those intents of a run that name no id of the call."""
    listed = f"[{','.join(map(str, intents))}]"
    wanted = {row["seq"]: row["tool"] for row in db.execute(_TOOLS, (run, listed))}
    found: dict[int, int] = {}
    for tool in set(wanted.values()):
        known = _unnamed(db, run, tool)
        for call in map(dict, db.execute(_CALLS, (run, tool))):
            intent = _chosen(known, call)
            if intent is not None and intent in wanted:
                found.setdefault(intent, call["id"])
    return found


def _unnamed(db: Connection, run: int | None, tool: str | None) -> list[tuple[int, int]]:
    return [(row["ts_us"], row["seq"]) for row in db.execute(_UNNAMED, (run, tool))]


def _chosen(known: Sequence[tuple[int, int]], call: dict[str, Any]) -> int | None:
    """Return the newest intent at the end of a call, else the first one after it; none far off.

    Args:
        known: when each intent was, and its entry; ascending.
        call: its `start_ns` and `end_ns`.
    """
    start_us = (call["start_ns"] or 0) // 1000
    end_us = max(start_us, (call["end_ns"] or 0) // 1000)
    first = bisect_left(known, start_us - NEAR_US, key=itemgetter(0))
    after = bisect_right(known, end_us, key=itemgetter(0))
    at = max(first, after - 1)
    near = at < len(known) and known[at][0] <= max(end_us, start_us + NEAR_US)
    return known[at][1] if near else None
