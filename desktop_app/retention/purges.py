"""Purge entries: what is destroyed, by which rule, and how to tell it from what is merely gone.

Promise: an entry names exactly the numbers of what it lets be destroyed, is durable before any of
it is, and is never written twice for the same. `Purged` folds them.

Specification: `resources/docs/retention.md`, section "Purges".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind, lasts
from desktop_app.retention.fields import digest, number, text
from desktop_app.retention.policy import CONTENT, Class
from desktop_app.retention.ranges import Ranges, parse_ranges
from desktop_app.retention.scopes import MAX_RANGES, Scope, format_scope, parse_scope

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

_FIELDS = frozenset(
    ("class", "by", "days", "before_us", "entries", "count", "bytes", "root", "run_keys", "scope")
)
_MAX_WORD = 16


class By(StrEnum):
    """Why something is purged. Append-only."""

    SCHEDULE = "schedule"  # the policy's days are over
    PERSON = "person"  # somebody wanted it gone
    SUBJECT = "subject"  # it is of a data subject who wanted it gone
    SAMPLING = "sampling"  # of a run without trouble, where a person wants no more kept


BY_ITSELF = frozenset((By.SCHEDULE, By.SAMPLING))
"""What a recorder does without a person."""


@dataclass(frozen=True, slots=True)
class Purge:
    """One purge entry.

    Attributes:
        which: what dies.
        by: why.
        days: of the policy in force, by schedule; else None.
        before_us: all of it is older than that.
        entries: the entries that lose it.
        size: bytes: of bodies unpacked, of payloads as their entries tell them, of leaves.
        run_keys: how many runs lose their key.
        scope: what a person chose; None: everything that is old enough, or a data subject's.
        count, root: of `entries`, as the entry says them.
        seq: where the entry stands.
    """

    which: Class
    by: By
    days: int | None
    before_us: int
    entries: Ranges = field(repr=False)
    size: int
    run_keys: int
    scope: Scope | None
    count: int
    root: bytes
    seq: int = -1

    def to_json(self) -> dict[str, JSON]:
        """Return the subject of its entry."""
        return {
            "class": str(self.which),
            "by": str(self.by),
            "days": self.days,
            "before_us": self.before_us,
            "entries": self.entries.to_json(),
            "count": self.count,
            "bytes": self.size,
            "root": self.root.hex(),
            "run_keys": self.run_keys,
            "scope": None if self.scope is None else format_scope(self.scope),
        }


def parse_purge(entry: Entry) -> Purge:
    """Parse a purge entry; that count and root are those of its entries is for the audit.

    Raises:
        BadEncodingError: a field is missing, unknown or of another shape.
    """
    subject = entry.subject
    if subject.keys() != _FIELDS:
        raise BadEncodingError("A purge has other fields than a purge has.")
    try:
        which, by = Class(text(subject, "class", _MAX_WORD)), By(text(subject, "by", _MAX_WORD))
    except ValueError as error:
        raise BadEncodingError("A purge is of a class or a reason unknown here.") from error
    scope = subject["scope"]
    return Purge(
        which=which,
        by=by,
        days=None if subject["days"] is None else number(subject, "days"),
        before_us=number(subject, "before_us"),
        entries=parse_ranges(subject["entries"], MAX_RANGES),
        size=number(subject, "bytes"),
        run_keys=number(subject, "run_keys"),
        scope=None if scope is None else parse_scope(scope),
        count=number(subject, "count"),
        root=digest(subject, "root"),
        seq=entry.seq,
    )


class Purged:
    """What purge entries named so far. `see` every entry, in order; what does not parse is none."""

    def __init__(self) -> None:
        self.of: dict[Class, Ranges] = {which: Ranges() for which in Class}

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        if entry.kind is EntryKind.PURGE:
            try:
                purge = parse_purge(entry)
            except BadEncodingError:
                return  # the audit says what is wrong with it
            self.of[purge.which].add_all(purge.entries)

    def has(self, which: Class, seq: int) -> bool:
        """Tell whether a purge entry names an entry's body or payloads."""
        return seq in self.of[which]


def purged_of(entry: Entry, wanted: Ranges) -> Ranges:
    """Return which of the wanted entries an entry purges; none when it is no purge."""
    found = Ranges()
    if entry.kind is EntryKind.PURGE:
        try:
            purge = parse_purge(entry)
        except BadEncodingError:
            return found
        for first, last in wanted.meeting(purge.entries):
            found.add(first, last)
    return found


def loses(which: Class, entry: Entry) -> bool:
    """Tell whether an entry has what a class of purge takes; of leaves: by itself."""
    match which:
        case Class.PAYLOADS:
            return "kept" in entry.subject
        case Class.BODIES:
            return entry.payload is not None
        case Class.ENTRIES:  # with `kept` the vault is compared
            return not lasts(entry.kind) and "kept" not in entry.subject


def has_content(entry: Entry) -> bool:
    """Tell whether an entry has something that can be purged: a body, or kept content."""
    return any(loses(which, entry) for which in CONTENT)


def size_of(which: Class, entry: Entry) -> int:
    """Return the bytes that an entry tells of what a class of purge takes; 0 where it has none."""
    if which is Class.ENTRIES:
        return len(entry.leaf)
    if which is Class.BODIES:
        return 0 if entry.payload is None else entry.payload.size
    kept = entry.subject.get("kept")
    size = kept.get("bytes") if isinstance(kept, dict) else None
    return size if type(size) is int else 0
