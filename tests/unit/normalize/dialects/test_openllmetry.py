from __future__ import annotations

import pytest

from desktop_app.normalize.facts import span_facts
from tests.fakes.records import resource, scope, span


@pytest.mark.parametrize(
    ("values", "category", "operation"),
    [
        ({"traceloop.span.kind": "workflow"}, "agent_run", "invoke_workflow"),
        ({"traceloop.span.kind": "agent"}, "agent_run", "invoke_agent"),
        ({"traceloop.span.kind": "tool"}, "tool_call", "execute_tool"),
        ({"traceloop.span.kind": "task"}, "other", None),
        ({"llm.request.type": "chat"}, "model_call", "chat"),
        ({"llm.request.type": "completion"}, "model_call", "text_completion"),
        ({"llm.request.type": "embedding"}, "model_call", "embeddings"),
    ],
)
def test_span_kinds_and_request_types(values, category, operation):
    """As Traceloop's SDK and its instrumentations write them."""
    facts = span_facts(resource(), scope(), span(values))
    assert (facts.category, facts.operation) == (category, operation)


def test_a_tool_is_named_by_its_entity_and_a_run_by_its_properties():
    """Association properties carry what the author set."""
    prefix = "traceloop.association.properties."
    values = {
        "traceloop.span.kind": "tool",
        "traceloop.entity.name": "search_web",
        "traceloop.workflow.name": "flow",
        f"{prefix}session_id": "s",
        f"{prefix}user_id": "u",
    }
    facts = span_facts(resource(), scope(), span(values))
    assert (facts.tool_name, facts.side_effect_level) == ("search_web", "read")
    assert (facts.run_id, facts.user_id, facts.workflow_id) == ("s", "u", "flow")
