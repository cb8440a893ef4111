"""Whose deed the end of a recorder is."""

from __future__ import annotations

from desktop_app.model.entry import RECORDER
from desktop_app.recorder.stopping import Stopping


def test_a_signal_is_the_recorders_own_end() -> None:
    """Nobody asked by the verb."""
    assert Stopping().actor == RECORDER


def test_who_asked_is_known_before_the_end_begins() -> None:
    """The one that runs the recorder is woken then; nobody need wait for it."""
    stopping, person = Stopping(), {"sender": "", "auth": "person"}
    Stopping().ask(person)
    seen: list[object] = []
    stopping.wake = lambda: seen.append(stopping.actor)
    stopping.ask(person)
    assert seen == [person]
