from __future__ import annotations

import pytest

from desktop_app.normalize.dialects.mcp import METHODS
from desktop_app.normalize.facts import span_facts
from tests.fakes.records import resource, scope, span


def test_a_tool_call_over_mcp():
    """Named by the GenAI convention beside the method; its session is no run."""
    values = {"mcp.method.name": "tools/call", "gen_ai.tool.name": "add", "mcp.session.id": "m"}
    facts = span_facts(resource(), scope(), span(values, name="tools/call add"))
    assert (facts.category, facts.tool_name, facts.operation) == (
        "tool_call",
        "add",
        "execute_tool",
    )
    assert (facts.mcp_method, facts.run_id) == ("tools/call", None)


@pytest.mark.parametrize(("method", "kind"), METHODS.items())
def test_every_method_has_a_category(method, kind):
    """Listing and shaking hands is noise."""
    facts = span_facts(resource(), scope(), span({"mcp.method.name": method}))
    assert facts.category == kind.category
