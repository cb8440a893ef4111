"""Rows of the entries that a gate and a consent leave: one table a kind, one row an entry.

What is not of its type is NULL: the entry is shown, and `verify` says what it is worth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.index.rows import insert, values
from desktop_app.index.text import bounded
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    import sqlite3

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

_Columns: TypeAlias = "Mapping[str, str]"  # column -> field of the subject


def _same(names: str) -> dict[str, str]:
    """Return columns that are called like their fields."""
    return {name: name for name in names.split()}


_INTENT: _Columns = {
    **_same("agent tool kind call_id side_effect decision rule policy via deadline_us repeats"),
    "grant_seq": "grant",
}
_EFFECT: _Columns = {
    **_same("intent call_id tool outcome duration_us exit_code differs via"),
    "approval": "approval_state",
    "consent": "userConsentId",
}
_CONSENT: _Columns = {
    **_same("purpose state intent lasts until_us latency_ms withdraws puts_back"),
    "answered_by": "by",
}
_TABLES: dict[str, tuple[str, _Columns]] = {
    EntryKind.ACTION_INTENT: ("intents", _INTENT),
    EntryKind.ACTION_EFFECT: ("effects", _EFFECT),
    EntryKind.CONSENT_RECORD: ("consents", _CONSENT),
    EntryKind.GATE_FAILED_OPEN: ("gate_marks", _same("agent tool call_id intent why")),
    EntryKind.GATE_ATTEMPT: ("gate_marks", {"agent": "agent", "why": "what"}),
}
_NUMBERS = frozenset(
    (
        *("grant_seq", "deadline_us", "intent", "duration_us", "exit_code", "differs", "consent"),
        *("until_us", "latency_ms", "withdraws", "puts_back", "repeats"),
    )
)
# What a consent is about stands in the intent, or in the record that it changes.
_ABOUT = {
    "intent": "SELECT run, agent, tool FROM intents WHERE seq = ?",
    "withdraws": "SELECT run, agent, tool FROM consents WHERE seq = ?",
    "puts_back": "SELECT run, agent, tool FROM consents WHERE seq = ?",
}


def apply(connection: sqlite3.Connection, entry: Entry, run: int | None) -> None:
    """Write the row of an entry; of kinds that are none of these nothing."""
    if entry.kind not in _TABLES:
        return
    table, columns = _TABLES[entry.kind]
    row: dict[str, str | int | None] = {"seq": entry.seq, "run": run}
    for column, field in columns.items():
        row[column] = _value(column, entry.subject.get(field))
    if table == "consents":
        _complete(connection, entry, row)
    elif table == "gate_marks":
        row["kind"] = str(entry.kind)
    connection.execute(insert(table), values(table, row))


def _complete(
    connection: sqlite3.Connection, entry: Entry, row: dict[str, str | int | None]
) -> None:
    """Add run, agent and tool that a consent is about: of what it names, else of its scope."""
    for column, sql in _ABOUT.items():
        about = connection.execute(sql, (row[column],)).fetchone()
        if about is not None:
            run, row["agent"], row["tool"] = about
            row["run"] = run if row["run"] is None else row["run"]
            return
    scope = entry.subject.get("scope")
    named = scope if isinstance(scope, Mapping) else {}
    row["agent"], row["tool"] = _text(named.get("agent")), _text(named.get("tool"))


def _value(column: str, value: JSON) -> str | int | None:
    if column in _NUMBERS:
        return bounded(int(value)) if isinstance(value, int) else None
    return _text(value)


def _text(value: JSON) -> str | None:
    return value if isinstance(value, str) else None
