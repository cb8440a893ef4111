"""The views of index.db: one for each question that a person or Datasette asks. Append-only names.

Times are shown as ISO 8601 UTC text, durations in milliseconds, money in US dollars; the tables
beneath keep integers. Documented in `resources/docs/index.md`; a test compares.
"""

from __future__ import annotations

# ruff: noqa: S608 - all the text is ours


def _utc(seconds: str) -> str:
    return f"strftime('%Y-%m-%dT%H:%M:%fZ', {seconds}, 'unixepoch')"


_RUN = "coalesce(r.run_id, '') AS run_id, r.agent AS agent"

VIEWS: dict[str, str] = {
    "v_runs": f"""
        SELECT r.id AS run, r.run_id, r.sender, r.agent, r.agent_version, r.name,
          {_utc("r.first_ns / 1e9")} AS started, {_utc("r.last_ns / 1e9")} AS last_activity,
          (r.last_ns - r.first_ns) / 1e6 AS span_of_time_ms, r.turns, r.model_calls, r.tool_calls,
          r.denied, r.tool_errors, r.error_spans, r.retries, r.tokens_input, r.tokens_output,
          r.tokens_cache_read, r.tokens_cache_creation, r.tokens_reasoning,
          r.cost_nano_usd / 1e9 AS cost_usd, r.models, r.spans, r.log_records, r.metric_points,
          r.entries, r.redactions, r.ended, r.end_reason, r.exit_code, r.title_thread
        FROM runs r""",
    "v_timeline": f"""
        SELECT s.run, {_RUN}, {_utc("s.start_ns / 1e9")} AS time, s.start_ns AS ns,
          'span' AS what, s.name AS name, s.duration_ns / 1e6 AS duration_ms, s.status AS status,
          s.category AS category, s.seq AS seq, s.id AS record
        FROM spans s LEFT JOIN runs r ON r.id = s.run
        UNION ALL
        SELECT l.run, {_RUN}, {_utc("l.ts_ns / 1e9")}, l.ts_ns, 'log',
          coalesce(l.event, l.title, l.body), NULL, NULL, l.category, l.seq, l.id
        FROM log_records l LEFT JOIN runs r ON r.id = l.run""",
    "v_tool_calls": f"""
        SELECT t.id AS tool_call, t.run, {_RUN}, t.call_id, t.name,
          {_utc("t.start_ns / 1e9")} AS started, t.duration_ns / 1e6 AS duration_ms, t.decision,
          t.decision_source, t.approval, t.outcome, t.error_class, t.side_effect_level, t.exit_code,
          t.args_digest, t.result_digest, t.subagent_id, t.mcp_server,
          t.span, t.log, t.first_seq, t.last_seq
        FROM tool_calls t LEFT JOIN runs r ON r.id = t.run""",
    "v_approvals": f"""
        SELECT a.run, {_RUN}, {_utc("a.ts_ns / 1e9")} AS time, a.tool_name, a.call_id,
          a.approval, a.decision, a.source, a.waited_ns / 1e6 AS waited_ms, a.signal, a.seq
        FROM approvals a LEFT JOIN runs r ON r.id = a.run""",
    "v_model_calls": f"""
        SELECT m.run, {_RUN}, {_utc("m.ts_ns / 1e9")} AS time, m.model, m.provider,
          m.tokens_input, m.tokens_output, m.tokens_cache_read, m.tokens_cache_creation,
          m.tokens_reasoning, m.cost_nano_usd / 1e9 AS cost_usd, m.duration_ns / 1e6 AS duration_ms,
          m.retry, m.counted, m.outcome, m.error_class, m.signal, m.record, m.seq
        FROM model_calls m LEFT JOIN runs r ON r.id = m.run""",
    "v_costs_by_day": """
        SELECT date(r.first_ns / 1e9, 'unixepoch') AS day, r.agent AS agent, count(*) AS runs,
          sum(r.model_calls) AS model_calls, sum(r.tokens_input) AS tokens_input,
          sum(r.tokens_output) AS tokens_output, sum(r.cost_nano_usd) / 1e9 AS cost_usd
        FROM runs r GROUP BY day, r.agent""",
    "v_errors": f"""
        SELECT s.run, {_RUN}, {_utc("s.start_ns / 1e9")} AS time, s.name, s.status_message,
          json_extract(s.countersign, '$."countersign.error_class"') AS error_class,
          s.id AS span, s.seq
        FROM spans s LEFT JOIN runs r ON r.id = s.run WHERE s.status = 2""",
    "v_entries": f"""
        SELECT e.seq, {_utc("e.ts_us / 1e6")} AS time, e.kind, e.summary, e.sender, e.auth,
          e.run_id, e.run_seq, e.records, e.redactions, e.bytes, e.resend_of, e.leaf_hash, e.prev
        FROM entries e""",
    "v_redactions": """
        SELECT d.rule, r.agent AS agent, r.run_id AS run_id, sum(d.count) AS redactions,
          count(*) AS entries
        FROM redactions d JOIN entries e ON e.seq = d.seq LEFT JOIN runs r ON r.id = e.run
        GROUP BY d.rule, e.run""",
}
