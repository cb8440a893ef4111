"""Evidence of runs: looks at the screen, changes of files, what of both is kept; never content.

Everything here stands in `capture` entries (`resources/docs/capture.md`), in `file.op` and
`rollback` entries (`resources/docs/files.md`, "Entries"), and in the vault's lists.
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

LIST = "file_ops"  # label of what names changed files
MOST = 10_000  # captures, or entries of changes, of a run
_IS_CAPTURE = "e.kind = 'capture' AND coalesce(e.subject ->> '$.outcome', '') <> 'not_granted'"
_IS_CHANGE = """e.kind IN ('file.op', 'rollback') AND e.subject -> '$.part' IS NULL
    AND coalesce(e.subject ->> '$.phase', '') <> 'begun'
    AND e.subject ->> '$.ops' + e.subject ->> '$.refs' > 0"""
_RUNS = f"""
    SELECT e.run, r.sender, r.run_id, r.agent, r.name, r.first_ns, r.first_ts_us,
      sum(e.kind = 'capture') AS captures,
      sum(CASE WHEN e.kind = 'capture' THEN 0
        ELSE e.subject ->> '$.ops' + e.subject ->> '$.refs' END) AS changes,
      min(e.ts_us) AS first_us, max(e.ts_us) AS newest_us, max(e.seq) AS newest
    FROM entries e LEFT JOIN runs r ON r.id = e.run
    WHERE e.kind IN ('capture', 'file.op', 'rollback')
      AND (({_IS_CAPTURE}) OR ({_IS_CHANGE}))
    GROUP BY e.run ORDER BY coalesce(e.run = ?2, 0) DESC, newest DESC LIMIT ?1"""  # noqa: S608 - text of ours
_CHANGES = f"""
    SELECT e.seq, e.ts_us, e.kind, e.subject FROM entries e
    WHERE e.kind IN ('file.op', 'rollback') AND +e.run IS ?1 AND {_IS_CHANGE}
    ORDER BY e.seq LIMIT ?2"""  # noqa: S608 - text of ours
_DOERS = """
    SELECT i.seq AS intent, i.call_id, i.tool, (SELECT max(t.id) FROM tool_calls t
      WHERE t.run = ?1 AND t.call_id = i.call_id) AS tool_call
    FROM intents i WHERE i.seq IN (SELECT value FROM json_each(?2))"""
_CAPTURES = """
    SELECT seq, ts_us, trace_id, subject FROM entries
    WHERE kind = ?1 AND +run IS ?2 ORDER BY seq LIMIT ?3"""  # captures are few, a run is not
_CALLS = """
    SELECT call_id, max(id) AS id FROM tool_calls
    WHERE run = ?1 AND call_id IN (SELECT value FROM json_each(?2)) GROUP BY call_id"""


def runs(db: Connection, limit: int, wanted: int | None = None) -> Rows:
    """Return runs with evidence, the newest evidence first; `wanted` (a key) however old it is.

    Each row has `run` (key; None: what was taken by hand, in no run), `sender`, `run_id`, `agent`,
    `name`, `started_us`, `captures` (how many looks at the screen), `changes` (how many changes of
    files and moved refs), `first_us`, `newest_us` and `newest` (entry) of both. A run of which only
    "not granted" is written down, which is said once a run, is none of these.
    """
    rows = [dict(row) for row in db.execute(_RUNS, (limit, wanted))]
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


def changes(db: Connection, vault: Path, run: int | None) -> Rows:
    """Return what of a run (by its key) tells changes of files, oldest first; names are content.

    Each row has `entry`, `ts_us`, `kind` ("file.op", "rollback") and `subject` as it stands in the
    entry; `doers`: of each call that its subject names `intent`, `call_id`, `tool`, `tool_call`
    (its key in the index, or None), none where nobody knows who; `list`: what is kept of its list
    of names (a row of `kept.of_entries`), or None; `trouble`: why that is not known, "" otherwise.

    Raises:
        StorageError: as of `captures`.
    """
    found = db.execute(_CHANGES, (run, MOST)).fetchall()
    rows = [{**row, "subject": json.loads(row["subject"])} for row in map(dict, found)]
    doers = _doers(db, run, {call for row in rows for call in _calls_of(row)})
    pieces, trouble = _pieces(db, vault, [row["seq"] for row in rows])
    return [
        {
            "entry": row["seq"],
            "ts_us": row["ts_us"],
            "kind": row["kind"],
            "subject": row["subject"],
            "doers": [doers[call] for call in _calls_of(row) if call in doers],
            "list": next((one for one in pieces.get(row["seq"], []) if _is_list(one)), None),
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


def _calls_of(row: dict[str, Any]) -> list[str]:
    calls = row["subject"].get("calls")
    return [str(call) for call in calls] if isinstance(calls, list) else []


def _doers(db: Connection, run: int | None, calls: set[str]) -> dict[str, dict[str, Any]]:
    """Return who acted, by the intents that changes name; a rollback's label is none."""
    intents = sorted(int(call) for call in calls if call.isdecimal() and len(call) < 18)  # noqa: PLR2004 - SQLite's numbers
    listed = json.dumps(intents)  # noqa: TID251 - for SQLite, never hashed
    rows = map(dict, db.execute(_DOERS, (run, listed)))
    return {str(row["intent"]): row for row in rows}


def _is_list(piece: dict[str, Any]) -> bool:
    return bool(piece.get("label", LIST) == LIST)


def _pieces(db: Connection, vault: Path, entries: list[int]) -> tuple[dict[int, Rows], str]:
    found: dict[int, Rows] = {}
    try:
        for piece in kept.of_entries(db, vault, entries):
            found.setdefault(piece["entry"], []).append(piece)
    except CountersignError as error:
        return {}, error.message
    return found, ""
