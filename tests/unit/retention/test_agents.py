"""Whose an entry is."""

from __future__ import annotations

from desktop_app.retention.agents import RunAgents
from tests.fakes.retained_entries import entry


def test_an_entry_is_of_whom_it_names() -> None:
    """By sender, by the agent above who asked, or by its subject."""
    agents = RunAgents()
    named = entry(1, subject={"agent": "gemini"}, actor={"sender": "codex", "agent": "claude"})
    agents.see(named)
    assert [agents.is_of(named, name) for name in ("codex", "claude", "gemini", "other")] == [
        *(True, True, True, False),
    ]


def test_an_entry_is_of_whom_its_run_named_first_before_it() -> None:
    """Not of a later name, nor of another sender's run, nor before the run named anybody."""
    agents, actor = RunAgents(), {"sender": "x"}
    early = entry(1, run="r", actor=actor)
    first = entry(2, run="r", actor=actor, subject={"agent": "gemini"})
    second = entry(3, run="r", actor=actor, subject={"agent": "later"})
    late = entry(4, run="r", actor=actor)
    other = entry(5, run="r", actor={"sender": "y"})
    loose = entry(6, actor=actor, subject={"agent": ""})
    for one in (early, first, second, late, other, loose):
        agents.see(one)
    assert not agents.is_of(early, "gemini")
    assert agents.is_of(late, "gemini")
    assert not agents.is_of(late, "later")
    assert not agents.is_of(other, "gemini")
    assert not agents.is_of(loose, "gemini")


def test_one_entry_says_whose_its_run_is() -> None:
    """The first that names an agent; without it the run would be another's."""
    agents = RunAgents()
    told = [
        entry(1, run="r"),
        entry(2, subject={"agent": "codex"}, run="r"),
        entry(3, subject={"agent": "gemini"}, run="r"),
        entry(4, subject={"agent": "codex"}, run="s"),
        entry(5, subject={"agent": "codex"}),
    ]
    for one in told:
        agents.see(one)
    assert [one.seq for one in told if agents.names(one)] == [2, 4]
