"""Why a tool call ran, or did not: everybody who had a say, in order.

Joined by the agent's own id of the call. Hooks of Gemini CLI tell none: there run, tool and time
say which intent a call had (`joining`), and that is told (`joined`: "time").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.consent.records import approver
from desktop_app.errors import NotFoundError
from desktop_app.query import joining

if TYPE_CHECKING:
    from desktop_app.index.connection import Connection

Rows = list[dict[str, Any]]

DIFFERS = "not what was approved"  # ran: another hook changed it, say
_INTENT = (
    "SELECT i.*, e.ts_us FROM intents i JOIN entries e ON e.seq = i.seq WHERE {} ORDER BY i.seq"
)
_CALLS = "SELECT * FROM tool_calls WHERE call_id = ? ORDER BY first_seq, id"
_TOLD = """
    SELECT a.*, e.ts_us FROM approvals a JOIN entries e ON e.seq = a.seq
    WHERE a.call_id = ? ORDER BY a.ts_ns, a.id"""
_ANSWERS = """
    SELECT c.*, e.ts_us, e.subject ->> '$.why' AS why, e.subject ->> '$.role' AS role
    FROM consents c JOIN entries e ON e.seq = c.seq
    WHERE c.intent = ? ORDER BY c.seq"""
_GRANT = "SELECT c.*, e.ts_us FROM consents c JOIN entries e ON e.seq = c.seq WHERE c.seq = ?"
_ENDS = """
    SELECT f.*, e.ts_us FROM {} f JOIN entries e ON e.seq = f.seq
    WHERE f.intent = ?1 OR (f.intent IS NULL AND f.call_id = ?2) ORDER BY f.seq"""


def of_call(db: Connection, call_id: str) -> dict[str, Any]:
    """Return the decision path of a call by the agent's id of it; see `of_intent`.

    Raises:
        NotFoundError: no entry and no telemetry speaks of such a call.
    """
    intents = _rows(db, _INTENT.format("i.call_id = ?"), call_id)
    if not intents:
        calls = _rows(db, _CALLS, call_id)
        if near := [seq for call in calls if (seq := joining.intent_of(db, call)) is not None]:
            intents = [row for seq in near for row in _rows(db, _INTENT.format("i.seq = ?"), seq)]
            return _path(db, call_id, intents, "time", calls)
    return _path(db, call_id, intents, "call_id")


def of_intent(db: Connection, seq: int) -> dict[str, Any]:
    """Return the decision path of an `action.intent`.

    A dict: `call_id`, `joined` ("call_id", "time"), `intents` (rows of them: a hook may ask twice
    about one call), `tool_calls` and `approvals` (as telemetry told), `consents`, `effects`,
    `marks` (rows), and `path`: steps in order, each `who` ("agent", "hook", "rule", "grant",
    "person", "effect", "mark"), `said`, `detail`, `ts_us`, `seq`, and `run`: another run than the
    call's own may have told of the same id; of "person" `role`, that had to allow it, or None, and
    `why` it ended unanswered.

    Raises:
        NotFoundError: that entry is no intent.
    """
    intents = _rows(db, _INTENT.format("i.seq = ?"), seq)
    if not intents:
        raise NotFoundError(f"Entry #{seq} is no intent of an action.")
    call_id = intents[0]["call_id"]
    if call_id:
        return of_call(db, call_id)
    call = joining.calls_of(db, intents[0]["run"], [seq]).get(seq)
    return _path(db, None, intents, "call_id") if call is None else of_tool_call(db, call)


def of_tool_call(db: Connection, number: int) -> dict[str, Any]:
    """Return the decision path of a row of `tool_calls`; see `of_intent`.

    Raises:
        NotFoundError: there is no such row.
    """
    calls = _rows(db, "SELECT * FROM tool_calls WHERE id = ?", number)
    if not calls:
        raise NotFoundError(f"There is no tool call {number}.")
    (call,) = calls
    if call["call_id"]:
        return of_call(db, call["call_id"])
    near = _rows(db, _INTENT.format("i.seq = ?"), joining.intent_of(db, call))
    return _path(db, None, near, "time", calls)


def _path(
    db: Connection, call_id: str | None, intents: Rows, joined: str, calls: Rows | None = None
) -> dict[str, Any]:
    told: dict[str, Any] = {"call_id": call_id, "joined": joined, "intents": intents}
    told["tool_calls"] = calls or ([] if call_id is None else _rows(db, _CALLS, call_id))
    told["approvals"] = [] if call_id is None else _rows(db, _TOLD, call_id)
    asked = dict.fromkeys(map(_asked, intents))
    told["consents"] = [row for seq in asked for row in _rows(db, _ANSWERS, seq)]
    for name, table in (("effects", "effects"), ("marks", "gate_marks")):
        of = [(one["seq"], one["call_id"] or call_id) for one in intents] or [(None, call_id)]
        found = {row["seq"]: row for keys in of for row in _rows(db, _ENDS.format(table), *keys)}
        told[name] = [found[seq] for seq in sorted(found)]
    if not any(told[name] for name in ("intents", "tool_calls", "approvals", "effects", "marks")):
        raise NotFoundError(f"Nothing was recorded of a tool call {call_id}.")
    return {**told, "path": _steps(db, told)}


def _steps(db: Connection, told: dict[str, Any]) -> Rows:
    """Return everybody's say: the agent's own first, then ours for each intent, then what ran."""
    steps = [
        _step("agent", row["decision"] or row["approval"], row["source"], row)
        for row in told["approvals"]
    ]
    shown = {intent["seq"] for intent in told["intents"]}
    for intent in told["intents"]:
        steps += _of_intent(db, intent)
        if intent["repeats"] in shown:
            continue  # a hook and a proxy declared one call: its person answered once
        steps += [
            {
                **_step("person", row["state"], _who(row), row),
                "role": row["role"],
                "why": row["why"],
            }
            for row in told["consents"]
            if row["intent"] == _asked(intent)
        ]
    steps += [_step("effect", row["outcome"], row["approval"], row) for row in told["effects"]]
    steps += [
        _step("mark", DIFFERS, "action.effect", row) for row in told["effects"] if row["differs"]
    ]
    return steps + [_step("mark", row["why"], row["kind"], row) for row in told["marks"]]


def _who(answer: dict[str, Any]) -> str | None:
    """Return who answered, and as what where a role had to allow it."""
    by: str | None = answer["answered_by"]
    return None if by is None else approver(by, answer["role"], answer["state"])


def _asked(intent: dict[str, Any]) -> int:
    """Return the intent that a person was asked about: the first of those that share an answer."""
    return int(intent["seq"] if intent["repeats"] is None else intent["repeats"])


def _of_intent(db: Connection, intent: dict[str, Any]) -> Rows:
    steps = [_step("hook", intent["decision"], intent["via"], intent)]
    if intent["rule"]:
        detail = f"{intent['rule']}, policy {intent['policy']}"
        steps.append(_step("rule", intent["decision"], detail, intent))
    grants = _rows(db, _GRANT, intent["grant_seq"])
    return steps + [_step("grant", row["state"], row["answered_by"], row) for row in grants]


def _step(who: str, said: str | None, detail: str | None, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "who": who,
        "said": said,
        "detail": detail,
        "run": row["run"],
        "ts_us": row["ts_us"],
        "seq": row["seq"],
    }


def _rows(db: Connection, sql: str, *given: object) -> Rows:
    return [dict(row) for row in db.execute(sql, given)]
