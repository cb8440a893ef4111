"""tray.rounds: the ledger is verified a while after the start, and then each day."""

from __future__ import annotations

import pytest

from desktop_app.tray import rounds
from desktop_app.tray.rounds import Rounds

pytestmark = pytest.mark.gui


class Kept:
    """A check that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def remember(self) -> None:
        """The verdict that the log holds."""
        self.asked.append("remember")

    def start(self, by: str) -> None:
        """A verification."""
        self.asked.append(by)


def test_they_begin_with_the_first_recorder_and_go_on_daily(empty_desk, qtbot, monkeypatch):
    """A recorder that comes back begins none anew."""
    monkeypatch.setattr(rounds, "AFTER_MS", 5)
    monkeypatch.setattr(rounds, "DAY_MS", 10)
    kept = Kept()
    one = Rounds(empty_desk.link, kept)
    empty_desk.link.met.emit()
    empty_desk.link.met.emit()
    qtbot.waitUntil(lambda: len(kept.asked) >= 4)
    one.close()
    assert not one._timer.isActive()
    assert kept.asked[:4] == ["remember", "start", "schedule", "schedule"]
