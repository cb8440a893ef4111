"""What a few typed letters find: runs, tool calls, files that were named, and other records.

Promise: each part asks for a bounded number of rows, whatever the store holds, so that it can be
asked at every key; case and accents do not count. Runs and tools are found by letters inside
their names, records by whole words and the beginning of the last one (full-text search). Only
names that were recorded are found: what was not kept cannot be.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from desktop_app.errors import UsageError
from desktop_app.index.tables import STARTED_US
from desktop_app.query import search, timeline
from desktop_app.query.matched import fold, leaves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.index.connection import Connection

Rows = list[dict[str, Any]]
RUNS_READ = 2_000  # the newest runs in whose names letters are looked for
TOOLS_READ = 12  # tools whose names hold a typed word
CALLS_READ = 40  # the newest calls of each
RECORDS_READ = 24  # found by full-text search
BEGINNING = 4  # letters from which on the last word may be the beginning of one
_LAST = "\U0010ffff"
_RUN = f"id AS run, run_id, sender, agent, name, {STARTED_US} AS started_us"
_NEWEST = f"""
    SELECT {_RUN} FROM runs WHERE title_thread = 0 ORDER BY {STARTED_US} DESC, id DESC LIMIT ?"""  # noqa: S608 - our own text
_BY_ID = f"SELECT {_RUN} FROM runs WHERE run_id >= ? AND run_id < ? LIMIT ?"  # noqa: S608 - our own text
_CALLS = """
    SELECT t.id AS call, t.run, r.run_id, r.agent, t.name, t.start_ns AS ns, t.outcome, t.approval,
      t.side_effect_level, t.mcp_server, t.span, t.log
    FROM tool_calls t LEFT JOIN runs r ON r.id = t.run
    WHERE t.name = ? ORDER BY t.run DESC, t.id DESC LIMIT ?"""
_TOLD = {
    "span": "SELECT attributes, countersign FROM spans WHERE id = ?",
    "log": "SELECT attributes, countersign FROM log_records WHERE id = ?",
}
# Attributes that name a file, in every convention: `file_path`, `code.file.path`, `notebook_path`.
_FILE = re.compile(r"(?:^|[._])(?:path|filepath|filename)$|(?:^|[._])file(?:[._]name)?$")
_NO_FILE = ("url.", "http.", "rpc.")


def found(db: Connection, text: str, limit: int) -> dict[str, Rows]:
    """Return what all typed words find, newest first, at most `limit` rows of each kind.

    `runs`: run, run_id, sender, agent, name, started_us. `calls`: call, run, run_id, agent, name,
    ns, outcome, approval, side_effect_level, mcp_server. `files`: path, operation, level, what,
    record, run, run_id, agent, ns. `records`: as `search.search`. No word: the newest runs.
    """
    words = fold(text).split()
    tools = [name for name in timeline.tools(db) if any(word in fold(name) for word in words)]
    files, rest = _split(db, _hits(db, text, words), tools)
    return {
        "runs": _runs(db, text.strip(), words, limit),
        "calls": _calls(db, tools, words, limit),
        "files": _newest_of_each(files, ("run", "path"), limit),
        "records": _newest_of_each(rest, ("run", "category", "name", "text"), limit),
    }


def _runs(db: Connection, text: str, words: Sequence[str], limit: int) -> Rows:
    """Return runs whose agent, name or id hold the words; old ones by the beginning of the id."""
    rows = []
    for row in db.execute(_NEWEST, (RUNS_READ if words else limit,)):
        if _holds(f"{row['agent'] or ''} {row['name'] or ''} {row['run_id']}", words):
            rows.append(dict(row))
        if len(rows) == limit:
            return rows
    if len(words) == 1:
        known = {row["run"] for row in rows}
        given = (text, text + _LAST, limit)
        rows += [dict(row) for row in db.execute(_BY_ID, given) if row["run"] not in known]
    return rows[:limit]


def _calls(db: Connection, tools: Sequence[str], words: Sequence[str], limit: int) -> Rows:
    """Return calls of tools whose names hold one of the words, agent and outcome the others."""
    rows = [
        dict(row) for name in tools[:TOOLS_READ] for row in db.execute(_CALLS, (name, CALLS_READ))
    ]
    rows = [row for row in rows if _holds(f"{row['name']} {row['agent']} {row['outcome']}", words)]
    return sorted(rows, key=lambda row: (row["ns"] or 0, row["call"]), reverse=True)[:limit]


def _hits(db: Connection, text: str, words: Sequence[str]) -> Rows:
    """Return what full-text search finds; nothing where no word was typed."""
    begins = bool(words) and len(words[-1]) >= BEGINNING and text[-1].isalnum()
    try:
        return search.search(db, f"{text}*" if begins else text, None, RECORDS_READ)
    except UsageError:
        return []


def _split(db: Connection, hits: Rows, tools: Sequence[str]) -> tuple[Rows, Rows]:
    """Return files that were named, and the other hits; without calls that their tool finds."""
    files, rest = Rows(), Rows()
    for hit in hits:
        named = _file(db, hit)
        if named is not None:
            files.append(named)
        elif hit["category"] != "tool_call" or not _says(hit, tools):
            rest.append(hit)
    return files, rest


def _says(hit: dict[str, Any], tools: Sequence[str]) -> bool:
    return hit["text"] in tools or any(place["text"] in tools for place in hit["matched"])


def _file(db: Connection, hit: dict[str, Any]) -> dict[str, Any] | None:
    """Return the file that a hit was found by, or None."""
    keys = [place["in"] for place in hit["matched"] if _names_file(place["in"])]
    row = db.execute(_TOLD[hit["what"]], (hit["record"],)).fetchone() if keys else None
    if row is None:
        return None
    attributes, mapped = (json.loads(part or "{}") for part in row)
    path = next((text for key, text in leaves(attributes) if key == keys[0]), None)
    if path is None:
        return None
    return {
        "path": path,
        "operation": attributes.get("operation"),
        "level": mapped.get("countersign.side_effect_level"),
        **{name: hit[name] for name in ("what", "record", "run", "run_id", "agent", "ns")},
    }


def _names_file(key: str) -> bool:
    return _FILE.search(key) is not None and not key.startswith(_NO_FILE)


def _newest_of_each(rows: Rows, same: Sequence[str], limit: int) -> Rows:
    """Return the first of the rows that are alike to a reader."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        kept.setdefault(tuple(row[name] for name in same), row)
    return list(kept.values())[:limit]


def _holds(text: str, words: Sequence[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)
