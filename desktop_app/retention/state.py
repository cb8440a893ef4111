"""What retention knows at a place of a ledger: policy, holds, and what is purged already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.holds import Holds
from desktop_app.retention.policy import Policies, Policy
from desktop_app.retention.purges import Purged

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry

KINDS: Final = frozenset(
    (
        *(EntryKind.RECORDER_START, EntryKind.CONFIG_CHANGED),
        *(EntryKind.HOLD_PLACED, EntryKind.HOLD_RELEASED, EntryKind.PURGE),
    )
)
"""The kinds of entries that it is folded from; others may be left out."""


@dataclass(slots=True)
class Retention:
    """The three folds together. `see` every entry of `KINDS`, in order."""

    policies: Policies = field(default_factory=Policies)
    holds: Holds = field(default_factory=Holds)
    purged: Purged = field(default_factory=Purged)

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.policies.in_force

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        self.policies.see(entry)
        self.holds.see(entry)
        self.purged.see(entry)
