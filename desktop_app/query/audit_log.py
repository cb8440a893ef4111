"""The action ledger: what was done, one line an action, each tied to the entry that holds it.

What a gate decided, what a person answered and how it ended name the agent's own id of the call in
`params.call_id`, as telemetry's lines do: one id finds them all.

A line is an entry that is no telemetry (a command, a setting, the start of a run) or a tool call
that telemetry told of; its `prev_hash` and `this_hash` are those of the ledger entry it first came
in.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.index.connection import Connection, Record
    from desktop_app.model.canonical import JSON

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LINES = """
    SELECT e.seq AS seq, 0 AS number, e.ts_us AS ts_us, e.kind AS kind, e.summary AS summary,
      e.subject AS subject, e.sender AS sender, e.auth AS auth,
      coalesce(e.run_id, r.run_id) AS run_id, e.prev AS prev,
      e.leaf_hash AS leaf_hash, i.tool AS tool, i.call_id AS call_id, NULL AS args_digest,
      NULL AS decision, NULL AS outcome, NULL AS exit_code, NULL AS duration_ns, i.agent AS agent
    FROM entries e LEFT JOIN consents c ON c.seq = e.seq LEFT JOIN intents i ON i.seq = c.intent
      LEFT JOIN runs r ON r.id = c.run
    WHERE (?1 IS NULL OR e.ts_us >= ?1) AND (?2 IS NULL OR coalesce(e.run, c.run) = ?2)
      AND (?3 OR e.kind NOT IN ('otlp.traces', 'otlp.logs', 'otlp.metrics'))
    UNION ALL
    SELECT t.first_seq, t.id, coalesce(t.start_ns / 1000, e.ts_us), 'tool_call', NULL, NULL,
      e.sender, e.auth, r.run_id, e.prev, e.leaf_hash, t.name, t.call_id, t.args_digest,
      coalesce(t.decision, t.approval), t.outcome, t.exit_code, t.duration_ns, r.agent
    FROM tool_calls t JOIN entries e ON e.seq = t.first_seq LEFT JOIN runs r ON r.id = t.run
    WHERE (?1 IS NULL OR e.ts_us >= ?1) AND (?2 IS NULL OR t.run = ?2)
    ORDER BY seq, number"""


_DECIDED: dict[str, str] = {  # which field of an entry of the gate says what was decided
    EntryKind.ACTION_INTENT: "decision",
    EntryKind.ACTION_EFFECT: "approval_state",
    EntryKind.CONSENT_RECORD: "state",
    EntryKind.GATE_FAILED_OPEN: "why",
}
_SESSIONS = (EntryKind.SESSION_START, EntryKind.SESSION_PROMPT, EntryKind.SESSION_END)
_GATED = frozenset((*_DECIDED, EntryKind.GATE_ATTEMPT, *_SESSIONS))  # an agent did it
# A sender without a token: nobody vouches for who it is.
_WITHOUT_A_NAME = {"none": "unknown sender"}


def lines(
    db: Connection, since_us: int | None, run: int | None, *, telemetry: bool
) -> Iterator[dict[str, Any]]:
    """Yield lines in the order of the ledger.

    Each has: timestamp (ISO 8601 UTC), kind, command or tool, params, decision, exit_code,
    duration_ms, operator, outcome, run_id, seq, prev_hash, this_hash (hex). Arguments of tools are
    not kept: params has their keyed digest. `telemetry` adds a line for each OTLP entry.
    """
    for row in db.execute(_LINES, (since_us, run, telemetry)):
        yield _tool_line(row) if row["kind"] == "tool_call" else _entry_line(row)


def _tool_line(row: Record) -> dict[str, Any]:
    params = {"call_id": row["call_id"], "args_digest": row["args_digest"]}
    line = _line(row, {name: value for name, value in params.items() if value is not None})
    duration = row["duration_ns"]
    return {
        **line,
        "tool": row["tool"],
        "decision": row["decision"],
        "exit_code": row["exit_code"],
        "duration_ms": None if duration is None else duration / 1e6,
        "operator": row["agent"] or row["sender"] or row["auth"],
        "outcome": row["outcome"],
    }


def _entry_line(row: Record) -> dict[str, Any]:
    subject = json.loads(row["subject"])
    duration = subject.pop("duration_us", None)
    if row["kind"] in _GATED:
        return {**_line(row, subject), **_gated(row, subject, duration)}
    return {
        **_line(row, subject),
        "command": _command(row["kind"], subject) or row["kind"],
        "decision": subject.pop("decision", None),
        "exit_code": subject.pop("exit_code", None),
        "duration_ms": duration / 1000 if isinstance(duration, int) else None,
        "operator": _operator(row),
        "outcome": None,
    }


def _operator(row: Record) -> str:
    if row["kind"] == EntryKind.ROLLBACK:  # of an agent's run, and only a person can ask for it
        return "person"
    return str(row["sender"] or _WITHOUT_A_NAME.get(row["auth"], row["auth"]))


def _gated(row: Record, subject: dict[str, Any], duration: JSON) -> dict[str, Any]:
    """Return what a line of the gate says: decided, answered, ended."""
    if row["call_id"] is not None:
        subject["call_id"] = row["call_id"]  # of the intent that a consent answers
    by = subject.get("by") if row["kind"] == EntryKind.CONSENT_RECORD else None
    agent = row["agent"] or subject.pop("agent", None)
    decided = _DECIDED.get(row["kind"])
    tool = row["tool"] or subject.pop("tool", None)
    return {
        **({"tool": tool} if tool else {"command": row["kind"]}),
        "decision": None if decided is None else subject.pop(decided, None),
        "exit_code": subject.pop("exit_code", None),
        "duration_ms": duration / 1000 if isinstance(duration, int) else None,
        "operator": by or agent or row["sender"] or row["auth"],
        "outcome": subject.pop("outcome", None),
    }


def _command(kind: str, subject: dict[str, Any]) -> str | None:
    """Return what was done, taken out of the subject where it stands there."""
    command: str | None = subject.pop("verb", None)
    if command is None and isinstance(subject.get("command"), str):
        command = subject.pop("command")  # a wrapped run's is a digest: it stays among the params
    if kind == EntryKind.VERDICT:
        return "verify" if subject.pop("target", None) == "ledger" else "bundle verify"
    if kind == EntryKind.MODE_CHANGED:
        return f"{subject.pop('mode', 'mode')} {'on' if subject.pop('on', False) else 'off'}"
    return command


def _line(row: Record, params: dict[str, Any]) -> dict[str, Any]:
    moment = _EPOCH + timedelta(microseconds=min(max(row["ts_us"], 0), 2**53))
    return {
        "timestamp": moment.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "kind": row["kind"],
        "params": params,
        "run_id": row["run_id"],
        "seq": row["seq"],
        "prev_hash": row["prev"],
        "this_hash": row["leaf_hash"],
    }
