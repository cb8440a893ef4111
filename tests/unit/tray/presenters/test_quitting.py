"""tray.presenters.quitting: what stops is said before it stops."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters.quitting import question


@pytest.mark.parametrize(
    ("keeps", "text"),
    [
        ("tray", "Recording stops. Agents that are set up will be denied what they must ask for."),
        ("", "Recording stops. Agents that are set up will be denied what they must ask for."),
        ("service", "The window closes. Recording goes on as a service."),
        ("command", "The window closes. Recording goes on where it was started."),
    ],
)
def test_who_keeps_the_recorder_decides_what_stops(keeps, text):
    """A service is left alone, and that is said."""
    asked = question(keeps)
    assert asked.text == text
    assert (asked.title, asked.yes, asked.no) == ("Quit Countersign?", "Quit", "Keep running")
