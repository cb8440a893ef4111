"""An index of very many runs: its own schema, rows made up by one statement each."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from desktop_app.index.connection import open_writer
from desktop_app.index.position import Position, write_position
from desktop_app.index.schema import migrate

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

MINUTE_US = 60_000_000
_RUNS = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :runs)
    INSERT INTO runs (id, sender, run_id, agent, agent_version, title_thread, first_ns, last_ns,
      first_ts_us, last_ts_us, first_seq, last_seq, entries, spans, error_spans, log_records,
      metric_points, turns, turn_spans, turn_logs, model_calls, tool_calls, denied, tool_errors,
      not_gated, approvals, approval_spans, approval_logs, retries, redactions, models,
      tokens_input, tokens_output, cost_nano_usd, hints, ended, end_reason, countersign)
    SELECT i, '', printf('run-%09d', i), CASE i % 3 WHEN 0 THEN 'claude-code' WHEN 1 THEN 'codex'
      ELSE 'gemini-cli' END, '1.0', 0, (:until - (:runs - i) * :every) * 1000,
      (:until - (:runs - i) * :every + 700000 + (i * 7919) % 40000000) * 1000,
      :until - (:runs - i) * :every, :until - (:runs - i) * :every + 1000, i, i, 1, 10, 0, 5, 2,
      1, 1, 1, 3, (i * 31) % :calls, iif(i % 17 = 0 AND (i * 31) % :calls, 1, 0),
      iif(i % 5 = 0 AND (i * 31) % :calls, 1, 0), 0, 0, 0, 0, 0, 0, '[]',
      1500 + i % 900, 300 + i % 90, iif(i % 3 = 0, 27900000 + i % 1000, NULL), '[]', 1, 'idle', '{}'
    FROM n"""
_CALLS = """
    WITH RECURSIVE c (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM c WHERE k < :calls)
    INSERT INTO tool_calls (run, sender, call_id, name, first_seq, last_seq, start_ns, end_ns,
      duration_ns, approval, outcome)
    SELECT r.id, '', r.id || '-' || k, CASE (r.id + k) % 5 WHEN 0 THEN 'Bash' WHEN 1 THEN 'Read'
      WHEN 2 THEN 'Edit' WHEN 3 THEN 'Write' ELSE 'exec_command' END, r.first_seq, r.last_seq,
      r.first_ns + k * 1000000, r.first_ns + k * 1000000 + 900000,
      (20 + r.id * 7919 % 400) * 1000000 * (1 + (r.id * k) % 7),
      'not_required', CASE WHEN k = 0 AND r.denied THEN 'denied'
      WHEN k = r.tool_calls - 1 AND r.tool_errors THEN 'error' ELSE 'ok' END
    FROM runs r JOIN c ON c.k < r.tool_calls WHERE r.id > :runs - :with_calls"""


def make(
    path: Path,
    runs: int,
    *,
    until_us: int,
    every_us: int = MINUTE_US,
    calls: int = 9,
    with_calls: int = 100_000,
) -> Path:
    """Write an index of `runs` runs into a file; the last of them started at `until_us`.

    Args:
        path: of the index; it must not exist.
        runs: how many.
        until_us: start of the newest.
        every_us: between two starts.
        calls: a run has fewer tool calls than that.
        with_calls: of so many of the newest the calls have rows.
    """
    given = {
        "runs": runs,
        "until": until_us,
        "every": every_us,
        "calls": calls,
        "with_calls": with_calls,
    }
    with closing(open_writer(path)) as connection:
        _fill(connection, given)
    return path


def _fill(connection: sqlite3.Connection, given: dict[str, int]) -> None:
    connection.execute("PRAGMA synchronous = OFF")
    migrate(connection)
    connection.execute("BEGIN")
    connection.execute(_RUNS, given)
    connection.execute(_CALLS, given)
    write_position(connection, Position.start())
    connection.execute("COMMIT")
