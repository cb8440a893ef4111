"""The verdicts of `verify`, their exit codes and which one wins (`cli.md`, section "Exit codes").

Append-only: scripts match on names and numbers. A verdict is about what was recomputed; what it
does not prove is told beside it, always.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EXIT_NO_ANCHOR = 10
EXIT_STALE_ANCHOR = 11


class Verdict(StrEnum):
    """What an audit came to."""

    ANCHORED = "ANCHORED"  # all recomputed, and something outside this machine agrees
    CONSISTENT = "CONSISTENT"  # all recomputed
    KEY_UNPINNED = "KEY_UNPINNED"  # all recomputed, but no trusted key was given
    DIVERGED = "DIVERGED"  # contradicts a pin, an anchor or the enrolment: rollback or fork
    INVALID = "INVALID"  # edited, deleted, inserted, reordered or forged
    POLICY_VIOLATION = "POLICY_VIOLATION"  # purged under a hold, retention shortened
    INCOMPLETE = "INCOMPLETE"  # something is missing and its absence is not recorded
    UNREADABLE = "UNREADABLE"  # not ours, hostile, too large, or of a newer format

    @property
    def exit_code(self) -> int:
        """Process exit code of a verb that ends with this verdict."""
        return _EXIT_CODES[self]

    @property
    def passes(self) -> bool:
        """Whether the exit code is 0."""
        return self.exit_code == 0


_EXIT_CODES = {
    Verdict.ANCHORED: 0,
    Verdict.CONSISTENT: 0,
    Verdict.KEY_UNPINNED: 20,
    Verdict.DIVERGED: 30,
    Verdict.INVALID: 40,
    Verdict.POLICY_VIOLATION: 41,
    Verdict.INCOMPLETE: 50,
    Verdict.UNREADABLE: 60,
}

PRECEDENCE = (
    Verdict.UNREADABLE,
    Verdict.INVALID,
    Verdict.DIVERGED,
    Verdict.POLICY_VIOLATION,
    Verdict.INCOMPLETE,
    Verdict.KEY_UNPINNED,
    Verdict.ANCHORED,
    Verdict.CONSISTENT,
)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that wins; CONSISTENT when there is none."""
    return min(verdicts, key=PRECEDENCE.index, default=Verdict.CONSISTENT)


def exit_code(verdict: Verdict, *, require_anchor: bool, stale: bool) -> int:
    """Return the exit code; a required anchor that is missing or stale makes CONSISTENT fail."""
    if require_anchor and verdict is Verdict.CONSISTENT:
        return EXIT_STALE_ANCHOR if stale else EXIT_NO_ANCHOR
    return verdict.exit_code
