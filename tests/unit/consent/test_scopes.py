"""A scope is read as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.scopes import format_scope, parse_scope
from desktop_app.model.action import Scope

words = st.text(st.characters(codec="utf-8"), max_size=8)
some = words.filter(bool)
lists = st.lists(words, max_size=3).map(tuple)


@given(st.builds(Scope, some, some, lists, st.booleans(), words, st.booleans(), lists))
def test_a_scope_comes_back(scope: Scope) -> None:
    """Whatever it covers."""
    assert parse_scope(format_scope(scope)) == scope


def test_what_is_not_told_covers_nothing_more() -> None:
    """Agent and tool alone: exactly, nowhere in particular, no host."""
    assert parse_scope({"agent": "codex", "tool": "shell"}) == Scope("codex", "shell")


@pytest.mark.parametrize("scope", [{}, {"agent": "a"}, {"agent": "", "tool": "t"}])
def test_a_scope_names_agent_and_tool(scope: dict) -> None:
    """Else it would cover whatever asks."""
    with pytest.raises(BadRecordError, match="is missing"):
        parse_scope(scope)
