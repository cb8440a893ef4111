"""What a hold or a purge is about: a run, an agent, a stretch of time, or entries by number.

Specification: `resources/docs/retention.md`, section "Scopes".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import BadEncodingError
from desktop_app.retention.ranges import Ranges, parse_ranges

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.retention.agents import RunAgents

MAX_RANGES = 1_000  # of one entry: its leaf has 65,535 bytes
MAX_NAME = 1_000  # characters


@dataclass(frozen=True, slots=True)
class RunScope:
    """The entries of one run, later ones too."""

    sender: str
    run_id: str


@dataclass(frozen=True, slots=True)
class AgentScope:
    """The entries of an agent (`agents.RunAgents`), later ones too."""

    agent: str


@dataclass(frozen=True, slots=True)
class TimeScope:
    """The entries whose `ts` lies between two times (microseconds), both included."""

    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class EntriesScope:
    """The entries of these numbers: what a scan for a data subject found."""

    entries: Ranges


Scope: TypeAlias = RunScope | AgentScope | TimeScope | EntriesScope


def covers(scope: Scope, entry: Entry, agents: RunAgents) -> bool:
    """Tell whether a scope covers an entry; `agents` has seen the entry."""
    match scope:
        case RunScope():
            same = entry.actor.get("sender", "") == scope.sender
            return same and entry.run_id == scope.run_id
        case AgentScope():
            return agents.is_of(entry, scope.agent)
        case TimeScope():
            return scope.from_us <= entry.ts_us <= scope.to_us
        case EntriesScope():
            return entry.seq in scope.entries


def format_scope(scope: Scope) -> dict[str, JSON]:
    """Return the JSON form, as it stands in an entry."""
    match scope:
        case RunScope():
            return {"run": {"sender": scope.sender, "run_id": scope.run_id}}
        case AgentScope():
            return {"agent": scope.agent}
        case TimeScope():
            return {"time": [scope.from_us, scope.to_us]}
        case EntriesScope():
            return {"entries": scope.entries.to_json()}


def parse_scope(value: JSON) -> Scope:
    """Parse the JSON form strictly.

    Raises:
        BadEncodingError: another shape.
    """
    match value:
        case {"run": {"sender": str() as sender, "run_id": str() as run_id, **more}, **others} if (
            not more and not others
        ):
            return RunScope(_short(sender), _short(run_id))
        case {"agent": str() as agent, **others} if not others and agent:
            return AgentScope(_short(agent))
        case {"time": [begin, end], **others} if not others:
            return _time(begin, end)
        case {"entries": entries, **others} if not others:
            return EntriesScope(parse_ranges(entries, MAX_RANGES))
    raise BadEncodingError(f"No scope of a hold or purge: {_names(value)}.")


def _time(begin: JSON, end: JSON) -> Scope:
    if type(begin) is int and type(end) is int and begin <= end:  # true is 1 for Python
        return TimeScope(begin, end)
    raise BadEncodingError("A stretch of time is no pair of times.")


def _short(name: str) -> str:
    if len(name) > MAX_NAME:
        raise BadEncodingError(f"A name has more than {MAX_NAME} characters.")
    return name


def _names(value: JSON) -> str:
    return ", ".join(sorted(value))[:80] if isinstance(value, Mapping) else "not an object"
