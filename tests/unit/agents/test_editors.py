"""Both editors keep one contract."""

from __future__ import annotations

import pytest

from desktop_app.agents.editors import EDITORS
from desktop_app.errors import AgentConfigError


@pytest.mark.parametrize("name", ["jsonc", "toml"])
def test_set_get_put_back_and_bare(name) -> None:
    """From nothing to a value and back to nothing."""
    editor = EDITORS[name]
    made = editor.set_value("", ("a", "b"), "x")
    assert editor.load(made) == {"a": {"b": "x"}}
    assert editor.get(made, ("a", "b")) == "x"
    assert editor.get(made, ("a", "c", "d")) is None
    assert editor.is_bare(editor.put_back(made, ("a", "b"), ""))
    assert editor.put_back(made, ("a", "c"), "") == made
    with pytest.raises(AgentConfigError):
        editor.set_value(made, ("a", "b", "c"), "y")
    with pytest.raises(AgentConfigError):
        editor.load("{ = ")
