"""Spans of Countersign's own, of rollbacks: rows beside the agent's, never mistaken for them.

Promise: their category is one that no sender's span can have, and they add nothing to a run's sums
and times: those are the agent's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

from desktop_app.index.rows import insert
from desktop_app.index.text import bounded, to_json
from desktop_app.model.amounts import counted
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from desktop_app.index.context import Context
    from desktop_app.index.runs import Run
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

CATEGORY = "rollback"
NAME = "countersign.rollback"
SENT_BY = "countersign"  # `service.name` of its resource, and its scope
_OK, _ERROR, _INTERNAL = 1, 2, 1  # Status.StatusCode, Span.SpanKind
_TRACE, _SPAN = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{16}")
_MAX_US = (2**63 - 1) // 1000
_INSERT = insert("spans", verb="INSERT OR IGNORE")
_INSERT_TEXT = "INSERT INTO spans_fts (rowid, text) VALUES (?, ?)"


def apply(context: Context, number: int, entry: Entry, run: Run | None) -> bool:
    """Write the row of an entry's span under a number; return whether there is one."""
    if entry.kind is not EntryKind.ROLLBACK:
        return False
    row = _row(context, number, entry, run)
    if row is None or context.connection.execute(_INSERT, row).rowcount != 1:
        return False
    names = f"{NAME} {title(entry.subject)} {SENT_BY}"
    context.connection.execute(_INSERT_TEXT, (number, names))
    return True


def title(subject: Mapping[str, JSON]) -> str:
    """Return what a rollback's span is called: `Rollback by a person, 4 paths`."""
    undone = subject.get("undo")
    is_undo = isinstance(undone, int)
    what = f"Rollback #{undone} undone by a person" if is_undo else "Rollback by a person"
    parts = [counted(_count(subject, "ops"), "path")]
    if refs := _count(subject, "refs"):
        parts.append(counted(refs, "git ref"))
    if failed := _count(subject, "failed"):
        parts.append(f"{failed:,} left alone")
    return ", ".join([what, *parts])


def _row(context: Context, number: int, entry: Entry, run: Run | None) -> tuple[Any, ...] | None:
    span = entry.subject.get("span")
    if not isinstance(span, Mapping):
        return None  # of an earlier version, or of one that only began
    ids, times = _ids(span), [span.get(name) for name in ("start_us", "end_us")]
    start, end = (
        min(max(one, 0), _MAX_US) * 1000 if isinstance(one, int) else None for one in times
    )
    if ids is None or start is None or end is None:
        return None
    failed = _count(entry.subject, "failed")
    done = _count(entry.subject, "ops") + _count(entry.subject, "refs")
    resource, scope = _source(context)
    return (
        *(number, entry.seq, 0, None if run is None else run.id, resource, scope),
        *(*ids, None, 0, 0, NAME, _INTERNAL, start, max(0, end - start)),
        *(_ERROR if failed and not done else _OK, f"{failed:,} left alone" if failed else None),
        *(CATEGORY, title(entry.subject)),
        *(to_json(_attributes(entry, span.get("link"))), "{}", None),
    )


def _attributes(entry: Entry, link: JSON) -> dict[str, JSON]:
    told: dict[str, JSON] = {"countersign.entry": entry.seq}
    for name in ("ops", "refs", "failed", "undo"):
        if isinstance(value := entry.subject.get(name), int):
            told[f"{NAME}.{name}"] = bounded(value)
    if isinstance(link, Mapping) and (ids := _ids(link)) is not None:
        told |= {"link.trace_id": ids[0], "link.span_id": ids[1]}
    return told


def _ids(span: Mapping[str, JSON]) -> tuple[str, str] | None:
    trace_id, span_id = span.get("trace_id"), span.get("span_id")
    if not isinstance(trace_id, str) or not isinstance(span_id, str):
        return None
    good = _TRACE.fullmatch(trace_id) and _SPAN.fullmatch(span_id)
    return (trace_id, span_id) if good else None


def _source(context: Context) -> tuple[int, int]:
    group = ResourceSpans()
    group.resource.attributes.add(key="service.name").value.string_value = SENT_BY
    scope = group.scope_spans.add()
    scope.scope.name = SENT_BY
    return context.resource_id(group), context.scope_id(scope)


def _count(subject: Mapping[str, JSON], name: str) -> int:
    value = subject.get(name)
    return bounded(value) or 0 if isinstance(value, int) else 0
