"""The table of agents' tools."""

from __future__ import annotations

import pytest

from desktop_app.errors import BugError
from desktop_app.model.action import ActionKind, SideEffect
from desktop_app.normalize.tools import LEVELS
from desktop_app.policy.tooltable import parse_tools
from tests.fakes.policies import TABLES

_ROW = '[[tools]]\nnames = ["%s"]\nkind = "shell"\nside_effect = "read"\n'


def test_every_tool_that_telemetry_knows_has_a_row_of_its_level():
    """So that nothing is said of a tool in two ways."""
    for name, level in LEVELS.items():
        tool = TABLES.tools.get(name)
        if tool is None:
            continue
        assert tool.side_effect.value == level, name


def test_a_row_holds_names_of_arguments():
    """And switches."""
    tool = TABLES.tools["bash"]
    assert (tool.kind, tool.side_effect) == (ActionKind.SHELL, SideEffect.IRREVERSIBLE)
    assert "command" in tool.command
    assert not tool.opaque
    assert parse_tools("") == {}


@pytest.mark.parametrize(
    "text",
    [
        _ROW % "a" + _ROW % "a",
        _ROW % "A",
        _ROW % "a" + "odd = 1\n",
        _ROW % "a" + 'read = "x"\n',
    ],
)
def test_a_broken_table_is_ours(text):
    """It ships with us."""
    with pytest.raises(BugError):
        parse_tools(text)
