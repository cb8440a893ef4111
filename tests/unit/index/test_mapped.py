"""The `countersign.*` values as JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from desktop_app.index import mapped as module
from desktop_app.index.mapped import MappedText
from desktop_app.normalize.vocabulary import SpanFacts


def facts(**found: Any) -> SpanFacts:
    """Return facts that hold just these fields, as the reader makes them."""
    made = SpanFacts.__new__(SpanFacts)
    made.__dict__.update(found)
    return made


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"duration_us": 1500},
        {"run_id": "r", "agent": "a", "duration_us": 5, "title": "not mapped"},
        {"seed": 1, "temperature": 1.0, "circuit_breaker_tripped": True},
        {"tokens_input": 3, "error_class": "timeout"},
    ],
)
def test_the_text_is_what_is_mapped(found: dict[str, Any]) -> None:
    """The same as `Facts.mapped`, also the second time."""
    text = MappedText()
    for _ in range(2):
        assert json.loads(text.of(facts(**found), None)) == facts(**found).mapped


def test_equal_numbers_of_other_types_are_not_mixed_up() -> None:
    """1, 1.0 and True are equal to a dict and three texts in JSON."""
    text = MappedText()
    said = [text.of(facts(temperature=value), None) for value in (1, 1.0, True)]
    assert [one.rsplit(":", 1)[1] for one in said] == ["1}", "1.0}", "true}"]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile senders cannot fill it."""
    monkeypatch.setattr(module, "KEEP", 3)
    text = MappedText()
    for number in range(20):
        text.of(facts(session_id=str(number)), None)
    assert len(text._known) <= 4


def test_a_number_that_json_lacks_is_text() -> None:
    """NaN in a sampling parameter is still valid JSON."""
    found = json.loads(MappedText().of(facts(temperature=float("nan")), None))
    assert found == {"countersign.sampling.temperature": "nan"}
