"""Questions about runs: the list, and one by its reference."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotFoundError

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection, Record

_COLUMNS = (
    "id AS run, sender, run_id, agent, agent_version, name, title_thread, first_ns, last_ns, "
    "first_ts_us, last_ts_us, first_seq, last_seq, entries, spans, error_spans, log_records, "
    "metric_points, turns, model_calls, tool_calls, denied, tool_errors, not_gated, approvals, "
    "retries, redactions, models, tokens_input, tokens_output, tokens_cache_read, "
    "tokens_cache_creation, tokens_reasoning, cost_nano_usd, ended, end_reason, exit_code, "
    "duration_us, countersign"
)
_PRUNED = "(SELECT run_seq FROM entries WHERE seq = last_seq) + 1 - entries AS pruned"
_LAST = "\U0010ffff"  # sorts after every run id that goes on
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Filter:
    """Which runs; None and False: all."""

    agent: str | None = None
    sender: str | None = None
    since_us: int | None = None
    errors: bool = False
    hidden: bool = False


def listed(db: Connection, wanted: Filter, limit: int, before: int | None) -> list[dict[str, Any]]:
    """Return runs by latest activity; `before` is the `run` that the page before ended with."""
    where, given = ["1"], list[Any]()
    for column, value in (("agent = ?", wanted.agent), ("sender = ?", wanted.sender)):
        if value is not None:
            where.append(column)
            given.append(value)
    if wanted.since_us is not None:
        where.append("last_ts_us >= ?")
        given.append(wanted.since_us)
    if wanted.errors:
        where.append("(error_spans > 0 OR tool_errors > 0 OR denied > 0 OR exit_code <> 0)")
    if not wanted.hidden:
        where.append("title_thread = 0")
    if before is not None:
        where.append("(last_ts_us, id) < (SELECT last_ts_us, id FROM runs WHERE id = ?)")
        given.append(before)
    sql = (
        f"SELECT {_COLUMNS} FROM runs WHERE {' AND '.join(where)} "  # noqa: S608 - our own text
        "ORDER BY last_ts_us DESC, id DESC LIMIT ?"
    )
    return [_run(row) for row in db.execute(sql, (*given, limit))]


def one(db: Connection, ref: str) -> dict[str, Any]:
    """Return the run that a reference names, with how many entries below its last were pruned.

    Args:
        db: an index.
        ref: full run id, a unique beginning, `#` and the key `run`, `last` (latest activity), or
            the name that `countersign run --name` gave: the latest run of that name.

    Raises:
        NotFoundError: none, or several.
    """
    if ref == "last":
        found = listed(db, Filter(), 1, None) or listed(db, Filter(hidden=True), 1, None)
        if not found:
            raise NotFoundError("No run is recorded yet.")
        return one(db, f"#{found[0]['run']}")
    rows = _matching(db, ref)
    if not rows:
        raise NotFoundError(f"There is no run {ref!r}.", hint="`countersign runs` lists them.")
    if len(rows) > 1:
        names = ", ".join(f"#{row['id']} {row['run_id']}" for row in rows[:_SHOWN])
        more = ", ..." if len(rows) > _SHOWN else ""
        raise NotFoundError(
            f"More than one run is meant by {ref!r}: {names}{more}.",
            hint="Give more of the id, or the number after #.",
        )
    sql = f"SELECT {_COLUMNS}, {_PRUNED} FROM runs WHERE id = ?"  # noqa: S608 - our own text
    return _run(db.execute(sql, (rows[0]["id"],)).fetchone())


def _matching(db: Connection, ref: str) -> list[Record]:
    if ref.startswith("#") and ref[1:].isascii() and ref[1:].isdigit() and len(ref) < 19:  # noqa: PLR2004 - of 2^63
        return db.execute("SELECT id, run_id FROM runs WHERE id = ?", (int(ref[1:]),)).fetchall()
    exact = db.execute("SELECT id, run_id FROM runs WHERE run_id = ?", (ref,)).fetchall()
    if exact or not ref:
        return exact
    sql = "SELECT id, run_id FROM runs WHERE run_id >= ? AND run_id < ? ORDER BY id LIMIT ?"
    begun = db.execute(sql, (ref, ref + _LAST, _SHOWN + 1)).fetchall()
    if begun:
        return begun
    named = "SELECT id, run_id FROM runs WHERE name = ? ORDER BY last_ts_us DESC, id DESC LIMIT 1"
    return db.execute(named, (ref,)).fetchall()


def _run(row: Record) -> dict[str, Any]:
    found = dict(row)
    found["models"] = json.loads(found["models"])
    found["countersign"] = json.loads(found["countersign"])
    found["title_thread"] = bool(found["title_thread"])
    found["ended"] = bool(found["ended"])
    nano = found.pop("cost_nano_usd")
    found["cost_usd"] = None if nano is None else nano / 1e9
    return found
