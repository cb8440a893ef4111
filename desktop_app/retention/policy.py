"""The retention policy in force at any place of a ledger, folded from its entries.

Promise: a pure function of the entries up to there, the same for recorder and verifier. A shorter
policy holds only where a person said so in a `config.changed`; in profile "compliance" never. So
who edits the settings file makes nothing die earlier.

Specification: `resources/docs/retention.md`, section "Policy".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

DAY_US = 86_400_000_000
MAX_DAYS = 36_500
STANDARD, COMPLIANCE = "standard", "compliance"
PROFILE = "retention.profile"
RUNS = "keep.runs"
ALL, TROUBLED = "all", "troubled"
_WHICH_RUNS = frozenset((ALL, TROUBLED))
_PROFILES = frozenset((STANDARD, COMPLIANCE))


class Class(StrEnum):
    """What dies together. Append-only: a name here is in somebody's ledger for ever."""

    PAYLOADS = "payloads"  # kept content in the vault, and keys of runs
    BODIES = "bodies"  # what agents sent, redacted, in the ledger
    ENTRIES = "entries"  # leaves of entries whose kind does not last


CONTENT = (Class.PAYLOADS, Class.BODIES)
"""What a person may want gone, and what a hold is placed for."""
DAYS = {
    Class.PAYLOADS: "retention.payload_days",
    Class.BODIES: "retention.body_days",
    Class.ENTRIES: "retention.entry_days",
}
FOR_EVER = 0
_LEAST = {Class.PAYLOADS: 1, Class.BODIES: 1, Class.ENTRIES: FOR_EVER}
_CLASSES = {name: which for which, name in DAYS.items()}


@dataclass(frozen=True, slots=True)
class Policy:
    """How long things stay.

    Attributes:
        payload_days, body_days: of content.
        profile: "standard" or "compliance".
        runs: whose kept content stays for these days: of "all" runs, or of "troubled" ones alone.
        entry_days: of entries; 0: they stay for ever.
    """

    payload_days: int = 90
    body_days: int = 365
    profile: str = STANDARD
    runs: str = ALL
    entry_days: int = FOR_EVER

    def days(self, which: Class) -> int:
        """Return the days of a class."""
        match which:
            case Class.PAYLOADS:
                return self.payload_days
            case Class.BODIES:
                return self.body_days
            case Class.ENTRIES:
                return self.entry_days

    @property
    def prunes(self) -> bool:
        """Whether entries may lose their leaves at all."""
        return self.entry_days != FOR_EVER

    @property
    def samples(self) -> bool:
        """Whether what runs without trouble keep goes when they end."""
        return self.runs == TROUBLED and self.profile != COMPLIANCE

    def limit_us(self, which: Class, now_us: int) -> int:
        """Return the time before which entries of a class may go; 0: none may, at any time.

        An entry outlives its content: it goes when the longest days of all are over.
        """
        if which is not Class.ENTRIES:
            return now_us - self.days(which) * DAY_US
        longest = max(self.payload_days, self.body_days, self.entry_days)
        return now_us - longest * DAY_US if self.prunes else 0

    def with_days(self, which: Class, days: int) -> Policy:
        """Return the policy with another number of days."""
        match which:
            case Class.PAYLOADS:
                return replace(self, payload_days=days)
            case Class.BODIES:
                return replace(self, body_days=days)
            case Class.ENTRIES:
                return replace(self, entry_days=days)


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that does not hold: the setting, what it was to be, and whose doing it is.

    Attributes:
        name: of the setting.
        asked: the value that does not hold.
        kept: the value that stays in force.
        by: "compliance" (the profile forbids it), "nobody" (no person said so), "file" (the
            settings file says so, and no `config.changed` does).
    """

    name: str
    asked: int | str
    kept: int | str
    by: str


class Policies:
    """The fold. `see` every entry, in order.

    Attributes:
        in_force: after the entries seen so far.
    """

    def __init__(self) -> None:
        self.in_force = Policy()
        self._started = False

    def see(self, entry: Entry) -> list[Refused]:
        """Take the next entry; return what of it does not hold."""
        if entry.kind is EntryKind.CONFIG_CHANGED:
            name, new = entry.subject.get("name"), entry.subject.get("new")
            by_person = entry.actor.get("auth") == "person"
            return self._take({str(name): new}, "" if by_person else "nobody")
        if entry.kind is EntryKind.RECORDER_START:
            told = entry.subject.get("settings")
            settings = dict(told) if isinstance(told, Mapping) else {}
            default = Policy()
            found = {PROFILE: settings.get(PROFILE, default.profile)}
            found[RUNS] = settings.get(RUNS, default.runs)
            found |= {DAYS[one]: settings.get(DAYS[one], default.days(one)) for one in Class}
            first, self._started = not self._started, True
            return self._take(found, "" if first else "file")
        return []

    def _take(self, told: Mapping[str, JSON], shortened_by: str) -> list[Refused]:
        """Take settings over; `shortened_by` says why a shorter one does not hold, "": it does."""
        refused, before = [], self.in_force
        for name, value in told.items():
            which = _CLASSES.get(name)
            if which is not None and type(value) is int and _LEAST[which] <= value <= MAX_DAYS:
                if not shortens(before, name, value) or not (why := _why(before, shortened_by)):
                    self.in_force = self.in_force.with_days(which, value)
                else:
                    refused.append(Refused(name, value, before.days(which), why))
            elif name == PROFILE and isinstance(value, str) and value in _PROFILES:
                if shortens(before, name, value):
                    why = "file" if shortened_by == "file" else COMPLIANCE
                    refused.append(Refused(name, value, COMPLIANCE, why))
                else:
                    self.in_force = replace(self.in_force, profile=value)
            elif name == RUNS and isinstance(value, str) and value in _WHICH_RUNS:
                if not shortens(before, name, value) or not (why := _why(before, shortened_by)):
                    self.in_force = replace(self.in_force, runs=value)
                else:
                    refused.append(Refused(name, value, before.runs, why))
        return refused


def shortens(policy: Policy, name: str, value: JSON) -> bool:
    """Tell whether a setting of that value would let something die earlier than a policy does."""
    if name == PROFILE:
        return policy.profile == COMPLIANCE and value != COMPLIANCE
    if name == RUNS:
        return policy.runs == ALL and value == TROUBLED
    which = _CLASSES.get(name)
    if which is None or not isinstance(value, int):
        return False
    now = policy.days(which)
    if which is Class.ENTRIES and FOR_EVER in {now, value}:
        return now == FOR_EVER != value
    return value < now


def _why(policy: Policy, shortened_by: str) -> str:
    """Return why a shorter setting does not hold, "" when it does."""
    if shortened_by == "file":
        return "file"
    return COMPLIANCE if policy.profile == COMPLIANCE else shortened_by
