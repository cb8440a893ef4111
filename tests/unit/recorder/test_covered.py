"""What a scope covers is found without reading all, and read on from where it was read last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder.covered import Covered
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.purges import has_content
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import (
    AgentScope,
    EntriesScope,
    RunScope,
    Scope,
    TimeScope,
    covers,
)
from tests.fakes.clock import START_US

if TYPE_CHECKING:
    from tests.fakes.retaining import Retaining

DAY_US = 86_400_000_000
SCOPES = [
    RunScope("codex", "r"),
    RunScope("codex", "none"),
    RunScope("", "r"),
    AgentScope("codex"),
    AgentScope("other"),
    TimeScope(START_US + DAY_US, START_US + 2 * DAY_US),
    TimeScope(START_US, START_US + 9 * DAY_US),
    TimeScope(1, 2),
    EntriesScope(Ranges([0, 2, 3, 5, 9, 500])),
]


def fill(retaining: Retaining) -> None:
    """Append runs on three days, in a new log as in one that goes on."""
    retaining.run("r", 3, kept=True)
    retaining.later(1)
    retaining.run("s", 2)
    retaining.run("r", 1)
    retaining.later(2)
    retaining.run("t", 2, kept=True)


def by_reading_all(retaining: Retaining, scope: Scope) -> list[int]:
    """Return what the fold over every entry says, as a verifier does."""
    agents, found = RunAgents(), []
    with LedgerReader(retaining.place.path) as ledger:
        for entry in ledger.entries():
            agents.see(entry)
            if has_content(entry) and covers(scope, entry, agents):
                found.append(entry.seq)
    return found


@pytest.mark.parametrize("scope", SCOPES, ids=repr)
def test_it_is_what_reading_all_finds(retaining: Retaining, scope: Scope) -> None:
    """At once, and in two steps."""
    covered = Covered(retaining.place.path, scope)
    fill(retaining)
    first = by_reading_all(retaining, scope)
    assert list(covered.read()) == first
    fill(retaining)
    both = by_reading_all(retaining, scope)
    assert list(covered.read()) == both
    assert list(Covered(retaining.place.path, scope).read()) == both
    assert both[: len(first)] == first
