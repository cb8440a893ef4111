"""What a hold or a purge is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import (
    AgentScope,
    EntriesScope,
    RunScope,
    TimeScope,
    covers,
    format_scope,
    parse_scope,
)
from tests.fakes.retained_entries import entry

TIMES = st.integers(0, 2**53 - 1)
SCOPES = st.one_of(
    st.builds(RunScope, st.text(max_size=9), st.text(max_size=9)),
    st.builds(AgentScope, st.text(min_size=1, max_size=9)),
    st.tuples(TIMES, TIMES).map(lambda two: TimeScope(min(two), max(two))),
    st.sets(st.integers(0, 99)).map(lambda found: EntriesScope(Ranges(found))),
)


@given(SCOPES)
def test_it_is_read_back(scope: object) -> None:
    """Each form round-trips."""
    assert parse_scope(format_scope(scope)) == scope


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"run": "r"},
        {"run": {"sender": "a"}},
        {"run": {"sender": "a", "run_id": 1}},
        {"run": {"sender": "a", "run_id": "b", "c": 1}},
        {"run": {"sender": "a", "run_id": "b"}, "agent": "c"},
        {"run": {"sender": "a", "run_id": "b" * 1_001}},
        {"agent": ""},
        {"agent": "a" * 1_001},
        {"agent": 1},
        {"agent": "a", "time": [1, 2]},
        {"time": [1]},
        {"time": [2, 1]},
        {"time": [True, 2]},
        {"time": [1, "2"]},
        {"time": [1, 2], "x": 1},
        {"entries": [[2, 1]]},
        {"entries": [], "x": 1},
        {"else": 1},
    ],
)
def test_other_forms_are_refused(value: object) -> None:
    """Each field, its type, and no other beside it."""
    with pytest.raises(BadEncodingError):
        parse_scope(value)


def test_it_covers_what_it_says() -> None:
    """A run is of its sender; times and numbers include their ends."""
    agents, one = RunAgents(), entry(5, run="r")
    agents.see(one)
    at = one.ts_us
    assert covers(RunScope("codex", "r"), one, agents)
    assert not covers(RunScope("claude", "r"), one, agents)
    assert not covers(RunScope("codex", "s"), one, agents)
    assert covers(AgentScope("codex"), one, agents)
    assert [covers(TimeScope(*two), one, agents) for two in ((at, at), (at + 1, at + 2))] == [
        *(True, False),
    ]
    assert covers(EntriesScope(Ranges([5])), one, agents)
    assert not covers(EntriesScope(Ranges([4, 6])), one, agents)
