"""Holds: what must not be purged, however old it is. A fold over `hold.placed`, `hold.released`.

A hold covers what is in its scope, also what comes later, until a person releases it; one that a
role placed until that role's holder does. Whoever is not allowed to releases nothing.

Specification: `resources/docs/retention.md`, section "Holds".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.fields import digest, group, number, text
from desktop_app.retention.scopes import Scope, covers, format_scope, parse_scope

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.retention.agents import RunAgents

MAX_HOLDS = 1_000  # that a recorder lets be in force together
MAX_ID, MAX_REASON = 64, 1_000


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold as its entry says it.

    Attributes:
        name: its id.
        scope: what it covers.
        reason: why, after the detectors.
        entries: how many entries with content before it are in its scope.
        root: 32 bytes, RFC 6962 root over their numbers.
        role: who alone may release it; None: any person.
        seq: where its entry stands.
    """

    name: str
    scope: Scope
    reason: str
    entries: int
    root: bytes
    role: str | None = None
    seq: int = -1

    def to_json(self) -> dict[str, JSON]:
        """Return the subject of its entry."""
        subject: dict[str, JSON] = {
            "hold": self.name,
            "scope": format_scope(self.scope),
            "reason": self.reason,
            "covers": {"entries": self.entries, "root": self.root.hex()},
        }
        return subject if self.role is None else subject | {"role": self.role}


@dataclass(frozen=True, slots=True)
class Release:
    """The end of a hold as its entry says it."""

    name: str
    reason: str
    role: str | None = None

    def to_json(self) -> dict[str, JSON]:
        """Return the subject of its entry."""
        subject: dict[str, JSON] = {"hold": self.name, "reason": self.reason}
        return subject if self.role is None else subject | {"role": self.role}


def parse_hold(entry: Entry) -> Hold:
    """Parse a `hold.placed`.

    Raises:
        BadEncodingError: a field is missing or of another shape.
    """
    subject = entry.subject
    told = group(subject, "covers")
    return Hold(
        name=text(subject, "hold", MAX_ID),
        scope=parse_scope(subject.get("scope")),
        reason=text(subject, "reason", MAX_REASON),
        entries=number(told, "entries"),
        root=digest(told, "root"),
        role=text(subject, "role", MAX_ID) if "role" in subject else None,
        seq=entry.seq,
    )


def parse_release(entry: Entry) -> Release:
    """Parse a `hold.released`.

    Raises:
        BadEncodingError: a field is missing or of another shape.
    """
    subject = entry.subject
    return Release(
        name=text(subject, "hold", MAX_ID),
        reason=text(subject, "reason", MAX_REASON),
        role=text(subject, "role", MAX_ID) if "role" in subject else None,
    )


def may_release(hold: Hold, release: Release, entry: Entry) -> bool:
    """Tell whether who wrote a `hold.released` may end that hold."""
    return entry.actor.get("auth") == "person" and release.role == hold.role


class Holds:
    """The holds in force. `see` every entry, in order; what does not parse holds nothing.

    Attributes:
        active: by id, in the order in which they were placed.
        names: every id that there ever was.
    """

    def __init__(self) -> None:
        self.active: dict[str, Hold] = {}
        self.names: set[str] = set()

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        try:
            if entry.kind is EntryKind.HOLD_PLACED:
                self._place(parse_hold(entry))
            elif entry.kind is EntryKind.HOLD_RELEASED:
                self._release(parse_release(entry), entry)
        except BadEncodingError:
            return  # the audit says what is wrong with it

    def holding(self, entry: Entry, agents: RunAgents) -> Hold | None:
        """Return a hold that covers an entry, or None; `agents` has seen the entry."""
        found = (one for one in self.active.values() if covers(one.scope, entry, agents))
        return next(found, None)

    def _place(self, hold: Hold) -> None:
        if hold.name not in self.names:
            self.names.add(hold.name)
            self.active[hold.name] = hold

    def _release(self, release: Release, entry: Entry) -> None:
        hold = self.active.get(release.name)
        if hold is not None and may_release(hold, release, entry):
            del self.active[release.name]
