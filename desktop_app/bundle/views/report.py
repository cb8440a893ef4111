"""`views/report.html`: what the page is told. The page's words are in `report.html.j2`.

Nothing here depends on the present: the page's only "when" is the time of the export entry.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, assert_never

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.bundle.views.absent import missing
from desktop_app.bundle.views.integrity import epochs
from desktop_app.bundle.views.page import render
from desktop_app.bundle.views.reading import day, integer, iso, moment, short, text, tokens
from desktop_app.bundle.views.steps import AXIS, PERSON
from desktop_app.host import resources
from desktop_app.model import amounts
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.views.run_facts import RunFacts
    from desktop_app.bundle.views.seen import Seen
    from desktop_app.model.entry import Entry

_WHO = {
    "person": "a person at that computer",
    "local": "somebody with that user's account",
    "recorder": "the recorder",
    "token": "a program with a token",
}
_KINDS = {
    EntryKind.OTLP_TRACES: ("trace request", "span"),
    EntryKind.OTLP_LOGS: ("log request", "log record"),
    EntryKind.OTLP_METRICS: ("metric request", "metric"),
    EntryKind.CLOUDEVENTS: ("CloudEvents request", "event"),
}


def report(
    *,
    predicate: Predicate,
    key_log: Sequence[Entry],
    export: Entry,
    seen: Seen,
    runs: Sequence[RunFacts],
    more_runs: int,
    unattributed: int,
    fingerprint: str,
    root_vkey: str,
    absence: Sequence[Mapping[str, object]],
) -> Iterator[bytes]:
    """Yield the page in chunks.

    Args:
        predicate: what the bundle is.
        key_log: the entries that bring and end keys.
        export: the entry that asked for the bundle.
        seen: counts over the entries in scope.
        runs: the runs to tell of, in order.
        more_runs: runs in scope beyond those.
        unattributed: spans in scope of no run.
        fingerprint: of the log, 30 digits in six groups.
        root_vkey: the root key in force, as C2SP vkey.
        absence: as `bundle.absence` gives it.
    """
    return render(
        {
            "title": _title(predicate.scope, runs, seen),
            "bundle": _bundle(predicate, export, fingerprint),
            "bodies": predicate.level is not Level.METADATA,
            "scope": _scope(predicate.scope),
            "seen": _seen(seen),
            "runs": [_run(facts) for facts in runs],
            "more_runs": more_runs,
            "unattributed": unattributed,
            "others": [_other(entry) for entry in seen.others],
            "more_others": seen.more_others,
            "missing": missing(absence),
            "integrity": _integrity(predicate, key_log, seen, root_vkey),
            "provisions": tomllib.loads(resources.read_text("bundle/frameworks.toml"))[
                "provisions"
            ],
            "axis": AXIS,
        }
    )


def _title(scope: Scope, runs: Sequence[RunFacts], seen: Seen) -> dict[str, object]:
    what, who = _what(scope, runs)
    name = runs[0].name if isinstance(scope, RunScope) and runs else ""
    return {
        "what": what,
        "who": who,
        "name": name if name != who else "",
        "when": "" if seen.first is None else day(seen.first.ts_us),
    }


def _what(scope: Scope, runs: Sequence[RunFacts]) -> tuple[str, str]:
    match scope:
        case RunScope():
            return "One run", runs[0].agent if runs else ""
        case TimeScope():
            return "A stretch of time", ""
        case AgentScope():
            return "Runs", short(scope.agent)
        case IncidentScope():
            return "One incident", ""
        case _:
            assert_never(scope)


def _scope(scope: Scope) -> dict[str, object]:
    """Return what was chosen: `kind`, names of it, and whether single records were."""
    told: dict[str, object] = {"single_records": bool(scope.records)}
    match scope:
        case RunScope():
            sender = short(scope.sender)
            return {**told, "kind": "run", "names": (short(scope.run_id),), "sender": sender}
        case TimeScope():
            names = (f"#{scope.first_seq:,}", f"#{scope.last_seq:,}")
            return {**told, "kind": "time", "names": names}
        case AgentScope():
            return {**told, "kind": "agent", "names": (short(scope.agent),)}
        case IncidentScope():
            return {**told, "kind": "incident", "names": (scope.trace_id.hex(),)}
        case _:
            assert_never(scope)


def _bundle(predicate: Predicate, export: Entry, fingerprint: str) -> dict[str, object]:
    auth = text(export.actor.get("auth"))
    return {
        "by": _WHO.get(auth or "", "somebody of whom the entry does not tell"),
        "exported": moment(predicate.exported_us),
        "exported_iso": iso(predicate.exported_us),
        "export": predicate.export,
        "recipients": [short(name, 80) for name in predicate.recipients],
        "reason": short(text(export.subject.get("reason")) or "", 600),
        "level": str(predicate.level),
        "log": predicate.log,
        "size": predicate.size,
        "root": predicate.root.hex(),
        "epoch": predicate.epoch,
        "previous": predicate.previous,
        "fingerprint": fingerprint,
    }


def _seen(seen: Seen) -> dict[str, object]:
    told = []
    for kind, (request, record) in _KINDS.items():
        if seen.kinds[kind]:
            requests = amounts.counted(seen.kinds[kind], request)
            told.append(f"{requests} with {amounts.counted(seen.records[kind], record)}")
    return {
        "entries": seen.entries,
        "first": None if seen.first is None else seen.first.seq,
        "last": None if seen.last is None else seen.last.seq,
        "from": "" if seen.first is None else moment(seen.first.ts_us),
        "to": "" if seen.last is None else moment(seen.last.ts_us),
        "telemetry": told,
        "bytes": amounts.size(seen.body_bytes),
        "with_payload": seen.with_payload,
        "opened": seen.opened,
    }


def _run(facts: RunFacts) -> dict[str, object]:
    row = facts.row
    names = ("turns", "model_calls", "tool_calls", "denied", "tool_errors", "error_spans")
    counts = {name: integer(row.get(name)) or 0 for name in names}
    told = tokens(row)
    first = facts.first_ns // 1000 or integer(row.get("first_ts_us")) or 0
    last = facts.last_ns // 1000 or integer(row.get("last_ts_us")) or 0
    models = row.get("models")
    return {
        **counts,
        "agent": facts.agent,
        "name": facts.name if facts.name != facts.agent else "",
        "spanned": facts.spanned,
        "version": short(text(row.get("agent_version")) or ""),
        "run_id": short(text(row.get("run_id")) or ""),
        "sender": short(text(row.get("sender")) or ""),
        "models": [short(str(name), 60) for name in models] if isinstance(models, list) else [],
        "from": moment(first),
        "to": moment(last),
        "same_day": day(first) == day(last),
        "day": day(first),
        "took": facts.took,
        "entries": integer(row.get("entries")) or 0,
        "first_seq": integer(row.get("first_seq")) or 0,
        "last_seq": integer(row.get("last_seq")) or 0,
        "spans": integer(row.get("spans")) or 0,
        "log_records": integer(row.get("log_records")) or 0,
        "metric_points": integer(row.get("metric_points")) or 0,
        "ended": bool(row.get("ended")),
        "end_reason": short(text(row.get("end_reason")) or ""),
        "exit_code": integer(row.get("exit_code")),
        "tokens": {name: amounts.count(number, zero="0") for name, number in told.items()},
        "tokens_told": any(number is not None for number in told.values()),
        "cached_told": told["cache_read"] is not None or told["cache_creation"] is not None,
        "cost": None if facts.cost is None else amounts.money(facts.cost),
        "asked": facts.asked,
        "timeline": facts.timeline,
        "more": facts.more,
        "decisions": _decisions(facts),
        "denied_steps": facts.denied,
        "failed_steps": facts.failed,
        "denied_calls": facts.counts["tool_call denied"] + facts.counts["model_call denied"],
        "failed_calls": facts.counts["tool_call error"] + facts.counts["model_call error"],
    }


def _decisions(facts: RunFacts) -> list[dict[str, object]]:
    ordered = sorted(
        facts.decisions.items(),
        key=lambda pair: (pair[0][1] != PERSON, -pair[1].count, pair[0][:2]),
    )
    return [
        {
            "decision": decision,
            "by": by,
            "asked": asked,
            "count": total.count,
            "seqs": sorted(total.seqs),
        }
        for (decision, by, asked), total in ordered
    ]


def _other(entry: Entry) -> dict[str, object]:
    """Return an entry that is no telemetry: its kind, and its small values in words."""
    told = [_value(name, value) for name, value in entry.subject.items()]
    if entry.kind is EntryKind.ANCHOR_TIMESTAMP:
        told = [_stamped(entry.subject)]
    return {
        "seq": entry.seq,
        "when": moment(entry.ts_us),
        "kind": str(entry.kind),
        "told": short(", ".join(short(item, 80) for item in told if item), 240),
    }


def _stamped(subject: Mapping[str, object]) -> str:
    """Return what a time stamp says; not its token, which no reader of a page can read."""
    size, time_us = integer(subject.get("size")), integer(subject.get("time_us"))
    if size is None or time_us is None:
        return ""
    return f"says that the first {amounts.counted(size, 'entry')} existed by {moment(time_us)}"


def _value(name: str, value: object) -> str:
    """Return a small value with its name; nothing of lists, maps and what is empty."""
    words = name.removesuffix("_us").replace("_", " ")
    number = integer(value)
    if number is not None:
        shown = amounts.duration(number) if name.endswith("_us") else f"{number:,}"
        return f"{words} {shown}"
    return f"{words} {value}" if text(value) else ""


def _integrity(
    predicate: Predicate, key_log: Sequence[Entry], seen: Seen, root_vkey: str
) -> dict[str, object]:
    first = min(predicate.epoch, seen.first.epoch if seen.first else predicate.epoch)
    shown, more = epochs(key_log, first=first)
    return {"epochs": shown, "more_epochs": more, "vkey": root_vkey}
