"""What a list of all runs asks: keys in order, rows of a page, a day's sums, what changed.

Promise: no answer takes longer because the store is large, but for the first list of keys (ids
and times alone, from an index) and for filters that no index helps. Order: by start, newest
first; a run's start is its agent's word, else when it was first recorded.
"""

from __future__ import annotations

# ruff: noqa: S608 - all the text is ours; values are bound
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.index.tables import STARTED_US
from desktop_app.query.search import match_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.index.connection import Connection

MARKS = 24  # of a run's calls; more are put together
CALLS_READ = 10_000  # of one run; what comes after them is not in its marks
MATCHES = 50_000  # records in which words are looked for; the newest count
MANY = 2_000  # changed runs at a time; more: read the list again
# A run that failed before it did anything: an error, no call, not a word from the model.
_NOTHING = "(error_spans > 0 AND tool_calls = 0 AND coalesce(tokens_output, 0) = 0)"
# What is said of a call, gravest last; those that ran without an answer of the gate.
GRAVITY = ("ok", "waiting", "error", "denied", "not_gated", "not_gated_error")
_UNGATED = {"ok": "not_gated", "error": "not_gated_error"}
# The gravest that can be said of a run, as `cli.views.state` says it.
OUTCOME = (
    "CASE WHEN not_gated > 0 THEN 'not_gated' WHEN denied > 0 THEN 'denied' "
    f"WHEN exit_code <> 0 OR {_NOTHING} THEN 'error' "
    "WHEN NOT ended THEN 'running' WHEN end_reason = 'crash' THEN 'noend' ELSE 'ended' END"
)
_ROWS = f"""
    SELECT id AS run, run_id, sender, agent, agent_version, name, {STARTED_US} AS started_us,
      first_ns, last_ns, first_seq, last_seq, turns, tool_calls, denied, not_gated,
      max(tool_errors, iif({_NOTHING}, error_spans, 0)) AS errors, redactions,
      tokens_input, tokens_output, cost_nano_usd, ended, end_reason, exit_code, duration_us,
      {OUTCOME} AS outcome
    FROM runs WHERE id IN ({{ids}})"""
_SUMS = f"""
    SELECT count(*) AS runs, total(tool_calls) AS tool_calls, total(denied) AS denied,
      total(not_gated) AS not_gated, sum(cost_nano_usd) AS cost_nano_usd
    FROM runs WHERE title_thread = 0 AND {STARTED_US} >= ? AND {STARTED_US} < ? AND {{where}}"""
_RULES = """
    SELECT DISTINCT d.rule FROM entries e JOIN redactions d ON d.seq = e.seq
    WHERE e.run = ? ORDER BY d.rule"""
_CALLS = """
    SELECT outcome, approval, start_ns FROM tool_calls WHERE run = ?
    ORDER BY start_ns, id LIMIT ?"""
_UNANSWERED = """
    SELECT ts_ns FROM log_records WHERE run = ? AND category = 'hook'
      AND countersign LIKE '%"countersign.error_class"%'
      AND (attributes LIKE '%"PreToolUse"%' OR attributes LIKE '%"BeforeTool"%')"""
# Each name once, by one step in the index a name.
_TOOLS = """
    WITH RECURSIVE names (name) AS (
      SELECT min(name) FROM tool_calls
      UNION ALL SELECT (SELECT min(name) FROM tool_calls WHERE name > names.name) FROM names
      WHERE names.name IS NOT NULL LIMIT 200)
    SELECT name FROM names WHERE name IS NOT NULL"""
_NAMED = "instr(lower(coalesce(agent, '') || ' ' || coalesce(name, '') || ' ' || run_id), ?)"
_MATCHED = """
    SELECT DISTINCT run FROM (SELECT s.run FROM spans_fts f JOIN spans s ON s.id = f.rowid
      WHERE spans_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2)
    UNION SELECT DISTINCT run FROM (SELECT l.run FROM log_records_fts f
      JOIN log_records l ON l.id = f.rowid
      WHERE log_records_fts MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2)"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs; empty and None: all.

    Attributes:
        agent: as the index calls it.
        outcome: a word of `OUTCOME`, or `errors`: runs in which a call failed.
        tool: runs that called it.
        since_us: started since.
        text: words that the agent's name, the run's name or its records hold.
    """

    agent: str | None = None
    outcome: str | None = None
    tool: str | None = None
    since_us: int | None = None
    text: str = ""


class Key(NamedTuple):
    """A run's place in the list."""

    started_us: int
    run: int
    ended: int


class Changes(NamedTuple):
    """What came since `seq`: runs that are new or different; None: more than `MANY`."""

    seq: int
    runs: list[int] | None


def keys(
    db: Connection,
    wanted: Wanted,
    *,
    before: Key | None = None,
    among: Sequence[int] | None = None,
    limit: int = MANY,
) -> list[Key]:
    """Return places in the list, newest start first.

    Args:
        db: an index.
        wanted: which runs.
        before: the last place that the answer before ended with.
        among: only these runs.
        limit: how many at most.
    """
    where, given = _where(db, wanted)
    if before is not None:
        where += f" AND ({STARTED_US}, id) < (?, ?)"
        given += [before.started_us, before.run]
    if among is not None:
        where += f" AND id IN ({','.join(map(str, map(int, among)))})"
    sql = (
        f"SELECT {STARTED_US} AS s, id, ended FROM runs WHERE title_thread = 0 AND {where} "
        f"ORDER BY {STARTED_US} DESC, id DESC LIMIT ?"
    )
    cursor = db.cursor()
    cursor.row_factory = None
    return list(map(Key._make, cursor.execute(sql, (*given, limit))))


