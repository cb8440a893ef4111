"""cli.confirm: a person at a terminal answers, and nobody else."""

from __future__ import annotations

import pytest

from desktop_app.cli import confirm
from desktop_app.errors import NotAnsweredByPersonError
from desktop_app.host import peers, terminal
from desktop_app.host.processes import AgentAncestor


def test_a_person_is_asked_at_the_terminal(monkeypatch):
    """With the word that means yes."""
    asked = []
    monkeypatch.setattr(peers, "agent_ancestor", lambda _pid: None)
    monkeypatch.setattr(terminal, "confirm_on_tty", lambda *given: asked.append(given))
    assert confirm.confirm("Stop recording?")
    assert asked == [("Stop recording?", "yes")]


def test_an_agent_is_refused_before_anybody_is_asked(monkeypatch):
    """An agent that started us cannot answer, terminal or not."""
    found = AgentAncestor(name="Claude Code", pid=7, sign="program claude")
    monkeypatch.setattr(peers, "agent_ancestor", lambda _pid: found)
    monkeypatch.setattr(terminal, "confirm_on_tty", lambda *_: pytest.fail("asked"))
    with pytest.raises(NotAnsweredByPersonError, match="Claude Code started this"):
        confirm.confirm("Stop recording?")
