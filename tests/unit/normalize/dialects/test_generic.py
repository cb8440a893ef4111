from __future__ import annotations

import pytest

from desktop_app.normalize.dialects.generic import ATTRIBUTES, kind_of
from desktop_app.normalize.facts import log_facts, span_facts
from tests.fakes.records import log, resource, scope, span


def test_the_current_convention_speaks_first():
    """A span that carries several conventions is what the current one says."""
    found = {"operation": "execute_tool", "_openinference": "LLM", "_traceloop": "agent"}
    assert kind_of(found).category == "tool_call"
    assert kind_of({"operation": "new_thing", "_openinference": "LLM"}).category == "model_call"
    assert kind_of({"operation": "new_thing"}) is None


def test_a_named_call_of_a_named_tool_is_a_tool_call():
    """Also without any convention's kind."""
    facts = span_facts(resource(), scope(), span({"tool.name": "t", "tool_call.id": "1"}))
    assert (facts.category, facts.tool_call_id) == ("tool_call", "1")


def test_logs_of_a_plain_sender_are_not_counted():
    """Its spans tell the tokens."""
    facts = log_facts(
        resource(),
        scope(),
        log(
            {
                "event.name": "gen_ai.client.inference.operation.details",
                "gen_ai.usage.input_tokens": 3,
            }
        ),
    )
    assert (facts.category, facts.counted, facts.tokens_input) == ("model_call", False, 3)


def test_our_wrappers_root_span_is_the_run():
    """`countersign run` writes it."""
    facts = span_facts(resource(), scope(), span({"agent.run_id": "w"}, name="agent.run"))
    assert (facts.category, facts.run_id) == ("agent_run", "w")


@pytest.mark.parametrize("key", ["mcp.session.id", "thread.id", "thread_id"])
def test_ids_of_other_things_are_no_session(key):
    """See run_keys."""
    assert ATTRIBUTES.get(key) is None