def open_runs(db: Connection) -> list[int]:
    """Return the runs of which no end is recorded."""
    return [
        row[0] for row in db.execute("SELECT id FROM runs WHERE NOT ended AND title_thread = 0")
    ]


def rows(db: Connection, runs: Sequence[int]) -> list[dict[str, Any]]:
    """Return what the list shows of these runs, in no order.

    Each is a dict of columns of `runs`, with started_us, errors (failed calls; of a run without
    calls: failed spans), outcome (`OUTCOME`), rules (names of the rules that redacted in it),
    marks (`marks`), cost_usd.
    """
    found = [dict(row) for row in db.execute(_ROWS.format(ids=",".join(map(str, map(int, runs)))))]
    for row in found:
        nano = row.pop("cost_nano_usd")
        row["cost_usd"] = None if nano is None else nano / 1e9
        row["rules"] = _rules(db, row)
        row["marks"] = _marks(db, row)
    return found


def sums(
    db: Connection, wanted: Wanted, from_us: int, until_us: int, *, ended: bool = False
) -> dict[str, Any]:
    """Return runs, tool_calls, denied, not_gated and cost_usd of the runs started in that time.

    `ended`: only of those that have ended.
    """
    where, given = _where(db, wanted)
    if ended:
        where += " AND ended"
    row = db.execute(_SUMS.format(where=where), (from_us, until_us, *given)).fetchone()
    found = {name: int(row[name]) for name in ("runs", "tool_calls", "denied", "not_gated")}
    nano = row["cost_nano_usd"]
    return {**found, "cost_usd": None if nano is None else nano / 1e9}


def changes(db: Connection, after_seq: int) -> Changes:
    """Return which runs entries after `after_seq` are about, and the newest entry's place."""
    newest = db.execute("SELECT max(seq) FROM entries").fetchone()[0]
    newest = -1 if newest is None else int(newest)
    if newest < after_seq or newest - after_seq > 10 * MANY:
        return Changes(newest, None)
    sql = "SELECT DISTINCT run FROM entries WHERE seq > ? AND run IS NOT NULL LIMIT ?"
    found = [row[0] for row in db.execute(sql, (after_seq, MANY + 1))]
    return Changes(newest, None if len(found) > MANY else found)


def count(db: Connection, wanted: Wanted) -> int:
    """Return how many runs there are."""
    where, given = _where(db, wanted)
    sql = f"SELECT count(*) FROM runs WHERE title_thread = 0 AND {where}"
    return int(db.execute(sql, given).fetchone()[0])


def agents(db: Connection) -> list[str]:
    """Return the agents of the newest runs, by name."""
    sql = (
        f"SELECT DISTINCT agent FROM (SELECT agent FROM runs WHERE title_thread = 0 "
        f"ORDER BY {STARTED_US} DESC LIMIT ?) WHERE agent IS NOT NULL ORDER BY 1"
    )
    return [row[0] for row in db.execute(sql, (MANY,))]


def tools(db: Connection) -> list[str]:
    """Return the names of the tools that were called, at most 200."""
    return [row[0] for row in db.execute(_TOOLS)]


def _where(db: Connection, wanted: Wanted) -> tuple[str, list[Any]]:
    where, given = ["1"], list[Any]()
    if wanted.agent is not None:
        where.append("agent = ?")
        given.append(wanted.agent)
    if wanted.outcome == "errors":
        where.append(f"(tool_errors > 0 OR {_NOTHING})")
    elif wanted.outcome is not None:
        where.append(f"{OUTCOME} = ?")
        given.append(wanted.outcome)
    if wanted.tool is not None:
        where.append("id IN (SELECT run FROM tool_calls WHERE name = ?)")
        given.append(wanted.tool)
    if wanted.since_us is not None:
        where.append(f"{STARTED_US} >= ?")
        given.append(wanted.since_us)
    if wanted.text.strip():
        matched = [row[0] for row in db.execute(_MATCHED, (match_of(wanted.text), MATCHES))]
        ids = ",".join(str(run) for run in matched if run is not None)
        where.append(f"(id IN ({ids}) OR {_NAMED})")
        given.append(" ".join(wanted.text.lower().split()))
    return " AND ".join(where), given


def _rules(db: Connection, row: dict[str, Any]) -> list[str]:
    if not row["redactions"]:
        return []
    return [found[0] for found in db.execute(_RULES, (row["run"],))]


def _marks(db: Connection, row: dict[str, Any]) -> list[str]:
    """Return one word of `GRAVITY` a call, in order.

    More than `MARKS` calls are put together, the gravest of each part shown. A gate that did not
    answer names no call: it is taken for the one that had begun last.
    """
    if not row["tool_calls"]:
        return []
    found = db.execute(_CALLS, (row["run"], CALLS_READ)).fetchall()
    words = [_mark(call["outcome"], call["approval"], ended=bool(row["ended"])) for call in found]
    if row["not_gated"]:
        starts = [call["start_ns"] or 0 for call in found]
        for silent in db.execute(_UNANSWERED, (row["run"],)):
            place = max(0, bisect_right(starts, silent["ts_ns"]) - 1)
            words[place] = _UNGATED.get(words[place], words[place])
    if len(words) <= MARKS:
        return words
    cuts = [len(words) * place // MARKS for place in range(MARKS + 1)]
    return [max(words[a:b], key=GRAVITY.index) for a, b in pairwise(cuts)]


def _mark(outcome: str, approval: str | None, *, ended: bool) -> str:
    if outcome in {"denied", "error"}:
        return outcome
    return "waiting" if approval == "requested" and not ended else "ok"
