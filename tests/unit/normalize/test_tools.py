from __future__ import annotations

import pytest

from desktop_app.normalize.tools import is_shell, side_effect_level


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Bash", "irreversible"),
        ("exec_command", "irreversible"),
        ("run_shell_command", "irreversible"),
        ("Write", "write"),
        ("replace", "write"),
        ("apply_patch", "write"),
        ("Read", "read"),
        ("WebFetch", "read"),
        ("TodoWrite", "none"),
        ("mcp__mail__send_message", "irreversible"),
        ("mcp__db__create_row", "write"),
        ("mcp__db__list_rows", "read"),
        ("delete_and_get", "irreversible"),
        ("frobnicate", None),
        ("", None),
    ],
)
def test_a_tool_reaches_as_far_as_its_name_says(name, level):
    """The worst it can do; an unknown name has no level, which is not `none`."""
    assert side_effect_level(name) == level


def test_shells_are_known():
    """Their success may not cover how the command ended."""
    assert is_shell("Bash")
    assert not is_shell("Read")
    assert not is_shell(None)
