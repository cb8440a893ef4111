"""One line that says what an entry is, for `tail`, `audit-log` and the table `entries`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model import amounts
from desktop_app.model.amounts import counted
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

MAX = 200
_TARGETS_SHOWN = 3
_RECORDS = {
    EntryKind.OTLP_TRACES: "span",
    EntryKind.OTLP_LOGS: "log record",
    EntryKind.OTLP_METRICS: "metric",
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


def _records(number: JSON, noun: str) -> str:
    return counted(number, noun) if isinstance(number, int) else f"{noun}s"


def _asked(subject: Mapping[str, JSON]) -> str:
    """Return what a bundle was asked to show: scope, level, for whom, why."""
    scope, recipients = subject.get("scope"), subject.get("recipients")
    told = [_scope(scope) if isinstance(scope, dict) else "", f"level {subject.get('level')}"]
    if isinstance(recipients, list) and recipients:
        told.append(f"for {counted(len(recipients), 'recipient')}")
    if subject.get("reason"):
        told.append(f"reason {subject['reason']}")
    return ", ".join(one for one in told if one)


def _scope(scope: Mapping[str, JSON]) -> str:
    match scope.get("kind"):
        case "run":
            return f"run {str(scope.get('run_id'))[:8]}"
        case "time":
            return f"entries #{scope.get('first_seq')} to #{scope.get('last_seq')}"
        case "agent":
            return f"agent {str(scope.get('agent'))[:40]}"
        case "incident":
            return f"trace {str(scope.get('trace_id'))[:8]}"
        case _:
            return ""


def _made(subject: Mapping[str, JSON]) -> str:
    size = subject.get("bytes")
    told = [f"of #{subject.get('export')}", _records(subject.get("files"), "file")]
    return ", ".join([*told, *([amounts.size(size)] if isinstance(size, int) else [])])


def _cancelled(subject: Mapping[str, JSON]) -> str:
    return f"of #{subject.get('export')}, reason {subject.get('reason')}"


def _mode(subject: Mapping[str, JSON]) -> str:
    told = f"{subject.get('mode')} {'on' if subject.get('on') is True else 'off'}"
    consent = subject.get("consent")
    return told if consent is None else f"{told}, by the consent in #{consent}"


def _consent(subject: Mapping[str, JSON]) -> str:
    told = [f"{subject.get('state')}, {subject.get('purpose')}"]
    for name, words in (("intent", "for"), ("withdraws", "of"), ("puts_back", "puts back")):
        if isinstance(subject.get(name), int):
            told.append(f"{words} #{subject[name]}")
    if isinstance(subject.get("by"), str):
        told.append(f"by {subject['by']}")
    return ", ".join(told)


def _intent(subject: Mapping[str, JSON]) -> str:
    told = [_tool(subject), str(subject.get("decision"))]
    if isinstance(subject.get("grant"), int):
        told.append(f"by the grant in #{subject['grant']}")
    elif subject.get("rule"):
        told.append(f"rule {subject['rule']}")
    return ", ".join(told)


def _effect(subject: Mapping[str, JSON]) -> str:
    intent = subject.get("intent")
    told = [_tool(subject), str(subject.get("outcome"))]
    told.append("never asked" if intent is None else f"of #{intent}")
    return ", ".join([*told, *(["not what was approved"] if subject.get("differs") else [])])


def _failed_open(subject: Mapping[str, JSON]) -> str:
    return f"{_tool(subject)}, {subject.get('why')}"


def _attempt(subject: Mapping[str, JSON]) -> str:
    if subject.get("role"):
        return f"wrong passphrase of the role {subject['role']}"
    return f"{subject.get('agent')} tried {subject.get('what')}"


def _payload(subject: Mapping[str, JSON]) -> str:
    size, kept = subject.get("bytes"), isinstance(subject.get("kept"), dict)
    told = [
        str(subject.get("label"))[:40],
        *([amounts.size(size)] if isinstance(size, int) else []),
    ]
    return ", ".join([*told, "kept" if kept else "not kept"])


def _reveal(subject: Mapping[str, JSON]) -> str:
    return f"{str(subject.get('label'))[:40]} of #{subject.get('entry')}, {subject.get('reason')}"


def _rollback(subject: Mapping[str, JSON]) -> str:
    if "part" in subject:
        return "copies"
    undo, failed = subject.get("undo"), subject.get("failed")
    told = [
        str(subject.get("phase")),
        *([] if undo is None else [f"undoes #{undo}"]),
        _records(subject.get("ops"), "path"),
        *([counted(failed, "path") + " left alone"] if isinstance(failed, int) and failed else []),
    ]
    return ", ".join(told)


def _tool(subject: Mapping[str, JSON]) -> str:
    """Return `claude-code Bash`, each as far as it is told."""
    named = (str(subject[name])[:40] for name in ("agent", "tool") if subject.get(name))
    return " ".join(named) or "a tool"


def _verdict(subject: Mapping[str, JSON]) -> str:
    size = subject.get("size")
    of = f" of {counted(size, 'entry')}" if isinstance(size, int) else ""
    return f"{subject.get('verdict')}, {subject.get('target')}{of}"


def _refused(subject: Mapping[str, JSON]) -> str:
    rows = subject.get("targets")
    targets = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    told = [f"{_attempts(row)} {row.get('target')}" for row in targets[:_TARGETS_SHOWN]]
    more = len(targets) - len(told)
    return ", ".join([*told, *([f"and at {more} more"] if more else [])])


def _attempts(row: Mapping[str, JSON]) -> str:
    return f"{_records(row.get('attempts'), 'attempt')} at"


def _placed(subject: Mapping[str, JSON]) -> str:
    covers = subject.get("covers")
    found = covers.get("entries") if isinstance(covers, dict) else None
    keeps = f", keeps {counted(found, 'entry')}" if type(found) is int else ""
    return f"{subject.get('hold')}{keeps}"


def _released(subject: Mapping[str, JSON]) -> str:
    return str(subject.get("hold"))


def _purge(subject: Mapping[str, JSON]) -> str:
    count = subject.get("count")
    of = f" of {counted(count, 'entry')}" if type(count) is int else ""
    return f"{subject.get('class')}{of}, by {subject.get('by')}"


def _stamped(subject: Mapping[str, JSON]) -> str:
    size = subject.get("size")
    return f"over the first {counted(size, 'entry')}" if type(size) is int else "over a checkpoint"


def _added(subject: Mapping[str, JSON]) -> str:
    told = f"{subject.get('name')}, {subject.get('kind')} at {subject.get('where')}"
    return f"{told}, by the consent in #{subject.get('consent')}"


def _removed(subject: Mapping[str, JSON]) -> str:
    return f"{subject.get('id')}, reason {subject.get('reason')}"


def _sent(subject: Mapping[str, JSON]) -> str:
    size, gone = subject.get("bytes"), subject.get("gone")
    told = [
        f"{_records(subject.get('records'), 'record')} to {subject.get('id')}",
        *([amounts.size(size)] if isinstance(size, int) else []),
        _stretch(subject),
        *([f"{counted(gone, 'entry')} purged before"] if isinstance(gone, int) and gone else []),
    ]
    return ", ".join(one for one in told if one)


def _not_sent(subject: Mapping[str, JSON]) -> str:
    """Return what went wrong: what a server said comes last, it may be long."""
    told = [str(subject.get("id"))]
    if subject.get("refused") is True:
        told.append(f"{_records(subject.get('records'), 'record')} refused")
    if subject.get("refused") is True or subject.get("sure") is False:
        told.append(_stretch(subject))
    return ", ".join(one for one in [*told, str(subject.get("why"))] if one)


def _stretch(subject: Mapping[str, JSON]) -> str:
    first, last = subject.get("first"), subject.get("last")
    if type(first) is not int or type(last) is not int or last < first:
        return ""
    return f"#{first}" if first == last else f"#{first} to #{last}"


_SENTENCES: dict[EntryKind, Callable[[Mapping[str, JSON]], str]] = {
    EntryKind.BUNDLE_EXPORT: _asked,
    EntryKind.BUNDLE_EXPORTED: _made,
    EntryKind.BUNDLE_CANCELLED: _cancelled,
    EntryKind.MODE_CHANGED: _mode,
    EntryKind.CONSENT_RECORD: _consent,
    EntryKind.ACTION_INTENT: _intent,
    EntryKind.ACTION_EFFECT: _effect,
    EntryKind.GATE_FAILED_OPEN: _failed_open,
    EntryKind.GATE_ATTEMPT: _attempt,
    EntryKind.VERDICT: _verdict,
    EntryKind.EGRESS_REFUSED: _refused,
    EntryKind.HOLD_PLACED: _placed,
    EntryKind.HOLD_RELEASED: _released,
    EntryKind.PURGE: _purge,
    EntryKind.PAYLOAD_KEPT: _payload,
    EntryKind.VAULT_REVEAL: _reveal,
    EntryKind.ANCHOR_TIMESTAMP: _stamped,
    EntryKind.ROLLBACK: _rollback,
    EntryKind.UPSTREAM_ADDED: _added,
    EntryKind.UPSTREAM_REMOVED: _removed,
    EntryKind.UPSTREAM_SENT: _sent,
    EntryKind.UPSTREAM_TROUBLE: _not_sent,
}


def summary(entry: Entry) -> str:
    """Return one line; sender's text in it is bounded, and escaped by whoever shows it."""
    subject = entry.subject
    if entry.kind in _RECORDS:
        agent = subject.get("agent")
        return _records(subject.get("records", 0), _RECORDS[entry.kind]) + (
            f" from {str(agent)[:MAX]}" if agent else ""
        )
    if entry.kind == EntryKind.OTLP_REJECTED:
        return f"{subject.get('records', 0)} {subject.get('signal', 'records')} not kept"
    if entry.kind in _SENTENCES:
        return f"{entry.kind}, {_SENTENCES[entry.kind](subject)}"[:MAX]
    shown = [
        f"{name} {subject[name]}"
        for name in _SHOWN
        if isinstance(subject.get(name), (str, int)) and subject.get(name) != ""
    ]
    return ", ".join([str(entry.kind), *shown])[:MAX]
