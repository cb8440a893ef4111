"""The `countersign.*` values as JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.index import mapped as module
from desktop_app.index.mapped import MappedText
from desktop_app.normalize.dialects.claude_code import CLAUDE_CODE
from desktop_app.normalize.dialects.codex import CODEX
from desktop_app.normalize.dialects.gemini import GEMINI
from desktop_app.normalize.dialects.generic import GENERIC
from desktop_app.normalize.values import digest, integer, real, text, truth
from desktop_app.normalize.vocabulary import MAPPED, SpanFacts

if TYPE_CHECKING:
    from desktop_app.normalize.dialects.table import Dialect


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
    mapped = MappedText()
    for _ in range(2):
        assert json.loads(mapped.of(facts(**found), None)) == facts(**found).mapped


@pytest.mark.parametrize(
    "dialect", [GENERIC, CLAUDE_CODE, CODEX, GEMINI], ids=lambda dialect: str(dialect.name)
)
def test_a_field_has_one_type(dialect: Dialect) -> None:
    """1, 1.0 and True are equal to a dict and three texts: no mapped field is read as two types."""
    types = {text: str, digest: str, integer: int, real: float, truth: bool}
    seen: dict[str, set[Any]] = {}
    for row in dialect.attributes.values():
        if row.field in MAPPED:
            seen.setdefault(row.field, set()).add(types.get(row.read, row.read))
    assert {field: kinds for field, kinds in seen.items() if len(kinds) > 1} in (
        {},
        {"retry_attempt": seen.get("retry_attempt")},  # Claude Code's count from 1: an int, too
    )


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile senders cannot fill it."""
    monkeypatch.setattr(module, "KEEP", 3)
    mapped = MappedText()
    for number in range(20):
        mapped.of(facts(session_id=str(number)), None)
    assert len(mapped._known) <= 4
