"""The quick way to the one run of a request: seen in its bytes, without looking at each attribute.

Nearly every request has one run. A key is written in protobuf as tag, length, name, tag of the
value, so a few searches tell which run keys occur and whether each has one value throughout.
Whatever is not plain there gives None, and `identity` takes the exact way: the quick way may only
be quick, never different (a test compares them on the recorded runs and on generated requests).
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from desktop_app.normalize import signals
from desktop_app.normalize.run_keys import RUN_KEYS, WRAPPER_KEY, keys_of, named_by, shares_of
from desktop_app.normalize.signals import Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.normalize.signals import ExportRequest

RunBy = Literal["attribute", "resource", "trace", "group"]
_TRACE = attrgetter("trace_id")
_SPAN = attrgetter("span_id")
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


class OneRun(NamedTuple):
    """The run of a whole request; the fields are those of `identity.Part`."""

    run_id: str | None
    run_by: RunBy | None
    trace_ids: frozenset[bytes]


class _UnsureError(Exception):
    """The bytes are not plain; the exact way decides."""


def one_run(
    signal: Signal,
    request: ExportRequest,
    run_of_trace: Callable[[bytes], str | None],
    wire: bytes | None,
    traces: frozenset[bytes] | None,
) -> OneRun | None:
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
    return OneRun(run_id, run_by, traces - {b""})


def _run_in_bytes(
    signal: Signal, group: Any, wire: bytes | None
) -> tuple[str | None, RunBy | None]:
    """Return the one run that a resource group names, and where; (None, None) for no name.

    Raises:
        _UnsureError: several names, or a text that only looks like one.
    """
    keys = keys_of(group.resource)
    data = group.SerializeToString() if wire is None else wire
    found = _names_in(data, keys)
    if not found:
        return None, None
    resource = named_by(group.resource.attributes, keys)
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
    if holder is None or {own[1] for _, own in shares_of(signal, holder, keys) if own} != {run_id}:
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


def _traces(signal: Signal, request: ExportRequest) -> frozenset[bytes]:
    """Return the distinct trace ids of spans or log records; empty ones too."""
    if signal is Signal.METRICS:
        return frozenset()
    found: set[bytes] = set()
    for resource in signals.resources(signal, request):
        for scope in signals.scopes(signal, resource):
            found.update(map(_TRACE, signals.scope_records(signal, scope)))
    return frozenset(found)
