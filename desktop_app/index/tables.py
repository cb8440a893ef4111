"""The tables of index.db, as data: columns in order, keys, indexes.

`schema.py` creates them, `rows.py` builds its INSERTs from them, `resources/docs/index.md`
documents them (a test compares). Types are SQLite's STRICT types. A change here needs a new
migration in `schema.py`, and a new `CONTENT_VERSION` when rows already stored would differ.
"""

from __future__ import annotations

from typing import NamedTuple

CONTENT_VERSION = 6  # what the rows say; another number in a file means: rebuild it


class Table(NamedTuple):
    """One table.

    Attributes:
        columns: name -> STRICT type, in order; the first is the primary key unless `pk` says else.
        pk: primary key column or columns.
        refs: column -> table whose key it holds.
        indexes: columns of each further index; the first element tells whether it is unique.
    """

    columns: dict[str, str]
    pk: tuple[str, ...] = ("id",)
    refs: dict[str, str] = {}  # noqa: RUF012 - a constant of a constant
    indexes: tuple[tuple[bool, tuple[str, ...]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(self.columns)


def _columns(text: str) -> dict[str, str]:
    """Read `name type` pairs separated by commas."""
    pairs = (part.split() for part in text.split(","))
    return {name: kind.upper() for name, kind in pairs}


_RECORD = "id integer, seq integer, pos integer, run integer, resource integer, scope integer"
_TOKENS = (
    "tokens_input integer, tokens_output integer, tokens_cache_read integer, "
    "tokens_cache_creation integer, tokens_reasoning integer, cost_nano_usd integer"
)

FIRST_TABLES: dict[str, Table] = {
    "meta": Table(_columns("key text, value text"), pk=("key",)),
    "resources": Table(
        _columns("id integer, attributes text, schema_url text"),
        indexes=((True, ("attributes", "schema_url")),),
    ),
    "scopes": Table(
        _columns("id integer, name text, version text, attributes text"),
        indexes=((True, ("name", "version", "attributes")),),
    ),
    "runs": Table(
        _columns(
            "id integer, sender text, run_id text, agent text, agent_version text, name text, "
            "title_thread integer, first_ns integer, last_ns integer, first_ts_us integer, "
            "last_ts_us integer, first_seq integer, last_seq integer, entries integer, "
            "spans integer, error_spans integer, log_records integer, metric_points integer, "
            "turns integer, turn_spans integer, turn_logs integer, model_calls integer, "
            "tool_calls integer, denied integer, tool_errors integer, not_gated integer, "
            "approvals integer, "
            "approval_spans integer, approval_logs integer, "
            f"retries integer, redactions integer, models text, {_TOKENS}, hints text, "
            "ended integer, end_reason text, exit_code integer, duration_us integer, "
            "countersign text"
        ),
        indexes=((True, ("sender", "run_id")), (False, ("run_id",)), (False, ("last_ts_us",))),
    ),
    "entries": Table(
        _columns(
            "seq integer, ts_us integer, kind text, epoch integer, run integer, run_id text, "
            "run_seq integer, sender text, auth text, trace_id text, records integer, "
            "redactions integer, bytes integer, resend_of integer, body_digest text, "
            "summary text, subject text, leaf_hash text, prev text"
        ),
        pk=("seq",),
        refs={"run": "runs"},
        indexes=((False, ("run",)), (False, ("kind",)), (False, ("body_digest",))),
    ),
    "traces": Table(
        _columns("sender text, trace_id text, run integer"),
        pk=("sender", "trace_id"),
        refs={"run": "runs"},
    ),
    "spans": Table(
        _columns(
            f"{_RECORD}, trace_id text, span_id text, parent_id text, variant integer, "
            "resends integer, name text, kind integer, start_ns integer, duration_ns integer, "
            "status integer, status_message text, category text, title text, "
            "attributes text, countersign text, events text"
        ),
        refs={"run": "runs", "resource": "resources", "scope": "scopes"},
        indexes=((True, ("trace_id", "span_id", "variant")), (False, ("run",))),
    ),
    "span_resends": Table(_columns("span integer, seq integer"), pk=("span", "seq")),
    "log_records": Table(
        _columns(
            f"{_RECORD}, trace_id text, span_id text, ts_ns integer, severity text, event text, "
            "body text, category text, title text, attributes text, countersign text"
        ),
        refs={"run": "runs", "resource": "resources", "scope": "scopes"},
        indexes=((False, ("run",)),),
    ),
    "metric_points": Table(
        _columns(
            f"{_RECORD}, metric text, unit text, type text, temporality text, monotonic integer, "
            "ts_ns integer, start_ns integer, value real, count integer, series text, "
            "attributes text, measure text, token_kind text, model text"
        ),
        refs={"run": "runs", "resource": "resources", "scope": "scopes"},
        indexes=((False, ("run",)), (False, ("metric",))),
    ),
    "tool_calls": Table(
        _columns(
            "id integer, run integer, sender text, trace_id text, call_id text, call_key text, "
            "name text, type text, span integer, log integer, first_seq integer, "
            "last_seq integer, start_ns integer, end_ns integer, duration_ns integer, "
            "args_digest text, result_digest text, approval text, decision text, "
            "decision_source text, outcome text, reported_success integer, error_class text, "
            "side_effect_level text, exit_code integer, subagent_id text, mcp_server text"
        ),
        refs={"run": "runs", "span": "spans", "log": "log_records"},
        indexes=((False, ("run", "call_id")),),
    ),
    "approvals": Table(
        _columns(
            "id integer, seq integer, run integer, signal text, record integer, trace_id text, "
            "ts_ns integer, call_id text, tool_name text, approval text, decision text, "
            "source text, waited_ns integer"
        ),
        refs={"run": "runs"},
        indexes=((False, ("run",)),),
    ),
    "model_calls": Table(
        _columns(
            "id integer, seq integer, run integer, signal text, record integer, trace_id text, "
            "ts_ns integer, duration_ns integer, provider text, model text, counted integer, "
            f"{_TOKENS}, retry integer, outcome text, error_class text"
        ),
        refs={"run": "runs"},
        indexes=((False, ("run",)),),
    ),
    "redactions": Table(
        _columns("seq integer, rule text, count integer"), pk=("seq", "rule"), refs={}
    ),
    "rejected": Table(
        _columns("seq integer, signal text, reason text, count integer"), pk=("seq", "reason")
    ),
}
GATE_TABLES: dict[str, Table] = {
    "intents": Table(
        _columns(
            "seq integer, run integer, agent text, tool text, kind text, call_id text, "
            "side_effect text, decision text, rule text, policy text, grant_seq integer, "
            "via text, deadline_us integer, repeats integer"
        ),
        pk=("seq",),
        refs={"run": "runs"},
        indexes=((False, ("call_id",)), (False, ("grant_seq",)), (False, ("run", "tool"))),
    ),
    "effects": Table(
        _columns(
            "seq integer, run integer, intent integer, call_id text, tool text, outcome text, "
            "duration_us integer, exit_code integer, differs integer, approval text, "
            "consent integer, via text"
        ),
        pk=("seq",),
        refs={"run": "runs"},
        indexes=((False, ("intent",)), (False, ("call_id",))),
    ),
    "consents": Table(
        _columns(
            "seq integer, run integer, purpose text, state text, intent integer, agent text, "
            "tool text, lasts text, until_us integer, answered_by text, latency_ms integer, "
            "withdraws integer, puts_back integer"
        ),
        pk=("seq",),
        refs={"run": "runs"},
        indexes=((False, ("intent",)), (False, ("withdraws",))),
    ),
    "gate_marks": Table(
        _columns(
            "seq integer, run integer, kind text, agent text, tool text, call_id text, "
            "intent integer, why text"
        ),
        pk=("seq",),
        refs={"run": "runs"},
        indexes=((False, ("call_id",)), (False, ("intent",))),
    ),
}
TABLES: dict[str, Table] = {**FIRST_TABLES, **GATE_TABLES}
# Rows of no known run, by trace: few, so these indexes stay small.
UNATTRIBUTED = ("spans", "log_records", "tool_calls", "approvals", "model_calls")
FTS = ("spans_fts", "log_records_fts")  # contentless: rowid = spans.id, log_records.id
# A run's start as its agent says, else as recorded (microseconds): lists are in this order.
STARTED_US = "coalesce(first_ns / 1000, first_ts_us)"
TIMELINE_INDEXES = {
    "idx_runs_started": f"runs ({STARTED_US}, id, ended) WHERE title_thread = 0",
    "idx_tool_calls_name": "tool_calls (name, run)",
}
# A decision is found by the agent's own id of the call, whoever's run it is.
CALL_INDEXES = {
    "idx_tool_calls_call": "tool_calls (call_id) WHERE call_id IS NOT NULL",
    "idx_approvals_call": "approvals (call_id) WHERE call_id IS NOT NULL",
}
