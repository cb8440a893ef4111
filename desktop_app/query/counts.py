"""What a run, or the whole index, holds in numbers: as sent, so that anyone can compare.

Tokens and cost are told apart by where they were said (logs, metrics), because agents say
them several times; `runs` shows the one that counts.
"""

from __future__ import annotations

# ruff: noqa: S608 - all the text is ours; the one value put in is an integer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

_ONE = {
    "spans": "SELECT count(*) FROM spans WHERE {run}",
    "spans_with_error_status": "SELECT count(*) FROM spans WHERE {run} AND status = 2",
    "span_trace_ids": "SELECT count(DISTINCT trace_id) FROM spans WHERE {run}",
    "log_records": "SELECT count(*) FROM log_records WHERE {run}",
    "log_trace_ids": "SELECT count(DISTINCT trace_id) FROM log_records WHERE {run}",
    "metrics": "SELECT count(*) FROM (SELECT DISTINCT seq, pos FROM metric_points WHERE {run})",
    "metrics_seen": "SELECT count(DISTINCT metric) FROM metric_points WHERE {run}",
    "metric_data_points": "SELECT count(*) FROM metric_points WHERE {run}",
    "resent_spans": "SELECT total(resends) FROM spans WHERE {run}",
}
_MANY = {
    "span_names": "SELECT name, count(*) FROM spans WHERE {run} GROUP BY name",
    "log_events": (
        "SELECT coalesce(event, '(none)') AS name, count(*) FROM log_records "
        "WHERE {run} GROUP BY name"
    ),
    "tool_decision_logs": (
        "SELECT coalesce(decision, '') || '/' || coalesce(source, '') AS name, count(*) "
        "FROM approvals WHERE {run} AND signal = 'log' GROUP BY name"
    ),
}
_TOOL_CALLS = (
    "SELECT count(DISTINCT call_id) AS distinct_call_ids, count(*) AS tool_calls, "
    "count(span) AS tool_spans, count(log) AS tool_logs FROM tool_calls WHERE {run}"
)
_SESSIONS = (
    "SELECT run_id FROM runs WHERE {id} AND spans + log_records + metric_points > 0 ORDER BY 1"
)
_MODELS = "SELECT DISTINCT model FROM model_calls WHERE {run} AND counted AND model > '' ORDER BY 1"
_LOG_TOKENS = """
    SELECT a.key AS name, total(min(CAST(a.value AS INTEGER), 1000000000000))
    FROM model_calls m JOIN log_records l ON l.id = m.record, json_each(l.attributes) a
    WHERE {m_run} AND m.signal = 'log' AND m.counted AND instr(a.key, '.') = 0
      AND (a.key GLOB '*_tokens' OR a.key GLOB '*_token_count')
      AND a.type IN ('integer', 'text', 'real')
    GROUP BY a.key"""
_LOG_COST = """
    SELECT sum(cost_nano_usd) / 1e9 FROM model_calls WHERE {run} AND signal = 'log' AND counted"""
# Delta points add up; of a cumulative series the last value counts.
_LATEST = """
    SELECT *, row_number() OVER (
        PARTITION BY metric, resource, scope, series, start_ns
        ORDER BY ts_ns DESC, id DESC) AS place
    FROM metric_points WHERE {run} AND measure = '%s'"""
_METRIC_TOKENS = (
    "SELECT coalesce(json_extract(attributes, '$.type'), json_extract(attributes, '$.token_type'), "
    "token_kind, '(none)') AS name, sum(value) FROM ("
    + _LATEST % "tokens"
    + ") WHERE temporality IS NOT 'cumulative' OR place = 1 GROUP BY name"
)
_METRIC_COST = (
    "SELECT sum(value) FROM ("
    + _LATEST % "cost_usd"
    + ") WHERE temporality IS NOT 'cumulative' OR place = 1"
)


def counts(db: Connection, run: int | None) -> dict[str, Any]:
    """Return the numbers of one run (key `run`), or of all records, those of no run included."""
    ask = _Asker(db, run)
    result: dict[str, Any] = {name: int(ask.one(sql)) for name, sql in _ONE.items()}
    result.update({name: ask.many(sql) for name, sql in _MANY.items()})
    result["span_names_seen"] = len(result["span_names"])
    result["tool_calls"] = dict(ask.rows(_TOOL_CALLS)[0])
    result["session_ids"] = [row[0] for row in ask.rows(_SESSIONS)]
    result["models"] = [row[0] for row in ask.rows(_MODELS)]
    for where, sql in (("logs", _LOG_TOKENS), ("metrics", _METRIC_TOKENS)):
        found = ask.many(sql)
        result[f"tokens_in_{where}"] = {name: int(value or 0) for name, value in found.items()}
    result["cost_usd_in_logs"] = ask.one(_LOG_COST)
    cost = ask.one(_METRIC_COST)
    result["cost_usd_in_metrics"] = None if cost is None else round(cost, 9)
    return result


class _Asker:
    """Puts the restriction to a run into the questions."""

    def __init__(self, db: Connection, run: int | None) -> None:
        self._db = db
        self._parts = {"run": "1", "m_run": "1", "id": "1"}
        if run is not None:
            self._parts = {
                "run": f"run = {run:d}",
                "m_run": f"m.run = {run:d}",
                "id": f"id = {run:d}",
            }

    def rows(self, sql: str) -> list[Any]:
        return self._db.execute(sql.format(**self._parts)).fetchall()

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def many(self, sql: str) -> dict[str, Any]:
        return {row[0]: row[1] for row in self.rows(sql)}
