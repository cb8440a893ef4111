"""What a purge would take, and what it would leave: read from the ledger, nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop_app.errors import ConfigError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import subjects
from desktop_app.retention.due import Due, Planner, Wish, by_person, by_schedule, purges
from desktop_app.retention.policy import DAY_US, Class
from desktop_app.retention.purges import By
from desktop_app.retention.scopes import EntriesScope, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.retention.policy import Policy
    from desktop_app.retention.purges import Purge
    from desktop_app.retention.ranges import Ranges
    from desktop_app.retention.state import Retention

    Progress = Callable[[int, int], None]

_TOLD_EVERY = 1_000


class Shredded(Protocol):
    """What was destroyed in the vault."""

    @property
    def payloads(self) -> int:
        """How many pieces."""
        ...

    @property
    def bytes(self) -> int:
        """Of them together."""
        ...


class Payloads(Protocol):
    """The vault, as far as retention needs it."""

    def shred(self, entries: Iterable[int]) -> Shredded:
        """Destroy what these entries kept; what is gone already is none."""
        ...

    def still_keep(self, pairs: Iterable[tuple[int, int]]) -> Iterable[int]:
        """Return which entries of these ranges (first, last) still keep something."""
        ...

    def stored_of(self, pairs: Iterable[tuple[int, int]]) -> int | None:
        """Return the bytes that lie there for entries of these ranges; None: cannot be told."""
        ...

    def entries_of(self, tokens: Iterable[str]) -> Iterable[int]:
        """Return the entries that kept something about these data subjects."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be purged.

    Attributes:
        by: "schedule": by the policy; the others: by a person.
        classes: what is to go.
        scope: which entries; None: all.
        older_than_days: and only what is older; None: everything up to now.
        subject: a data subject in words, with their tokens; None: not about one.
    """

    by: By = By.SCHEDULE
    classes: tuple[Class, ...] = tuple(Class)
    scope: Scope | None = None
    older_than_days: int | None = None
    subject: tuple[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due by a wish.

    Attributes:
        due: the entries and keys.
        entries: the purge entries that would name them.
        size: entries of the ledger that stay whole.
        stored: bytes that lie in the vault for payloads that are due; None: cannot be told.
    """

    due: Due
    entries: list[Purge]
    size: int
    stored: int | None = None

    def require_due(self) -> None:
        """Check that a purge is not refused as a whole.

        Raises:
            ConfigError: only the profile "compliance" keeps what was asked for.
        """
        early = sum(self.due.early.values())
        if early and not self.entries:
            raise ConfigError(
                "In the profile compliance nothing is deleted before its days are over.",
                hint="It goes by itself then; `countersign config get` shows the days.",
            )

    def to_json(self) -> dict[str, JSON]:
        """Return the JSON form, as `resources/docs/control.md` has it."""
        classes: dict[str, dict[str, JSON]] = {
            str(which): {
                "entries": found.count,
                "bytes": sum(self.due.sizes[which]),
                "held": self.due.held[which],
                "early": self.due.early[which],
            }
            for which, found in self.due.entries.items()
        }
        classes[str(Class.PAYLOADS)]["stored"] = self.stored
        return {
            "classes": classes,
            "run_keys": len(self.due.run_keys),
            "remains": {"entries": self.size},
        }


def look(
    path: Path,
    known: Retention,
    asked: Asked,
    *,
    now_us: int,
    payloads: Payloads | None,
    progress: Progress,
) -> Plan:
    """Return what is due.

    Args:
        path: the ledger.
        known: folded from all of it.
        asked: what somebody wants.
        now_us: wall clock.
        payloads: the vault, where there is one.
        progress: told (entries done, entries in all).
    """
    with LedgerReader(path) as ledger:
        size = ledger.size()
        if asked.by is By.SCHEDULE and _is_young(ledger, known, now_us):
            return Plan(Due(), [], size - known.purged.of[Class.ENTRIES].count)
        scope = asked.scope
        if asked.subject is not None:
            scope = EntriesScope(_about(ledger, *asked.subject, payloads, progress))
        wish = _wish(known.policy, asked, scope, now_us)
        planner = Planner(wish, known, ledger.run_keys())
        for entry in ledger.entries(0, size):
            planner.see(entry)
            if entry.seq % _TOLD_EVERY == 0:
                progress(entry.seq, size)
    due = planner.finish()
    stay = size - known.purged.of[Class.ENTRIES].count - due.entries[Class.ENTRIES].count
    kept = due.entries[Class.PAYLOADS]
    stored = payloads.stored_of(kept.pairs()) if payloads is not None and kept.count else None
    return Plan(due, purges(due, wish, known.policy), stay, stored)


def _is_young(ledger: LedgerReader, known: Retention, now_us: int) -> bool:
    """Tell whether the whole log is younger than what the policy lets go."""
    first_us = ledger.entry(0).ts_us
    return all(first_us >= known.policy.limit_us(which, now_us) for which in Class)


def _wish(policy: Policy, asked: Asked, scope: Scope | None, now_us: int) -> Wish:
    if asked.by is By.SCHEDULE:
        return by_schedule(policy, now_us, asked.classes)
    limit_us = now_us - (asked.older_than_days or 0) * DAY_US
    wish = dict.fromkeys(asked.classes, limit_us)
    return by_person(policy, now_us, by=asked.by, wish=wish, scope=scope)


def _about(
    ledger: LedgerReader,
    text: str,
    tokens: frozenset[str],
    payloads: Payloads | None,
    progress: Progress,
) -> Ranges:
    """Return the entries that speak of a data subject."""
    found = subjects.scan(ledger, text, tokens, progress)
    for seq in () if payloads is None else payloads.entries_of(tokens):
        found.add(seq, seq)
    return found
