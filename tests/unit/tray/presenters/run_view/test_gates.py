"""Failed hooks and the calls they were about."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.gates import Failed, assign, decided
from desktop_app.tray.presenters.run_view.rows import State, What
from tests.fakes.pictured import places

S = 1_000_000_000


def hook(end_s: int, tool: str = "Bash", key: int = 1) -> Failed:
    """A hook that was cancelled."""
    return Failed(("log", key), end_s * S, 2 * S, tool, "timeout")


def test_a_hook_is_of_the_next_call_of_its_tool():
    """Not of the call before it, nor of another tool's."""
    calls = [(1, "Bash", 1 * S), (2, "Read", 5 * S), (3, "Bash", 6 * S)]
    assert assign([hook(5)], calls) == {3: [hook(5)]}


def test_each_hook_has_a_call_of_its_own():
    """Two hooks that failed are of two calls."""
    calls = [(1, "Bash", 5 * S), (2, "Bash", 9 * S)]
    found = assign([hook(8, key=2), hook(5, key=1)], calls)
    assert {key: told[0].record[1] for key, told in found.items()} == {1: 1, 2: 2}


def test_a_hook_without_a_call_after_it_is_of_none():
    """Nothing is made up."""
    assert assign([hook(9)], [(1, "Bash", 2 * S)]) == {}


def test_who_decided_otherwise_made_it_gated():
    """A person, another hook, or a denial; settings do not count."""
    assert decided({"decision_source": "user_temporary"})
    assert decided({"decision_source": "hook"})
    assert decided({"decision_source": "config", "outcome": "denied"})
    assert not decided({"decision_source": "config", "outcome": "ok"})
    assert not decided({})


def test_calls_whose_hook_was_cancelled_are_marked(not_gated):
    """Each of the six calls ran, not gated, after two seconds of silence."""
    rows = not_gated.rows
    calls = places(rows, What.TOOL)
    assert [State(rows.state[at]) for at in calls] == [State.NOT_GATED] * 6
    waits = [rows.more(at).wait for at in calls]
    assert all(wait.silent and wait.end_ns - wait.start_ns == 2_001_000_000 for wait in waits)
    assert all(wait.end_ns <= rows.start[at] for at, wait in zip(calls, waits, strict=True))


def test_a_call_that_a_person_decided_is_not_marked(asked):
    """Nothing failed here: no call is marked."""
    assert asked.states[State.NOT_GATED] == 0
