"""Which records are usable. A bad record never costs a good one its place.

A span whose trace id or span id is empty, all zero or of the wrong length is bad;
no name, or an end before the start, is not. A log record with a bad id is kept without the id.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.normalize.signals import ExportRequest

TRACE_ID_BYTES = 16
SPAN_ID_BYTES = 8
_NO_TRACE = bytes(TRACE_ID_BYTES)
_NO_SPAN = bytes(SPAN_ID_BYTES)
_TRACE_HEAD, _SPAN_HEAD = b"\x0a\x10", b"\x12\x08"
_ID_FIELD = 10  # tag, length, span id
_HEAD, _SECOND = itemgetter(slice(18)), itemgetter(slice(18, 28))
_TRACE = attrgetter("trace_id")
_SPAN = attrgetter("span_id")


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


def validate(
    signal: Signal, request: ExportRequest, records: Sequence[bytes] | None = None
) -> Rejected:
    """Remove unusable records in place and say how many for which reason.

    Args:
        signal: of the request.
        request: changed in place.
        records: each record as protobuf serializes it, if at hand: good spans show in them.

    A span is unusable when its trace or span id is empty, all zero or of the wrong length
    (W3C trace context; OTLP `trace.proto`). A log record keeps everything but such an id. A metric
    is unusable when it has neither a name nor data.
    """
    if signal is Signal.LOGS:
        return Rejected(
            mended=sum(map(_mend_log, (record for _, _, record in signals.walk(signal, request))))
        )
    if signal is Signal.METRICS:
        return _rejected(_no_faults, _metric_fault, signal, request)
    plain = None if records is None else _plain_traces(records)
    if plain is not None:
        return Rejected(trace_ids=plain)
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


def _plain_traces(records: Sequence[bytes]) -> frozenset[bytes] | None:
    """Return the distinct trace ids when every span begins with two usable ids, else None.

    Protobuf serializes by field number: trace_id = 1, span_id = 2, each with tag and length.
    """
    traces = set(map(_HEAD, records))
    ids = set(map(_SECOND, records))
    if any(not head.startswith(_TRACE_HEAD) for head in traces):
        return None
    if {part[:2] for part in ids} - {_SPAN_HEAD} or min(map(len, ids), default=10) < _ID_FIELD:
        return None
    if _TRACE_HEAD + _NO_TRACE in traces or _SPAN_HEAD + _NO_SPAN in ids:
        return None
    return frozenset(head[2:] for head in traces)


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
