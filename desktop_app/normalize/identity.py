"""Which records are usable, and which run each belongs to. On the way of every request.

Promise: after `validate`, every span has usable ids and nothing good was lost; the parts that
`split_by_run` returns hold each record of the request exactly once, in order, each under one run.

A record's run, first rule that answers:

1. `agent.run_id`, of our wrapper, on the record, else on its resource,
2. the best of the other `RUN_KEYS` on the record (its attributes; a metric's points; a span's
   events), else on its resource,
3. its trace: known from earlier requests, or named by another record of this request,
4. its resource group, when that names exactly one run.

Nearly every request has one run: `one_run` sees that quickly, else the exact way is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.normalize import signals
from desktop_app.normalize.one_run import RunBy, one_run
from desktop_app.normalize.run_keys import keys_of, named_by, points_in, shares_of
from desktop_app.normalize.senders import Agent, agent_of
from desktop_app.normalize.signals import Signal
from desktop_app.normalize.validity import Rejected, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop_app.normalize.signals import ExportRequest

__all__ = ["Agent", "Part", "Rejected", "RunBy", "agent_of", "split_by_run", "validate"]

_STRENGTH: dict[str | None, int] = {"attribute": 0, "resource": 1, "trace": 2, "group": 3, None: 4}


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one run in a request.

    Attributes:
        run_id: the run, or None when nothing names one.
        run_by: the strongest rule that put a record here; None with no run.
        request: the whole request when it has one run, else a new one with this run's records.
        trace_ids: the distinct non-empty trace ids of the records.
    """

    run_id: str | None
    run_by: RunBy | None
    request: ExportRequest
    trace_ids: frozenset[bytes]


def split_by_run(
    signal: Signal,
    request: ExportRequest,
    run_of_trace: Callable[[bytes], str | None],
    *,
    wire: bytes | None = None,
    trace_ids: frozenset[bytes] | None = None,
) -> list[Part]:
    """Return the request's records by run, in order of first appearance.

    Args:
        signal: of the request.
        request: already validated; it becomes a part itself when it has one run.
        run_of_trace: run that earlier requests gave for a trace id (16 bytes), or None.
        wire: the protobuf bytes that the request was parsed from, if at hand: they spare one
            serialization and are only searched for names.
        trace_ids: what `validate` returned, to spare a second look.

    Returns:
        Parts of at least one record each; none for an empty request.
    """
    quick = one_run(signal, request, run_of_trace, wire, trace_ids)
    if quick is not None:
        return [Part(quick.run_id, quick.run_by, request, quick.trace_ids)]
    return _split(signal, request, run_of_trace)


# --- the exact way -------------------------------------------------------------------------------

_Key = tuple[str | None, "RunBy | None"]


@dataclass(slots=True)
class _Found:
    """One record with its run so far; `take` gets it (or its share of points) into a part."""

    group: int
    scope: int
    record: Any
    points: list[int] | None
    trace_id: bytes
    run_id: str | None
    run_by: RunBy | None


def _split(
    signal: Signal, request: ExportRequest, run_of_trace: Callable[[bytes], str | None]
) -> list[Part]:
    found = list(_look(signal, request))
    by_trace = _runs_by_trace(found)
    by_group: dict[int, set[str]] = {}
    for item in found:
        if item.run_id is not None:
            by_group.setdefault(item.group, set()).add(item.run_id)
    for item in found:
        if item.run_id is None:
            _place(item, by_trace, by_group, run_of_trace)
    return _parts(signal, request, found)


def _look(signal: Signal, request: ExportRequest) -> Iterable[_Found]:
    for number, group in enumerate(signals.resources(signal, request)):
        keys = keys_of(group.resource)
        resource = named_by(group.resource.attributes, keys)
        for place, scope in enumerate(signals.scopes(signal, group)):
            for record in signals.scope_records(signal, scope):
                trace = b"" if signal is Signal.METRICS else record.trace_id
                for points, named in shares_of(signal, record, keys):
                    run_id, run_by = _better(named, resource)
                    yield _Found(number, place, record, points, trace, run_id, run_by)


def _better(named: tuple[int, str] | None, resource: tuple[int, str] | None) -> _Key:
    if named and (named[0] == 0 or not resource or resource[0] > 0):
        return named[1], "attribute"
    if resource:
        return resource[1], "resource"
    return None, None


def _place(
    item: _Found,
    by_trace: dict[bytes, str],
    by_group: dict[int, set[str]],
    run_of_trace: Callable[[bytes], str | None],
) -> None:
    known = None
    if item.trace_id:
        known = run_of_trace(item.trace_id) or by_trace.get(item.trace_id)
    names = by_group.get(item.group, set())
    if known is not None:
        item.run_id, item.run_by = known, "trace"
    elif len(names) == 1:
        item.run_id, item.run_by = next(iter(names)), "group"


def _runs_by_trace(found: Sequence[_Found]) -> dict[bytes, str]:
    """Return the run of each trace that records name; a trace with two names has none."""
    names: dict[bytes, set[str]] = {}
    for item in found:
        if item.run_id is not None and item.trace_id:
            names.setdefault(item.trace_id, set()).add(item.run_id)
    return {trace: runs.pop() for trace, runs in names.items() if len(runs) == 1}


def _parts(signal: Signal, request: ExportRequest, found: Sequence[_Found]) -> list[Part]:
    by_run: dict[str | None, list[_Found]] = {}
    for item in found:
        by_run.setdefault(item.run_id, []).append(item)
    whole = len(by_run) == 1
    return [
        Part(
            run_id,
            min((item.run_by for item in items), key=_STRENGTH.__getitem__),
            request if whole else _request_of(signal, request, items),
            frozenset(item.trace_id for item in items if item.trace_id),
        )
        for run_id, items in by_run.items()
    ]


def _request_of(signal: Signal, request: ExportRequest, items: Sequence[_Found]) -> ExportRequest:
    """Copy some records into a new request with their resources and scopes."""
    result = signals.new_request(signal)
    sources = signals.resources(signal, request)
    targets: dict[int, Any] = {}
    records: dict[tuple[int, int], Any] = {}
    for item in items:
        if item.group not in targets:
            targets[item.group] = signals.resources(signal, result).add()
            _copy_head(targets[item.group], sources[item.group], "resource")
        place = item.group, item.scope
        if place not in records:
            scope = signals.scopes(signal, targets[item.group]).add()
            _copy_head(scope, signals.scopes(signal, sources[item.group])[item.scope], "scope")
            records[place] = signals.scope_records(signal, scope)
        _copy_record(records[place], item)
    return result


def _copy_head(target: Any, source: Any, name: str) -> None:
    target.schema_url = source.schema_url
    if source.HasField(name):
        getattr(target, name).CopyFrom(getattr(source, name))


def _copy_record(records: Any, item: _Found) -> None:
    copy = records.add()
    copy.CopyFrom(item.record)
    if item.points is not None:
        points = points_in(copy)
        kept = [points[index] for index in item.points]
        del points[:]
        points.extend(kept)
