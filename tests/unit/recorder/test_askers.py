"""Who asks: the person's own window, a process that can be looked at, or one below an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.control.server import Call
from desktop_app.errors import NotAnsweredByPersonError, UsageError
from desktop_app.host.peers import Peer
from desktop_app.host.processes import AgentAncestor
from desktop_app.recorder import askers

if TYPE_CHECKING:
    from typing import Any


def call(*, person: bool = False, peer: Peer | None = None, **args: Any) -> Call:
    """A call with these arguments."""
    return Call(args, peer, lambda *_: None, person)


def test_the_persons_window_needs_its_confirmation_too() -> None:
    """And is the tray."""
    askers.by_person(call(person=True, confirmed=True), "answer")
    assert askers.actor(call(person=True)) == {"sender": "", "auth": "person", "process": "tray"}
    with pytest.raises(NotAnsweredByPersonError, match="confirmed"):
        askers.by_person(call(person=True), "answer")


def test_an_agent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it says of itself."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: AgentAncestor("codex", 5, "x"))
    asked = call(peer=Peer(0, 7), confirmed=True)
    assert askers.actor(asked) == {"sender": "", "auth": "local", "agent": "codex"}
    with pytest.raises(NotAnsweredByPersonError, match="codex"):
        askers.by_person(asked, "answer")


def test_who_cannot_be_looked_at_is_nobody() -> None:
    """No peer, no process id."""
    for peer in (None, Peer(0, None)):
        assert not askers.is_known(call(peer=peer))
        assert askers.actor(call(peer=peer, confirmed=True))["auth"] == "local"


def test_a_text_is_a_text() -> None:
    """Or missing."""
    assert askers.text(call(name="x"), "name") == "x"
    with pytest.raises(UsageError, match="name is missing"):
        askers.text(call(name=5), "name")
