"""One line that says what an entry is, for `tail`, `audit-log` and the table `entries`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry

MAX = 200
_RECORDS = {
    EntryKind.OTLP_TRACES: "spans",
    EntryKind.OTLP_LOGS: "log records",
    EntryKind.OTLP_METRICS: "metrics",
}
_SHOWN = (
    "verb",
    "command",
    "name",
    "agent",
    "reason",
    "exit_code",
    "epoch",
    "install",
    "sender",
    "signal",
)


def summary(entry: Entry) -> str:
    """Return one line; sender's text in it is bounded, and escaped by whoever shows it."""
    subject = entry.subject
    if entry.kind in _RECORDS:
        agent = subject.get("agent")
        return f"{subject.get('records', 0)} {_RECORDS[entry.kind]}" + (
            f" from {str(agent)[:MAX]}" if agent else ""
        )
    if entry.kind == EntryKind.OTLP_REJECTED:
        return f"{subject.get('records', 0)} {subject.get('signal', 'records')} not kept"
    shown = [
        f"{name} {subject[name]}"
        for name in _SHOWN
        if isinstance(subject.get(name), (str, int)) and subject.get(name) != ""
    ]
    return ", ".join([str(entry.kind), *shown])[:MAX]
