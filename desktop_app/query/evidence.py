"""Evidence of runs: what each look at the screen came to, and what of it is kept; never content.

Everything here stands in `capture` entries (`resources/docs/capture.md`) and in the vault's lists.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.errors import CountersignError
from desktop_app.model.kinds import EntryKind
from desktop_app.query import joining, kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from desktop_app.index.connection import Connection

Rows = list[dict[str, Any]]

NOT_GRANTED = "not_granted"  # said once a run; alone it is no evidence
MOST = 10_000  # captures of a run
_RUNS = """
    SELECT e.run, r.sender, r.run_id, r.agent, r.name, r.first_ns, r.first_ts_us,
      count(*) AS captures, min(e.ts_us) AS first_us, max(e.ts_us) AS newest_us,
      max(e.seq) AS newest
    FROM entries e LEFT JOIN runs r ON r.id = e.run
    WHERE e.kind = ?1 AND coalesce(e.subject ->> '$.outcome', '') <> ?2
    GROUP BY e.run ORDER BY coalesce(e.run = ?4, 0) DESC, newest DESC LIMIT ?3"""
_CAPTURES = """
    SELECT seq, ts_us, trace_id, subject FROM entries
    WHERE kind = ?1 AND +run IS ?2 ORDER BY seq LIMIT ?3"""  # captures are few, a run is not
_CALLS = """
    SELECT call_id, max(id) AS id FROM tool_calls
    WHERE run = ?1 AND call_id IN (SELECT value FROM json_each(?2)) GROUP BY call_id"""


def runs(db: Connection, limit: int, wanted: int | None = None) -> Rows:
    """Return runs with evidence, the newest evidence first; `wanted` (a key) however old it is.

    Each row has `run` (key; None: what was taken by hand, in no run), `sender`, `run_id`, `agent`,
    `name`, `started_us`, `captures` (how many looks at the screen), `first_us`, `newest_us` and
    `newest` (entry) of them. A run of which only "not granted" is written down is none of these.
    """
    given = (str(EntryKind.CAPTURE), NOT_GRANTED, limit, wanted)
    rows = [dict(row) for row in db.execute(_RUNS, given)]
    return [_run(row) for row in sorted(rows, key=lambda row: row["newest"], reverse=True)]


def captures(db: Connection, vault: Path, run: int | None) -> Rows:
    """Return the looks at the screen in a run (by its key; None: those in no run), oldest first.

    Each row has `entry`, `ts_us`, `trace_id`, `tool_call` (its key in the index, or None) and
    `subject` as it stands in the entry; `pieces`: what is kept for it (`kept.of_entries`);
    `trouble`: why that is not known, "" otherwise.

    Raises:
        StorageError: the index cannot be read; a vault that cannot be is `trouble` alone.
    """
    found = db.execute(_CAPTURES, (str(EntryKind.CAPTURE), run, MOST)).fetchall()
    rows = [{**row, "subject": json.loads(row["subject"])} for row in map(dict, found)]
    calls = _calls(db, run, [row["subject"] for row in rows])
    pieces, trouble = _pieces(db, vault, [row["seq"] for row in rows])
    return [
        {
            "entry": row["seq"],
            "ts_us": row["ts_us"],
            "trace_id": row["trace_id"],
            "subject": row["subject"],
            "tool_call": calls.get(_named(row["subject"])),
            "pieces": pieces.get(row["seq"], []),
            "trouble": trouble,
        }
        for row in rows
    ]


def _run(row: dict[str, Any]) -> dict[str, Any]:
    first_ns, first_us = row.pop("first_ns"), row.pop("first_ts_us")
    return {**row, "started_us": first_ns // 1000 if first_ns else first_us or row["first_us"]}


def _named(subject: Mapping[str, Any]) -> str | int | None:
    """Return by what a capture names its call: the agent's own id, else the intent's entry."""
    call_id, intent = subject.get("call_id"), subject.get("intent")
    if isinstance(call_id, str):
        return call_id
    return intent if type(intent) is int else None


def _calls(
    db: Connection, run: int | None, subjects: Iterable[Mapping[str, Any]]
) -> dict[str | int | None, int]:
    """Return the tool calls of a run by what captures name them by; see `joining`."""
    names = set(map(_named, subjects))
    by_intent = joining.calls_of(db, run, sorted(one for one in names if isinstance(one, int)))
    listed = json.dumps([one for one in names if isinstance(one, str)])  # noqa: TID251 - for SQLite, never hashed
    by_name = {row["call_id"]: row["id"] for row in db.execute(_CALLS, (run, listed))}
    return {**by_intent, **by_name}


def _pieces(db: Connection, vault: Path, entries: list[int]) -> tuple[dict[int, Rows], str]:
    found: dict[int, Rows] = {}
    try:
        for piece in kept.of_entries(db, vault, entries):
            found.setdefault(piece["entry"], []).append(piece)
    except CountersignError as error:
        return {}, error.message
    return found, ""
