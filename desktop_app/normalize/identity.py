"""Which records are usable, and which run each belongs to. On the way of every request.

Promise: after `validate`, every span has usable ids and nothing good was lost; the parts that
`split_by_run` returns hold each record of the request exactly once, in order, each under one run.

A record's run, first rule that answers:

1. `agent.run_id`, of our wrapper, on the record, else on its resource,
2. the best of the other `RUN_KEYS` on the record (its attributes; a metric's points; a span's
   events), else on its resource,
3. its trace: known from earlier requests, or named by another record of this request,
4. its resource group, when that names exactly one run.

Nearly every request has one run. That is seen in the serialized bytes, without looking at each
attribute: a key is written there as tag, length, name, tag. Whatever is not plain there takes the
exact way, so the quick way may only be quick, never different (a test compares them).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from desktop_app.normalize import signals
from desktop_app.normalize.run_keys import RUN_KEYS, WRAPPER_KEY, keys_of, run_id_of
from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from desktop_app.normalize.signals import ExportRequest

RunBy = Literal["attribute", "resource", "trace", "group"]

TRACE_ID_BYTES = 16
SPAN_ID_BYTES = 8
_NO_TRACE = bytes(TRACE_ID_BYTES)
_NO_SPAN = bytes(SPAN_ID_BYTES)
_TRACE = attrgetter("trace_id")
_SPAN = attrgetter("span_id")
_STRENGTH: dict[str | None, int] = {"attribute": 0, "resource": 1, "trace": 2, "group": 3, None: 4}


@dataclass(frozen=True, slots=True)
class Rejected:
    """What `validate` took out.

    Attributes:
        count: records removed: `partial_success.rejected_*` of the answer.
        reasons: how many for which reason.
        mended: log records kept without an unusable trace or span id.
        trace_ids: distinct trace ids of the spans, where looking cost nothing: `split_by_run`
            takes them.
    """

    count: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    mended: int = 0
    trace_ids: frozenset[bytes] | None = None


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


# --- what is usable ------------------------------------------------------------------------------


def validate(signal: Signal, request: ExportRequest) -> Rejected:
    """Remove unusable records in place and say how many for which reason.

    A span is unusable when its trace or span id is empty, all zero or of the wrong length
    (W3C trace context; OTLP `trace.proto`). A log record keeps everything but such an id. A metric
    is unusable when it has neither a name nor data.
    """
    if signal is Signal.LOGS:
        return Rejected(mended=sum(map(_mend_log, _records(signal, request))))
    if signal is Signal.METRICS:
        return _rejected(_no_faults, _metric_fault, signal, request)
    traces: set[bytes] = set()
    result = _rejected(partial(_spans_are_clean, traces), _span_fault, signal, request)
    return result if result.count else replace(result, trace_ids=frozenset(traces))


def _rejected(
    clean: Callable[[Any], bool],
    reason_of: Callable[[Any], str | None],
    signal: Signal,
    request: ExportRequest,
) -> Rejected:
    reasons: Counter[str] = Counter()
    for resource in signals.resources(signal, request):
        for scope in signals.scopes(signal, resource):
            records = signals.scope_records(signal, scope)
            if not clean(records):
                reasons.update(_take_out(records, reason_of))
    return Rejected(reasons.total(), reasons)


def _spans_are_clean(seen: set[bytes], spans: Any) -> bool:
    traces = set(map(_TRACE, spans))
    ids = set(map(_SPAN, spans))
    seen |= traces
    return (
        set(map(len, traces)) <= {TRACE_ID_BYTES}
        and set(map(len, ids)) <= {SPAN_ID_BYTES}
        and _NO_TRACE not in traces
        and _NO_SPAN not in ids
    )


def _no_faults(metrics: Any) -> bool:
    return all(map(attrgetter("name"), metrics))


def _take_out(records: Any, reason_of: Callable[[Any], str | None]) -> Counter[str]:
    """Remove in one go: deleting one by one costs a move of the rest each time."""
    faults = [reason_of(record) for record in records]
    good = [record for record, fault in zip(records, faults, strict=True) if fault is None]
    if len(good) < len(faults):
        del records[:]
        records.extend(good)
    return Counter(fault for fault in faults if fault is not None)


def _span_fault(span: Any) -> str | None:
    if len(span.trace_id) != TRACE_ID_BYTES or span.trace_id == _NO_TRACE:
        return "bad_trace_id"
    if len(span.span_id) != SPAN_ID_BYTES or span.span_id == _NO_SPAN:
        return "bad_span_id"
    return None


def _metric_fault(metric: Any) -> str | None:
    return None if metric.name or metric.WhichOneof("data") else "empty_metric"


def _mend_log(record: Any) -> bool:
    trace, span = record.trace_id, record.span_id
    if trace and (len(trace) != TRACE_ID_BYTES or trace == _NO_TRACE):
        record.trace_id = trace = b""
        bad = True
    else:
        bad = False
    if span and (len(span) != SPAN_ID_BYTES or span == _NO_SPAN):
        record.span_id = b""
        bad = True
    return bad


# --- whose it is ---------------------------------------------------------------------------------


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
    quick = _one_run(signal, request, run_of_trace, wire, trace_ids)
    if quick is not None:
        return [quick]
    return _split(signal, request, run_of_trace)


def _traces(signal: Signal, request: ExportRequest) -> frozenset[bytes]:
    """Return the distinct trace ids of spans or log records; empty ones too."""
    if signal is Signal.METRICS:
        return frozenset()
    found: set[bytes] = set()
    for resource in signals.resources(signal, request):
        for scope in signals.scopes(signal, resource):
            found.update(map(_TRACE, signals.scope_records(signal, scope)))
    return frozenset(found)


# --- the quick way: one run, seen in the bytes ---------------------------------------------------

_TEXT = 0x0A  # tag of AnyValue.string_value
_PREFIX = {key: b"\x0a" + bytes([len(key)]) + key.encode() + b"\x12" for key in RUN_KEYS}
# What many keys end in, with the tag of the value behind: few searches stand for many keys.
_ENDINGS = tuple(
    (gate, tuple((end, tuple(k for k in RUN_KEYS if _PREFIX[k].endswith(end))) for end in ends))
    for gate, ends in (
        (b"ion.id\x12", (b"ion.id\x12",)),
        (b"_id\x12", (b"agent.run_id\x12", b"ion_id\x12", b"ead_id\x12")),
        (b"ai.telemetry.metadata.sessionId\x12", (b"sessionId\x12",)),
    )
)
_TRACE_HEAD, _SPAN_HEAD = b"\x0a\x10", b"\x12\x08"  # Span: tag and length of both ids
_STEPS_BACK = 64
_LONG = 0x80  # a length of two bytes or more


class _UnsureError(Exception):
    """The bytes are not plain; the exact way decides."""


def _one_run(
    signal: Signal,
    request: ExportRequest,
    run_of_trace: Callable[[bytes], str | None],
    wire: bytes | None,
    traces: frozenset[bytes] | None,
) -> Part | None:
    """Return the request as one part when it plainly has one run, else None (also when unsure)."""
    groups = signals.resources(signal, request)
    if len(groups) != 1:
        return None
    if traces is None:
        traces = _traces(signal, request)
    if signal is Signal.METRICS:
        empty = not any(len(scope.metrics) for scope in groups[0].scope_metrics)
    else:
        empty = not traces
    if empty:
        return None
    try:
        run_id, run_by = _run_in_bytes(signal, groups[0], wire)
    except _UnsureError:
        return None
    known = {run_of_trace(trace) if trace else None for trace in traces} or {None}
    if run_id is None and len(known) == 1:
        run_id = known.pop()
        run_by = None if run_id is None else "trace"
    elif run_id is None or not known <= {None, run_id}:
        return None
    return Part(run_id, run_by, request, traces - {b""})


def _run_in_bytes(signal: Signal, group: Any, wire: bytes | None) -> _Key:
    """Return the one run that a resource group names, and where; (None, None) for no name.

    Raises:
        _UnsureError: several names, or a text that only looks like one.
    """
    keys = keys_of(group.resource)
    data = group.SerializeToString() if wire is None else wire
    found = _names_in(data, keys)
    if not found:
        return None, None
    resource = _named_by(group.resource.attributes, keys)
    wrapper = found.get(WRAPPER_KEY)
    if wrapper is not None and resource == (0, wrapper[0]):
        found = {WRAPPER_KEY: wrapper}
    names = {name for name, _ in found.values()}
    if len(names) > 1:
        raise _UnsureError
    run_id = names.pop()
    at_resource = _names_in(group.resource.SerializeToString(), keys)
    if resource and resource[1] == run_id and all(at_resource.get(k) == found[k] for k in found):
        return run_id, "resource"
    needle = _attribute(next(iter(found)), run_id)
    holder = _holder(signal, group, data, needle)
    if holder is None or {own[1] for _, own in _shares(signal, holder, keys) if own} != {run_id}:
        raise _UnsureError  # a text that looks like an attribute, or one in an odd place
    return run_id, "attribute"


def _attribute(key: str, text: str) -> bytes:
    value = text.encode()
    return _PREFIX[key] + bytes([len(value) + 2, _TEXT, len(value)]) + value


def _names_in(data: bytes, keys: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """Return {key: (run id, how often)} for the run keys in serialized bytes."""
    if keys is RUN_KEYS:
        keys = _keys_in(data)
    found: dict[str, tuple[str, int]] = {}
    for key in keys:
        start = data.find(_PREFIX[key])
        if start >= 0:
            found[key] = _only_value(data, start, _PREFIX[key])
    return found


def _keys_in(data: bytes) -> tuple[str, ...]:
    """Return the run keys that may be in the bytes."""
    found: list[str] = []
    for gate, endings in _ENDINGS:
        if gate in data:
            for end, keys in endings:
                if end is gate or end in data:
                    found += keys
    return tuple(found)


def _only_value(data: bytes, start: int, prefix: bytes) -> tuple[str, int]:
    """Return the text that every occurrence of a key has, and how many there are.

    The bytes behind the prefix are: length of the AnyValue, tag, length of the text, text.
    """
    at = start + len(prefix)
    size, tag, length = data[at : at + 3].ljust(3, b"\0")
    end = at + 1 + size
    count = data.count(prefix)
    if tag != _TEXT or size >= _LONG or length != size - 2:
        raise _UnsureError
    if count != data.count(data[start:end]):
        raise _UnsureError
    text = data[end - length : end].decode("utf-8", "replace")
    if not text or text != text.strip():
        raise _UnsureError
    return text, count


def _holder(signal: Signal, group: Any, data: bytes, needle: bytes) -> Any:
    """Return a record that holds the bytes, or None.

    The first record mostly does. Else a span is found by the id in front of the bytes, a log
    record or metric by looking at one after the other.
    """
    scopes = [signals.scope_records(signal, scope) for scope in signals.scopes(signal, group)]
    for records in scopes:
        if len(records) and needle in records[0].SerializeToString():
            return records[0]
    if signal is not Signal.TRACES:
        return next((r for rs in scopes for r in rs if needle in r.SerializeToString()), None)
    return _span_in_front(scopes, data, data.find(needle))


def _span_in_front(scopes: list[Any], data: bytes, at: int) -> Any:
    ids = [list(map(_SPAN, spans)) for spans in scopes]
    for _ in range(_STEPS_BACK):
        at = data.rfind(_TRACE_HEAD, 0, max(at, 0))
        span_id = data[at + 20 : at + 28]
        if at >= 0 and data[at + 18 : at + 20] == _SPAN_HEAD:
            for spans, known in zip(scopes, ids, strict=True):
                if span_id in known:
                    return spans[known.index(span_id)]
    return None


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
        resource = _named_by(group.resource.attributes, keys)
        for place, scope in enumerate(signals.scopes(signal, group)):
            for record in signals.scope_records(signal, scope):
                trace = b"" if signal is Signal.METRICS else record.trace_id
                for points, named in _shares(signal, record, keys):
                    run_id, run_by = _better(named, resource)
                    yield _Found(number, place, record, points, trace, run_id, run_by)


def _better(named: tuple[int, str] | None, resource: tuple[int, str] | None) -> _Key:
    if named and (named[0] == 0 or not resource or resource[0] > 0):
        return named[1], "attribute"
    if resource:
        return resource[1], "resource"
    return None, None


def _shares(
    signal: Signal, record: Any, keys: tuple[str, ...]
) -> list[tuple[list[int] | None, tuple[int, str] | None]]:
    """Return (points, run) pairs: one for a span or log, for a metric one for each run it names."""
    if signal is not Signal.METRICS:
        own = _named_by(record.attributes, keys)
        if own is None and signal is Signal.TRACES:
            own = _first(_named_by(event.attributes, keys) for event in record.events)
        return [(None, own)]
    shares: dict[tuple[int, str] | None, list[int]] = {}
    for index, point in enumerate(_points(record)):
        shares.setdefault(_named_by(point.attributes, keys), []).append(index)
    if len(shares) <= 1:
        return [(None, next(iter(shares), None))]
    return [(points, named) for named, points in shares.items()]


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
        points = _points(copy)
        kept = [points[index] for index in item.points]
        del points[:]
        points.extend(kept)


# --- names on records ----------------------------------------------------------------------------


def _named_by(attributes: Any, keys: tuple[str, ...]) -> tuple[int, str] | None:
    """Return (rank of the key, run id) of the best run key among attributes."""
    best: tuple[int, str] | None = None
    for attribute in attributes:
        key = attribute.key
        if key in keys and (best is None or keys.index(key) < best[0]):
            run_id = run_id_of(key, attribute.value)
            if run_id is not None:
                best = (keys.index(key), run_id)
    return best


def _first(items: Iterable[tuple[int, str] | None]) -> tuple[int, str] | None:
    return next((item for item in items if item is not None), None)


def _points(metric: Any) -> Any:
    kind = metric.WhichOneof("data")
    return () if kind is None else getattr(metric, kind).data_points


def _records(signal: Signal, request: ExportRequest) -> Iterable[Any]:
    return (record for _, _, record in signals.walk(signal, request))
