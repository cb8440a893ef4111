"""Pictures of rows."""

from __future__ import annotations

import pytest

from desktop_app.host import resources
from desktop_app.tray.presenters.run_view import icons
from desktop_app.tray.presenters.run_view.rows import What
from tests.fakes.pictured import places


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("Bash", "shell"),
        ("exec_command", "shell"),
        ("run_shell_command", "shell"),
        ("Write", "file-write"),
        ("Edit", "file-edit"),
        ("replace", "file-edit"),
        ("Read", "file-read"),
        ("WebFetch", "network"),
        ("Agent", "subagent"),
        ("mcp__tickets__read", "mcp"),
        ("LS", "file-read"),
        ("something else", "settings"),
    ],
)
def test_a_tool_has_a_picture_by_its_name(name, picture):
    """And each picture is there."""
    assert icons.tool(name) == picture
    assert "<svg" in resources.read_text(f"icons/{picture}.svg")


def test_every_row_of_a_run_has_a_picture_or_none(asked):
    """Log records and steps have none."""
    rows = asked.rows
    for at in range(len(rows)):
        picture, tone = icons.icon(rows, at)
        assert bool(picture) == bool(tone)
        assert not picture or "<svg" in resources.read_text(f"icons/{picture}.svg")
    assert icons.icon(rows, places(rows, What.LOG)[0]) == ("", "")
