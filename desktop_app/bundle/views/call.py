"""A turn, model call or tool call of a run, with the records that told of it, typed.

`query.calls` gives rows of plain values; here they get their types, and records the index that an
opening knows them by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.bundle.views.places import place
from desktop_app.bundle.views.reading import fields, integer, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.bundle.views.places import Places

_MARK = re.compile(r"\[hash ([a-z][a-z0-9_]{0,39}) (\d{1,12}) bytes (hmac-sha256:[0-9a-f]{32})\]")
_MAX_DEPTH = 32


class Content(NamedTuple):
    """Content that a rule replaced: its digest and size stand where it stood."""

    attribute: str
    rule: str
    size: int
    digest: str  # hmac-sha256:<32 hex>, keyed with the run's key


@dataclass(frozen=True, slots=True)
class Told:
    """One record that told of a call.

    Attributes:
        signal: `traces` or `logs`.
        seq: its entry.
        index: its place in the commitment of that entry's body: 0 is the skeleton.
        trace_id: hex, or None.
        span_id: hex, or None.
        name: span name or event name, as sent.
        ns: start of the span, time of the log record; nanoseconds since 1970.
        duration_ns: of a span.
        title: one line about it, made of names and numbers.
        attributes: as the index keeps them: bounded.
        mapped: the `countersign.*` values.
    """

    signal: str
    seq: int
    index: int
    trace_id: str | None
    span_id: str | None
    name: str
    ns: int
    duration_ns: int | None
    title: str
    attributes: Mapping[str, object]
    mapped: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that was done, or one turn.

    Attributes:
        what: `turn`, `model_call` or `tool_call`.
        start_ns: nanoseconds since 1970.
        row: columns of `model_calls` or `tool_calls` (`resources/docs/index.md`); empty for a turn.
        records: the records that told of it, spans first.
    """

    what: str
    start_ns: int
    row: Mapping[str, object]
    records: tuple[Told, ...]

    @property
    def duration_ns(self) -> int | None:
        """How long it took, as told."""
        told = [integer(self.row.get("duration_ns"))]
        told += [record.duration_ns for record in self.records]
        return next((number for number in told if number is not None), None)

    @property
    def outcome(self) -> str:
        """`ok`, `error`, `denied` or `unknown`."""
        return text(self.row.get("outcome")) or "unknown"

    @property
    def seqs(self) -> tuple[int, ...]:
        """Entries that told of it, ascending."""
        told = {record.seq for record in self.records}
        told |= {
            seq
            for name in ("first_seq", "last_seq", "seq")
            if (seq := integer(self.row.get(name))) is not None
        }
        return tuple(sorted(told))

    def mapped(self) -> dict[str, object]:
        """Return the `countersign.*` values of its records, without that prefix; spans' first."""
        return {
            name.removeprefix("countersign."): value
            for record in reversed(self.records)
            for name, value in record.mapped.items()
            if value is not None
        }

    def content(self) -> Iterator[Content]:
        """Yield what was replaced in its records, each content once."""
        known = set()
        for record in self.records:
            for found in marks(record.attributes):
                if found not in known:
                    known.add(found)
                    yield found


def call_of(row: Mapping[str, object], shown: Places) -> Call:
    """Return a row of `query.calls` as a call; `shown` as `places.places` gives it."""
    records = [
        _told(signal, fields(row[name]), shown)
        for name, signal in (("span", "traces"), ("log", "logs"))
        if row[name] is not None
    ]
    return Call(str(row["what"]), integer(row["ns"]) or 0, fields(row["call"]), tuple(records))


def marks(value: object, name: str = "", depth: int = 0) -> Iterator[Content]:
    """Yield the digests that stand in an attribute's value, in order."""
    if isinstance(value, str):
        if "[hash " in value:
            for found in _MARK.finditer(value):
                yield Content(name, found[1], int(found[2]), found[3])
    elif depth < _MAX_DEPTH and isinstance(value, dict):
        for key, item in value.items():
            yield from marks(item, name or str(key), depth + 1)
    elif depth < _MAX_DEPTH and isinstance(value, list):
        for item in value:
            yield from marks(item, name, depth + 1)


def _told(signal: str, row: Mapping[str, object], shown: Places) -> Told:
    seq = integer(row["seq"]) or 0
    name = text(row["name"]) or ""
    return Told(
        signal=signal,
        seq=seq,
        index=place(shown, seq, integer(row["pos"]) or 0),
        trace_id=text(row["trace_id"]),
        span_id=text(row["span_id"]),
        name=name,
        ns=integer(row["ns"]) or 0,
        duration_ns=integer(row["duration_ns"]),
        title=text(row["title"]) or name,
        attributes=fields(row["attributes"]),
        mapped=fields(row["countersign"]),
    )
