from __future__ import annotations

import importlib.metadata

import pytest
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.semconv.schemas import Schemas

from desktop_app.normalize.dialects import genai
from desktop_app.normalize.facts import span_facts
from tests.fakes.records import resource, scope, span

PINNED = {
    value
    for name in dir(gen_ai_attributes)
    if name.isupper() and isinstance(value := getattr(gen_ai_attributes, name), str)
}


def test_strong_names_are_in_the_pinned_conventions():
    """A name of our own making in this table would be a lie about the convention."""
    strong = {key for key, row in genai.ATTRIBUTES.items() if row.strong}
    assert strong <= PINNED


def test_every_operation_of_the_pinned_conventions_is_known():
    """Each has a category."""
    operations = {item.value for item in gen_ai_attributes.GenAiOperationNameValues}
    assert operations <= set(genai.OPERATIONS)


def test_the_pinned_version_is_the_one_in_use():
    """Page, table and package say the same version."""
    package = importlib.metadata.version("opentelemetry-semantic-conventions")
    assert package == genai.SEMCONV_PACKAGE
    assert genai.SEMCONV_VERSION in list(Schemas)[-1].value


@pytest.mark.parametrize("reverse", [False, True])
def test_the_current_name_beats_the_older_one(reverse):
    """In whatever order they come: an instrumentation may send both generations."""
    values = {"gen_ai.usage.prompt_tokens": 1, "gen_ai.usage.input_tokens": 2, "gen_ai.system": "o"}
    values |= {"gen_ai.provider.name": "openai"}
    if reverse:
        values = dict(reversed(values.items()))
    facts = span_facts(resource(), scope(), span(values))
    assert (facts.tokens_input, facts.provider) == (2, "openai")


def test_a_model_call_counts_and_the_agent_around_it_does_not():
    """invoke_agent repeats the tokens of its calls."""
    usage = {"gen_ai.usage.input_tokens": 5, "gen_ai.request.model": "m"}
    call = span_facts(resource(), scope(), span({"gen_ai.operation.name": "chat", **usage}))
    around = span_facts(
        resource(), scope(), span({"gen_ai.operation.name": "invoke_agent", **usage})
    )
    assert (call.category, call.counted, call.title) == ("model_call", True, "Model call m")
    assert (around.category, around.counted, around.tokens_input) == ("agent_run", False, 5)


def test_sampling_and_seed():
    """What makes a call repeatable is kept, from numbers or text."""
    values = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.seed": "42",
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.top_k": 40,
        "gen_ai.request.max_tokens": 9,
    }
    mapped = span_facts(resource(), scope(), span(values)).mapped
    assert mapped["countersign.seed"] == 42
    assert mapped["countersign.sampling.temperature"] == 0.2
    assert mapped["countersign.sampling.top_k"] == 40.0
    assert mapped["countersign.sampling.max_tokens"] == 9
