"""What a screen reader is told: once at each time, and that a question has come."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from desktop_app.tray.views.consent_dialog.announcer import Announcer

pytestmark = pytest.mark.gui


def test_each_time_is_told_once(qtbot, monkeypatch) -> None:
    """Those that were missed are not made up for; another question begins anew."""
    window = QWidget()
    qtbot.addWidget(window)
    told, said = [], []
    made = Announcer(window)
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    monkeypatch.setattr(QAccessible, "isActive", lambda: bool(said))
    made.begin()
    assert [event.type() for event in told] == [QAccessible.Event.Alert]
    made.left(600, "nobody listens")
    assert len(told) == 1
    said.append(True)
    made.begin()
    for left_s in (600, 599, 60, 59.5, 9, 1):
        made.left(left_s, f"{left_s} left")
    assert [event.message() for event in told[2:]] == ["600 left", "60 left", "9 left"]
    made.begin()
    made.left(5, "late")
    made.left(4, "later")
    assert [event.message() for event in told[6:]] == ["late"]
