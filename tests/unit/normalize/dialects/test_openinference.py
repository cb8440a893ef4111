from __future__ import annotations

import pytest

from desktop_app.normalize.dialects.openinference import KINDS
from desktop_app.normalize.facts import span_facts
from tests.fakes.records import resource, scope, span

MARK = f"[hash input 9 bytes hmac-sha256:{'ab' * 16}]"


def test_an_llm_span_is_a_model_call():
    """Tokens, cost, model, session and user under their own names."""
    facts = span_facts(
        resource(),
        scope("openinference.instrumentation.openai"),
        span(
            {
                "openinference.span.kind": "LLM",
                "llm.model_name": "m",
                "llm.provider": "openai",
                "llm.token_count.prompt": 10,
                "llm.token_count.completion": 2,
                "llm.token_count.total": 12,
                "llm.token_count.prompt_details.cache_read": 4,
                "llm.cost.total": 0.5,
                "session.id": "s",
                "user.id": "u",
                "input.value": MARK,
            }
        ),
    )
    assert (facts.category, facts.operation, facts.counted) == ("model_call", "chat", True)
    assert (facts.tokens_input, facts.tokens_output, facts.tokens_total) == (10, 2, 12)
    assert (facts.tokens_cache_read, facts.cost_usd, facts.provider) == (4, 0.5, "openai")
    assert (facts.run_id, facts.user_id) == ("s", "u")
    assert facts.arguments_hash == f"hmac-sha256:{'ab' * 16}"


@pytest.mark.parametrize(("kind", "row"), KINDS.items())
def test_every_kind_has_a_category(kind, row):
    """In capitals as the convention writes it, or small as some senders do."""
    for text in (kind, kind.lower()):
        facts = span_facts(resource(), scope(), span({"openinference.span.kind": text}))
        assert facts.category == row.category
