"""All records of one run for its waterfall, in columns and in steps: a live run is read on.

Promise: what is read is what the index holds; nothing is joined or judged here. Rows are plain
tuples, since a run may have a million of them; `after` continues where the step before ended.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

SpanRow: TypeAlias = "tuple[int, str, str, str | None, str, str | None, str, int, int, int, str | None, str | None, str | None]"  # noqa: E501 - one row
LogRow: TypeAlias = "tuple[int, int, str | None, str | None, str, str | None, str | None, int | None, str | None, str | None, str | None, float | None, int | None]"  # noqa: E501 - one row

_SAID = 200  # characters of a prompt or an argument that a row needs


def _first_of(*keys: str) -> str:
    """Return SQL for the first of these attributes that is there, as short text."""
    parts = ", ".join(f"json_extract(attributes, '$.\"{key}\"')" for key in keys)
    return f"substr(CAST(coalesce({parts}) AS TEXT), 1, {_SAID})"


_PROMPT = _first_of("user_prompt", "prompt")
_ARGUMENT = _first_of("full_command", "file_path", "tool_input", "function_args", "arguments")
_ERROR = "json_extract(countersign, '$.\"countersign.error_class\"')"
_APPROVAL = "json_extract(countersign, '$.\"countersign.approval_state\"')"
_SAYS = f"CASE category WHEN 'turn' THEN {_PROMPT} WHEN 'tool_call' THEN {_ARGUMENT} END"
_OF_SPAN = _SAYS.replace("END", "WHEN 'rollback' THEN attributes END")

_SPANS = f"""
    SELECT id, trace_id, span_id, parent_id, name, title, category, status, start_ns, duration_ns,
      {_OF_SPAN}, CASE category WHEN 'hook' THEN {_ERROR} END,
      CASE WHEN category IN ('hook', 'approval') THEN {_APPROVAL} END
    FROM spans WHERE run = ?1 AND id > ?2 ORDER BY id"""  # noqa: S608 - our own text
_LOGS = f"""
    SELECT id, ts_ns, trace_id, span_id, category, event, title,
      json_extract(attributes, '$."event.sequence"'), {_SAYS},
      CASE category WHEN 'hook' THEN {_ERROR} END, json_extract(attributes, '$.hook_name'),
      CAST(coalesce(json_extract(attributes, '$.total_duration_ms'),
        json_extract(attributes, '$.duration_ms')) AS REAL), pos
    FROM log_records WHERE run = ?1 AND id > ?2 ORDER BY id"""  # noqa: S608 - our own text
_CALLS = """
    SELECT id, call_id, name, type, span, log, first_seq, last_seq, start_ns, end_ns, duration_ns,
      approval, decision, decision_source, outcome, error_class, side_effect_level, exit_code,
      subagent_id, mcp_server, args_digest, result_digest
    FROM tool_calls WHERE run = ?1 AND last_seq > ?2 ORDER BY id"""
_APPROVALS = """
    SELECT id, seq, signal, record, ts_ns, call_id, tool_name, approval, decision, source, waited_ns
    FROM approvals WHERE run = ?1 AND id > ?2 ORDER BY id"""
_MODEL_CALLS = """
    SELECT id, seq, signal, record, ts_ns, duration_ns, model, provider, tokens_input,
      tokens_output, tokens_cache_read, tokens_reasoning, cost_nano_usd, outcome, error_class
    FROM model_calls WHERE run = ?1 AND id > ?2 AND counted ORDER BY id"""


_HOOKS = """
    SELECT seq, ts_us, kind, subject FROM entries
    WHERE run = ?1 AND seq > ?2 AND (kind IN ('session.start', 'session.prompt', 'session.end')
      OR (kind = 'gate.failed_open'
        AND json_extract(subject, '$.why') IN ('hook missing', 'settings overruled')))
    ORDER BY seq"""


class Position(NamedTuple):
    """How far a run was read: the last key of each table, and the last entries."""

    span: int = 0
    log: int = 0
    approval: int = 0
    model_call: int = 0
    seq: int = -1
    hook: int = -1


class Records(NamedTuple):
    """What came after a position.

    Attributes:
        spans: (id, trace_id, span_id, parent_id, name, title, category, status, start_ns,
            duration_ns, what a turn's prompt or a tool's argument says (None: nothing was sent;
            of a rollback its attributes), error class of a hook, approval state of a hook or wait).
        logs: (id, ts_ns, trace_id, span_id, category, event, title, event.sequence, says, error
            class of a hook, hook_name, milliseconds it took, pos).
        calls: tool calls that changed, as dicts of their columns.
        approvals, model_calls: dicts likewise; model calls are those that count.
        hooks: entries about the session as a whole (sessions, prompts, settings that did not hold):
            seq, ts_us, kind, subject.
        position: where to go on.
    """

    spans: list[SpanRow]
    logs: list[LogRow]
    calls: list[dict[str, Any]]
    approvals: list[dict[str, Any]]
    model_calls: list[dict[str, Any]]
    hooks: list[dict[str, Any]]
    position: Position


def of_run(db: Connection, run: int, after: Position) -> Records:
    """Return what a run (key `run`) got since a position, each table in order of arrival."""
    spans, logs = _plain(db, _SPANS, run, after.span), _plain(db, _LOGS, run, after.log)
    calls = _dicts(db, _CALLS, run, after.seq)
    approvals = _dicts(db, _APPROVALS, run, after.approval)
    model_calls = _dicts(db, _MODEL_CALLS, run, after.model_call)
    hooks = [
        {**row, "subject": json.loads(row["subject"])}
        for row in _dicts(db, _HOOKS, run, after.hook)
    ]
    position = Position(
        spans[-1][0] if spans else after.span,
        logs[-1][0] if logs else after.log,
        approvals[-1]["id"] if approvals else after.approval,
        model_calls[-1]["id"] if model_calls else after.model_call,
        max([after.seq, *(call["last_seq"] for call in calls)]),
        hooks[-1]["seq"] if hooks else after.hook,
    )
    return Records(spans, logs, calls, approvals, model_calls, hooks, position)


def _plain(db: Connection, sql: str, *given: int) -> list[Any]:
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(sql, given).fetchall()


def _dicts(db: Connection, sql: str, *given: int) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(sql, given)]
