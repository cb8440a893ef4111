"""What a bundle shows of a log: one run, a stretch, an agent's runs, an incident.

Promise: `parse_scope(scope_json(scope)) == scope`, and lists have one order (ascending, none
twice), so that one scope has one form. See `resources/docs/bundle.md`, section "Scope".
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from desktop_app.bundle.fields import exact, hexadecimal, integer, items, mapping, text
from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

# Between the first and the last entry in scope, entries of these kinds are shown too.
CONTEXT_KINDS: Final = frozenset(
    (
        EntryKind.PAUSE_START,
        EntryKind.PAUSE_END,
        EntryKind.RECORDER_START,
        EntryKind.RECORDER_STOP,
        EntryKind.OTLP_REJECTED,
        EntryKind.CONFIG_CHANGED,
        EntryKind.EGRESS_REFUSED,
    )
)

Records: TypeAlias = "tuple[tuple[int, int], ...]"
"""(seq, index of the leaf in its commitment: 0 is the skeleton), ascending; none: whole bodies."""

_TRACE_ID_BYTES = 16
_T = TypeVar("_T", int, tuple[str, str], tuple[int, int])


@dataclass(frozen=True, slots=True)
class RunScope:
    """The entries of one run."""

    sender: str
    run_id: str
    records: Records = ()


@dataclass(frozen=True, slots=True)
class TimeScope:
    """Every entry from `first_seq` to `last_seq`, both included."""

    first_seq: int
    last_seq: int
    records: Records = ()


@dataclass(frozen=True, slots=True)
class AgentScope:
    """The entries of those runs, (sender, run id) ascending, which are some agent's."""

    agent: str
    runs: tuple[tuple[str, str], ...]
    records: Records = ()


@dataclass(frozen=True, slots=True)
class IncidentScope:
    """The entries that the index found for a trace id (16 bytes), seqs ascending."""

    trace_id: bytes
    seqs: tuple[int, ...]
    records: Records = ()


Scope: TypeAlias = RunScope | TimeScope | AgentScope | IncidentScope


def scope_json(scope: Scope) -> dict[str, JSON]:
    """Return the JSON form, as it stands in the predicate and in the `bundle.export` entry."""
    value = _json(scope)
    if scope.records:
        value["records"] = [list(record) for record in scope.records]
    return value


def parse_scope(value: JSON) -> Scope:
    """Parse the JSON form strictly.

    Raises:
        BadEncodingError: a field missing, unknown, of the wrong shape, or a list out of order.
        NewerFormatError: a kind of scope that this version does not know.
    """
    fields = dict(mapping(value, "scope"))
    kind = text(fields.pop("kind", None), "scope.kind")
    chosen = "records" in fields
    records = fields.pop("records", None)
    parse = _PARSERS.get(kind)
    if parse is None:
        raise NewerFormatError(f"A scope of a kind unknown here: {kind!r}.")
    scope = parse(fields)
    return replace(scope, records=_ascending(records, "records", _record)) if chosen else scope


def in_scope(scope: Scope, entry: Entry) -> bool:
    """Whether an entry is one of those that the scope names."""
    match scope:
        case RunScope():
            return _run_of(entry) == (scope.sender, scope.run_id)
        case TimeScope():
            return scope.first_seq <= entry.seq <= scope.last_seq
        case AgentScope():
            run = _run_of(entry)
            return run is not None and _has(scope.runs, run)
        case IncidentScope():
            return _has(scope.seqs, entry.seq)


def _run_of(entry: Entry) -> tuple[str, str] | None:
    sender = entry.actor.get("sender")
    if entry.run_id is None or not isinstance(sender, str):
        return None
    return sender, entry.run_id


def _has(ordered: Sequence[_T], item: _T) -> bool:
    at = bisect_left(ordered, item)
    return at < len(ordered) and ordered[at] == item


def _json(scope: Scope) -> dict[str, JSON]:
    match scope:
        case RunScope():
            return {"kind": "run", "sender": scope.sender, "run_id": scope.run_id}
        case TimeScope():
            return {"kind": "time", "first_seq": scope.first_seq, "last_seq": scope.last_seq}
        case AgentScope():
            runs = [list(run) for run in scope.runs]
            return {"kind": "agent", "agent": scope.agent, "runs": runs}
        case IncidentScope():
            seqs = list(scope.seqs)
            return {"kind": "incident", "trace_id": scope.trace_id.hex(), "seqs": seqs}


def _parse_run(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("sender", "run_id"), "scope")
    return RunScope(text(fields["sender"], "sender"), text(fields["run_id"], "run_id"))


def _parse_time(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("first_seq", "last_seq"), "scope")
    first, last = (integer(fields[name], name) for name in ("first_seq", "last_seq"))
    if last < first:
        raise BadEncodingError("The scope ends before it starts.")
    return TimeScope(first, last)


def _parse_agent(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("agent", "runs"), "scope")
    return AgentScope(text(fields["agent"], "agent"), _ascending(fields["runs"], "runs", _run))


def _parse_incident(fields: Mapping[str, JSON]) -> Scope:
    exact(fields, ("trace_id", "seqs"), "scope")
    trace_id = hexadecimal(fields["trace_id"], "trace_id", _TRACE_ID_BYTES)
    return IncidentScope(trace_id, _ascending(fields["seqs"], "seqs", _seq))


_PARSERS: Final[Mapping[str, Callable[[Mapping[str, JSON]], Scope]]] = {
    "run": _parse_run,
    "time": _parse_time,
    "agent": _parse_agent,
    "incident": _parse_incident,
}


def _ascending(value: JSON, name: str, parse: Callable[[JSON], _T]) -> tuple[_T, ...]:
    parsed = tuple(parse(item) for item in items(value, name))
    if not parsed or any(left >= right for left, right in pairwise(parsed)):
        raise BadEncodingError(f"The list {name} is empty or not in ascending order.")
    return parsed


def _seq(value: JSON) -> int:
    return integer(value, "seqs")


def _run(value: JSON) -> tuple[str, str]:
    sender, run_id = _pair(value, "runs")
    return text(sender, "runs"), text(run_id, "runs")


def _record(value: JSON) -> tuple[int, int]:
    seq, index = _pair(value, "records")
    return integer(seq, "records"), integer(index, "records")


def _pair(value: JSON, name: str) -> Sequence[JSON]:
    pair = items(value, name)
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        raise BadEncodingError(f"An item of {name} is not a pair.")
    return pair
