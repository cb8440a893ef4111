from __future__ import annotations

import dataclasses

import pytest

from desktop_app.normalize.vocabulary import MAPPED, Facts, LogFacts, SpanFacts
from tests.tools import vocabulary

ISSUE_NAMES = (
    *("run_id", "workflow_id", "tenant_id", "session_id", "user_id", "consent_id"),
    *("agent_version", "environment", "model_provider", "model_name", "model_version"),
    *("prompt_version", "policy_version", "corpus_version", "seed", "step_index"),
    *("idempotency_key", "retry_count", "error_class", "circuit_breaker_tripped"),
    *("tokens_in", "tokens_out", "latency_ms", "cost_usd", "data_classification"),
)


def test_every_promised_name_is_mapped():
    """The names that the product promises are under `countersign.*`."""
    names = {*MAPPED.values(), "countersign.latency_ms"}
    assert {f"countersign.{name}" for name in ISSUE_NAMES} <= names
    assert any(name.startswith("countersign.sampling.") for name in names)


def test_mapped_fields_are_fields():
    """No name points to nothing."""
    assert set(MAPPED) <= {field.name for field in dataclasses.fields(Facts)}


def test_mapped_leaves_out_what_was_not_given():
    """And latency is in milliseconds."""
    facts = SpanFacts(run_id="r", duration_us=1500, tokens_input=0)
    assert facts.mapped == {
        "countersign.run_id": "r",
        "countersign.tokens_in": 0,
        "countersign.latency_ms": 1.5,
    }


def test_every_field_is_described():
    """The docstring is the reference."""
    text = (Facts.__doc__ or "") + (LogFacts.__doc__ or "")
    for field in dataclasses.fields(LogFacts):
        assert f" {field.name}: " in text, field.name


def test_the_page_says_what_the_code_says():
    """`python -m tests.tools.vocabulary` writes its tables."""
    assert vocabulary.PAGE.read_text(encoding="utf-8") == vocabulary.page()


def test_facts_are_frozen():
    """They are values."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        SpanFacts().title = "x"
